import type { RecordChange } from './record.ts';

/** What one call to the sandbox was and what came of it. Holds no signature and no secret. */
export interface JournalEntry {
  /** Counts up from 1 without gaps. */
  readonly number: number;
  /** The sandbox's clock, ms since 1970. */
  readonly at: number;
  /** As claimed by the caller; null for hand edits and unreadable requests. */
  readonly keyId: string | null;
  /** The action's name; `HandEdit` for edits over the admin interface. */
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** `OK`, the error code, or `NotReached` when a fault kept the call from being looked at. */
  readonly outcome: string;
  /** What the caller got to see. */
  readonly answer: AnswerKind;
  /** Kinds of the faults that struck. */
  readonly faults: readonly string[];
  readonly changes: readonly RecordChange[];
}

/** `lost`: the connection was destroyed instead of answering. */
export type AnswerKind = 'sent' | 'lost' | 'unavailable' | 'html' | 'empty';

export interface Journal {
  add(entry: Omit<JournalEntry, 'number'>): JournalEntry;
  /** Entries with a number greater than `since`, oldest first. */
  since(number: number): readonly JournalEntry[];
  readonly lastNumber: number;
  /** Least number still held; 1 + lastNumber when the journal is empty. */
  readonly firstNumber: number;
}

/** Keeps the newest `limit` entries; `keep` is called with each new one. */
export function journal(limit: number, keep: (entry: JournalEntry) => void): Journal {
  const entries: JournalEntry[] = [];
  let lastNumber = 0;
  const firstNumber = (): number => lastNumber - entries.length + 1;
  return {
    add(facts) {
      lastNumber += 1;
      const entry = { number: lastNumber, ...facts };
      entries.push(entry);
      // Cut in larger portions: shifting a long array on every call would cost more than the memory.
      if (entries.length >= limit + Math.ceil(limit / 10)) entries.splice(0, entries.length - limit);
      keep(entry);
      return entry;
    },
    since: (number) => entries.slice(Math.max(0, number - firstNumber() + 1)),
    get lastNumber() {
      return lastNumber;
    },
    get firstNumber() {
      return firstNumber();
    },
  };
}
