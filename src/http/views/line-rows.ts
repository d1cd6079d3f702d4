// Which records can share a row? A line's A and AAAA record, when they tell the same story.
import type { CellView } from '../../model/cluster-view.ts';
import { LINES } from '../../model/line.ts';
import { groupBy } from './group-by.ts';

/** Records of one line with the same holder and state, changed together; never empty. */
export type Row = readonly [CellView, ...(readonly CellView[])];

/** Two writes of one take-over lie this close together. */
const TOGETHER_MS = 120_000;

/** Rows in the order of the lines, A before AAAA. */
export function mergeRows(cells: readonly CellView[]): readonly Row[] {
  const sorted = [...cells].sort(
    (a, b) => LINES.indexOf(a.line) - LINES.indexOf(b.line) || (a.type < b.type ? -1 : 1),
  );
  return [...groupBy(sorted, ({ line }) => line).values()].flatMap((group) => {
    const [first, ...others] = group;
    if (first === undefined) return [];
    const isOne = others.every((cell) => isSameStory(first, cell));
    return isOne ? [[first, ...others] as const] : group.map((cell) => [cell] as const);
  });
}

function isSameStory(a: CellView, b: CellView): boolean {
  if (a.holderId !== b.holderId || a.state !== b.state) return false;
  if (a.since === null || b.since === null) return a.since === b.since;
  return Math.abs(a.since - b.since) <= TOGETHER_MS;
}
