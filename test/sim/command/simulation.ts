/** What a bundle offers: the product and the world around it, with a fault planted or without. */
import type { Outcome, Schedule } from '../schedule/schedule.ts';
import type { DrawOptions } from './totals.ts';

/** The first argument of a process that is to run schedules. */
export const WORKER = 'worker';

/** What a worker is told to run. */
export type Task =
  | { readonly seed: number; readonly draw: DrawOptions; readonly isTraced?: boolean }
  | { readonly schedule: Schedule; readonly isTraced?: boolean };

export type ToWorker = { readonly id: number } & Task;

export type FromWorker =
  | { readonly id: number; readonly line: string }
  | { readonly id: number; readonly outcome: Outcome; readonly cpuMs: number }
  /** The program or the simulator failed: its stack. */
  | { readonly id: number; readonly failed: string };

export interface Ran {
  readonly outcome: Outcome;
  /** Processor time, ms. */
  readonly cpuMs: number;
}

export function seedOf(task: Task): number {
  return 'schedule' in task ? task.schedule.seed : task.seed;
}

/** What came of a run that did not come to its end. */
export function crashedOutcome(seed: number, ...evidence: readonly string[]): Outcome {
  return {
    ...{ seed, traceHash: '', virtualMs: 0 },
    breaches: [{ promise: 'crashed', at: 0, evidence }],
    figures: {
      ...{ faults: {}, moves: 0, races: 0, wrongfulTakeOvers: 0, longestOnDeadMs: 0 },
      ...{ failoverMs: {}, providerCalls: {} },
    },
  };
}
