import { typesConflict } from './conflict-rules.ts';
import { editionLimits, RECORDS_PER_NAME_AND_LINE } from './edition.ts';
import { isWildcard, keptHostRecord } from './host-record.ts';
import { linesOf } from './line-catalog.ts';
import type { SandboxRecord } from './record.ts';
import { invalid, missing, refusal } from './refusal.ts';
import { isUrlForward, keptValue, knownType } from './value-rules.ts';
import type { SandboxZone } from './zone.ts';

/** What a caller asks a record to be, still unchecked. */
export interface RecordWish {
  readonly rr: string;
  readonly type: string;
  readonly value: string;
  readonly line: string | null;
  readonly ttl: string | null;
  readonly priority: string | null;
}

/** The same, checked and in the form in which it is kept. */
export type RecordFacts = Pick<SandboxRecord, 'rr' | 'type' | 'value' | 'line' | 'ttl' | 'priority'>;

const DEFAULT_TTL = 600;
const MAX_PRIORITY = 50;

/**
 * Format, TTL and line of one record by itself. A line or TTL left out becomes `default` and 600 also when a
 * record is updated: that is how the service works, and why its clients must send both.
 */
export function checkRecord(zone: SandboxZone, wish: RecordWish): RecordFacts {
  const limits = editionLimits(zone.edition);
  const type = knownType(wish.type);
  const rr = keptHostRecord(wish.rr, zone.name, type, limits.levels);
  const value = keptValue(type, wish.value);
  const line = (wish.line ?? 'default').toLowerCase();
  if (!linesOf(limits).some(({ code }) => code === line)) throw invalid('Line');
  if (isUrlForward(type) && isWildcard(rr)) throw refusal('URLForwardError.PanRecord');
  if (isUrlForward(type) && line !== 'default') throw refusal('URLForwardError.NotDefaultLine');
  const ttl = checkTtl(wish.ttl, zone.minTtl, limits.maxTtl);
  return { rr, type, value, line, ttl, priority: type === 'MX' ? checkPriority(wish.priority) : null };
}

/** A record among the others of its zone; `self` is the record being updated. */
export function checkAmongOthers(
  zone: SandboxZone,
  facts: RecordFacts,
  records: readonly SandboxRecord[],
  self: SandboxRecord | null,
): void {
  const others = records.filter((record) => record.id !== self?.id);
  const beside = others.filter((record) => record.rr === facts.rr && record.line === facts.line);
  const alike = beside.filter((record) => record.type === facts.type);
  if (alike.some((record) => sameValue(record.value, facts.value))) throw refusal('DomainRecordDuplicate');
  if (self !== null && isUnchanged(self, facts)) throw refusal('DomainRecordDuplicate');
  if (beside.some((record) => typesConflict(facts.rr, record.type, facts.type))) {
    throw refusal('DomainRecordConflict');
  }
  if (alike.length >= RECORDS_PER_NAME_AND_LINE) throw refusal('QuotaExceeded.Record');
  const forwards = others.filter((record) => isUrlForward(record.type)).length;
  if (isUrlForward(facts.type) && forwards >= editionLimits(zone.edition).urlForwards) {
    throw refusal('QuotaExceeded.Record', 'There are too many URL forwards in this domain.');
  }
}

function isUnchanged(record: SandboxRecord, facts: RecordFacts): boolean {
  return (
    record.rr === facts.rr &&
    record.type === facts.type &&
    record.line === facts.line &&
    record.value === facts.value &&
    record.ttl === facts.ttl &&
    record.priority === facts.priority
  );
}

function sameValue(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function checkTtl(given: string | null, least: number, most: number): number {
  // A default below the zone's own least TTL would make every call without a TTL fail.
  if (given === null) return Math.max(DEFAULT_TTL, least);
  if (!/^\d{1,10}$/.test(given) || Number(given) === 0) throw invalid('TTL');
  const ttl = Number(given);
  if (ttl < least || ttl > most) {
    throw refusal(
      'QuotaExceeded.TTL',
      `The specified TTL is invalid. A valid TTL must be in the range of ${least} to ${most}.`,
    );
  }
  return ttl;
}

function checkPriority(given: string | null): number {
  if (given === null) throw missing('Priority');
  const priority = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (priority < 1 || priority > MAX_PRIORITY) throw invalid('Priority');
  return priority;
}
