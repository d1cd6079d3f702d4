import type { Parameters } from '../parameters.ts';
import type { RecordChange, RecordSet, SandboxRecord, WeightSwitch } from '../record.ts';
import type { Operation } from '../record-database.ts';
import { refusal } from '../refusal.ts';
import { ownsZone, requireZone, type SandboxZone } from '../zone.ts';

/**
 * The contract of an action: a pure function from a call to an answer and the changes that it means.
 * It refuses by throwing a `Refusal`; whoever runs it applies the changes.
 */
export interface Action {
  readonly isWrite: boolean;
  run(call: ActionCall): ActionResult;
}

export interface ActionCall {
  readonly parameters: Parameters;
  readonly keyId: string;
  readonly now: number;
  readonly zones: readonly SandboxZone[];
  /** The records this call sees: present ones, or older ones while a stale-read fault strikes. */
  readonly seen: RecordSet;
  readonly operations: (zone: string) => readonly Operation[];
  readonly newId: () => string;
  /** A fault of listings; both 0 when there is none. */
  readonly truncation: Truncation;
}

export interface Truncation {
  /** Entries left out at the end of the whole listing. */
  readonly missing: number;
  /** Added to the total count that is told. */
  readonly totalOffset: number;
}

export interface ActionResult {
  /** The answer without its RequestId. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Name in the operation log. */
  readonly operation?: string;
  readonly changes?: readonly RecordChange[];
  readonly switches?: readonly WeightSwitch[];
}

export function zoneOfCall(call: ActionCall): SandboxZone {
  return requireZone(call.zones, call.parameters.required('DomainName'), call.keyId);
}

/** The record named by `RecordId` and its zone, if the account may use it. */
export function recordOfCall(call: ActionCall): { record: SandboxRecord; zone: SandboxZone } {
  const record = call.seen.records.get(call.parameters.required('RecordId'));
  const zone = call.zones.find(({ name }) => name === record?.zone);
  if (record === undefined || zone === undefined || !ownsZone(zone, call.keyId)) {
    throw refusal('DomainRecordNotBelongToUser');
  }
  return { record, zone };
}

export function refuseLocked(record: SandboxRecord): void {
  if (record.isLocked) throw refusal('DomainRecordLocked');
}

/** One page of a listing, with the fields that all listings share. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly fields: Readonly<Record<'PageNumber' | 'PageSize' | 'TotalCount', number>>;
}

export function pageOf<T>(call: ActionCall, all: readonly T[], largestPage: number): Page<T> {
  const number = call.parameters.integer('PageNumber', 1, 1, 1_000_000);
  const size = call.parameters.integer('PageSize', 20, 1, largestPage);
  const { missing, totalOffset } = call.truncation;
  const shown = all.slice(0, Math.max(0, all.length - missing));
  return {
    items: shown.slice((number - 1) * size, number * size),
    fields: {
      PageNumber: number,
      PageSize: size,
      TotalCount: Math.max(0, all.length + totalOffset),
    },
  };
}

/** The provider's short form of an instant, e.g. `2015-12-12T09:23Z`. */
export function minuteOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`;
}
