import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import { checkAmongOthers, checkRecord } from './record-rules.ts';
import { recordsOf, type RecordChange, type RecordSet, type SandboxRecord } from './record.ts';
import { invalid } from './refusal.ts';
import type { SandboxZone } from './zone.ts';

/**
 * What a person at the provider's console does to records, past the API: add, change, lock, delete. The rules
 * for records hold as they do there; locks do not keep the person out.
 */
export type HandEdit = HandAdd | HandSet | HandDelete;

export interface HandAdd {
  readonly op: 'add';
  /** May be left out when there is only one zone. */
  readonly zone?: string;
  readonly rr: string;
  readonly type: string;
  readonly value: string;
  readonly line?: string;
  /** Seconds. */
  readonly ttl?: number;
  readonly priority?: number;
  readonly remark?: string;
  readonly isEnabled?: boolean;
  readonly isLocked?: boolean;
}

/** Names records by id, or by whatever of zone, rr, type and line is given. */
export interface RecordChoice {
  readonly id?: string;
  readonly zone?: string;
  readonly rr?: string;
  readonly type?: string;
  readonly line?: string;
}

export interface HandSet {
  readonly op: 'set';
  readonly choose: RecordChoice;
  readonly value?: string;
  readonly ttl?: number;
  /** Moves the records to another line. */
  readonly line?: string;
  readonly remark?: string | null;
  readonly isEnabled?: boolean;
  readonly isLocked?: boolean;
}

export interface HandDelete {
  readonly op: 'delete';
  readonly choose: RecordChoice;
}

/** Turns an edit into changes; throws a `Refusal` of the record rules, or an AppError. */
export function decideEdit(
  edit: HandEdit,
  zones: readonly SandboxZone[],
  set: RecordSet,
  now: number,
  newId: () => string,
): readonly RecordChange[] {
  if (edit.op === 'add') return [addition(edit, zones, set, now, newId)];
  const chosen = [...set.records.values()].filter((record) => isChosen(record, edit.choose));
  if (chosen.length === 0) throw noSuchRecord();
  if (edit.op === 'delete') return chosen.map((before) => ({ before, after: null }));
  return chosen.map((before) => ({ before, after: changed(before, edit, zones, set, now) }));
}

function addition(
  edit: HandAdd,
  zones: readonly SandboxZone[],
  set: RecordSet,
  now: number,
  newId: () => string,
): RecordChange {
  const zone = findZone(zones, edit.zone ?? (zones.length === 1 ? zones[0]?.name : undefined));
  const facts = checkRecord(zone, {
    rr: edit.rr,
    type: edit.type,
    value: edit.value,
    line: edit.line ?? null,
    ttl: edit.ttl === undefined ? null : String(edit.ttl),
    priority: edit.priority === undefined ? null : String(edit.priority),
  });
  checkAmongOthers(zone, facts, recordsOf(set, zone.name), null);
  const after: SandboxRecord = {
    id: newId(),
    zone: zone.name,
    ...facts,
    isEnabled: edit.isEnabled ?? true,
    isLocked: edit.isLocked ?? false,
    weight: 1,
    remark: edit.remark ?? null,
    createdAt: now,
    updatedAt: now,
  };
  return { before: null, after };
}

function changed(
  before: SandboxRecord,
  edit: HandSet,
  zones: readonly SandboxZone[],
  set: RecordSet,
  now: number,
): SandboxRecord {
  const zone = findZone(zones, before.zone);
  const isFactual = edit.value !== undefined || edit.ttl !== undefined || edit.line !== undefined;
  const facts = checkRecord(zone, {
    rr: before.rr,
    type: before.type,
    value: edit.value ?? before.value,
    line: edit.line ?? before.line,
    ttl: String(edit.ttl ?? before.ttl),
    priority: before.priority === null ? null : String(before.priority),
  });
  if (isFactual) checkAmongOthers(zone, facts, recordsOf(set, zone.name), before);
  return {
    ...before,
    ...facts,
    remark: edit.remark === undefined ? before.remark : edit.remark,
    isEnabled: edit.isEnabled ?? before.isEnabled,
    isLocked: edit.isLocked ?? before.isLocked,
    updatedAt: now,
  };
}

function isChosen(record: SandboxRecord, choose: RecordChoice): boolean {
  const wanted = Object.entries(choose) as [keyof RecordChoice, string][];
  return wanted.length > 0 && wanted.every(([member, value]) => record[member] === value);
}

function findZone(zones: readonly SandboxZone[], name: string | undefined): SandboxZone {
  const zone = zones.find((candidate) => candidate.name === name);
  if (zone === undefined) throw invalid('DomainName');
  return zone;
}

function noSuchRecord(): AppError {
  return new AppError(
    'not-found',
    text('No record fits what "choose" names.', '没有符合“choose”条件的记录。'),
    {
      field: 'choose',
      hint: text(
        'GET /sandbox/records shows all records; choose by id, or by zone, rr, type and line.',
        'GET /sandbox/records 可查看全部记录；请按 id，或按 zone、rr、type、line 选择。',
      ),
    },
  );
}
