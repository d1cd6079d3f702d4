import type { Line } from '../model/line.ts';
import type { JournalEntry } from '../sandbox/journal.ts';
import { HOST, lineOfProvider, nodeAt, type NodeName } from './cast.ts';
import { fullName } from '../sandbox/record.ts';

/** Answers: which address records were written at the provider, according to its journal? */
export interface Move {
  /** Number of the journal's entry. */
  readonly number: number;
  /** ms since 1970, by the sandbox's clock. */
  readonly at: number;
  readonly line: Line;
  readonly from: NodeName | null;
  readonly to: NodeName | null;
}

/** A move that has to happen. */
export type ExpectedMove = Pick<Move, 'line' | 'from' | 'to'>;

/** Every change of an address record of the service, oldest first. Making a record is one, too. */
export function movesOf(entries: readonly JournalEntry[]): readonly Move[] {
  return entries.flatMap(({ number, at, changes }) =>
    changes.flatMap(({ before, after }) => {
      const record = after ?? before;
      const line = record === null ? null : lineOfProvider(record.line);
      if (record?.type !== 'A' || fullName(record) !== HOST || line === null) return [];
      return [{ number, at, line, from: nodeAt(before?.value ?? null), to: nodeAt(after?.value ?? null) }];
    }),
  );
}

export function isSameMove(a: ExpectedMove, b: ExpectedMove): boolean {
  return a.line === b.line && a.from === b.from && a.to === b.to;
}
