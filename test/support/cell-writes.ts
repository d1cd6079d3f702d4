// What the sandbox's journal tells about the managed records: who wrote which, when, and what for.
import type { JournalEntry } from '../../src/sandbox/journal.ts';
import type { SandboxRecord } from '../../src/sandbox/record.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** Codes as users write them, and as the provider does. */
export const PROVIDER_LINES = {
  default: 'default',
  CT: 'telecom',
  CU: 'unicom',
  CMCC: 'mobile',
  CNEdu: 'edu',
  OverSea: 'oversea',
} as const;

export type LineCode = keyof typeof PROVIDER_LINES;

export const LINE_CODES = Object.keys(PROVIDER_LINES) as readonly LineCode[];

/** One call that asked to write an A or AAAA record. */
export interface CellWrite {
  /** Of the journal entry. */
  readonly number: number;
  /** ms since 1970 on this machine's clock, which the sandbox shares. */
  readonly at: number;
  readonly keyId: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly recordId: string;
  /** `www A telecom` */
  readonly cell: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Number of the last call so far: `cellWrites(sandbox, mark(sandbox))` are those to come. */
export function mark(sandbox: Sandbox): number {
  return sandbox.journal().at(-1)?.number ?? 0;
}

/** All calls after `since` that concern address records, whether they took effect or not. Oldest first. */
export function cellWrites(sandbox: Sandbox, since = 0): readonly CellWrite[] {
  return sandbox
    .journal(since)
    .filter((entry) => isWrite(entry) && isAddressType(entry))
    .flatMap(writesOf);
}

/** How many calls of an action each key has made since, e.g. to see that nobody reads too often. */
export function callsByKey(sandbox: Sandbox, action: string, since = 0): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of sandbox.journal(since)) {
    if (entry.action !== action) continue;
    const key = entry.keyId ?? 'nobody';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The address records as they are now: `www A telecom` to the value. */
export function cellValues(sandbox: Sandbox): ReadonlyMap<string, string> {
  return new Map(
    sandbox
      .records()
      .filter(({ type }) => type === 'A' || type === 'AAAA')
      .map((record) => [cellName(record), record.value]),
  );
}

export function cellName({ rr, type, line }: Pick<SandboxRecord, 'rr' | 'type' | 'line'>): string {
  return `${rr} ${type} ${line}`;
}

const READS = /^Describe/;

function isWrite({ action }: JournalEntry): boolean {
  return !READS.test(action);
}

function isAddressType({ changes, parameters }: JournalEntry): boolean {
  const types = [parameters['Type'], ...changes.map(({ before, after }) => (before ?? after)?.type)];
  return types.some((type) => type === 'A' || type === 'AAAA');
}

function writesOf(entry: JournalEntry): readonly CellWrite[] {
  const { number, at, keyId, action, outcome, parameters } = entry;
  const base = { number, at, keyId, action, outcome };
  if (entry.changes.length === 0) {
    const cell = cellName({
      rr: parameters['RR'] ?? '?',
      type: parameters['Type'] ?? '?',
      line: parameters['Line'] ?? '?',
    });
    const recordId = parameters['RecordId'] ?? '?';
    return [{ ...base, recordId, cell, before: null, after: null }];
  }
  return entry.changes.map(({ before, after }) => {
    const record = after ?? before;
    return {
      ...base,
      recordId: record?.id ?? '?',
      cell: record === null ? '?' : cellName(record),
      before: before?.value ?? null,
      after: after?.value ?? null,
    };
  });
}
