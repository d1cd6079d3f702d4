/** Runs one seed after the other on all processes, and adds up in the order of the seeds. */
import type { Ran, Task } from './simulation.ts';
import { nextSeed, withOutcome, type Totals } from './totals.ts';

export interface BatchEdges {
  readonly size: number;
  readonly run: (task: Task) => Promise<Ran>;
  /** Nothing further is begun; what has begun comes to its end. */
  readonly isStopped: () => boolean;
  readonly onTotals: (totals: Totals) => void;
}

/** @returns the totals after `schedules` more schedules, or after those that were run when it was stopped */
export async function runBatch(earlier: Totals, schedules: number, edges: BatchEdges): Promise<Totals> {
  let totals = earlier;
  let seed = nextSeed(earlier);
  const end = seed + schedules;
  const early = new Map<number, Ran>();
  const runNext = async (): Promise<void> => {
    while (seed < end && !edges.isStopped()) {
      const mine = seed;
      seed += 1;
      early.set(mine, await edges.run({ seed: mine, draw: earlier.draw }));
      for (let next = early.get(nextSeed(totals)); next !== undefined; next = early.get(nextSeed(totals))) {
        early.delete(nextSeed(totals));
        totals = withOutcome(totals, next.outcome, next.cpuMs);
        edges.onTotals(totals);
      }
    }
  };
  await Promise.all(Array.from({ length: edges.size }, runNext));
  return totals;
}
