/**
 * A schedule is everything that a run depends on, as plain JSON: the cluster, and each fault with its moment. The
 * generator draws one from a seed; the shrinker makes one smaller; `runSchedule` carries one out.
 */
import type { Profile } from '../../../src/config/timers.ts';
import type { Line } from '../../../src/model/line.ts';

export interface Schedule {
  readonly seed: number;
  readonly profile: Profile;
  readonly cluster: ClusterPlan;
  /** Length of the troubled part, virtual ms; peace and silence follow. */
  readonly troubleMs: number;
  /** In order of time. */
  readonly faults: readonly Fault[];
}

export interface ClusterPlan {
  /** The first is the leader. */
  readonly nodes: readonly NodePlan[];
  /** Host parts of the managed services. */
  readonly labels: readonly string[];
}

export interface NodePlan {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly hasV6: boolean;
  /** The Go program runs on it at first. */
  readonly isLegacy: boolean;
  /** Monotonic ms per true ms, 0.99 to 1.01. */
  readonly clockRate: number;
  /** Error of its calendar, ms. */
  readonly wallOffsetMs: number;
}

/** One thing that goes wrong. Beside `kind` and `at` each kind has parameters of its own, all plain JSON. */
export interface Fault {
  readonly kind: string;
  /** Virtual ms since the beginning of the troubled part. */
  readonly at: number;
  /** How long it lasts, ms; the shrinker may shorten it. 0: it is over at once. */
  readonly lastsMs: number;
  readonly [parameter: string]: string | number | boolean | readonly string[];
}

/** What came of a run. Plain JSON, so that a worker can send it. */
export interface Outcome {
  readonly seed: number;
  readonly traceHash: string;
  readonly virtualMs: number;
  /** The first breach of each promise, in order of time; empty: all was well. */
  readonly breaches: readonly Breach[];
  readonly figures: Figures;
}

export interface Breach {
  /** `S1` to `S12`, `L1` to `L6`, or `crashed` when the program itself failed. */
  readonly promise: string;
  /** Virtual ms since the start of the world. */
  readonly at: number;
  /** What was promised, what was found, and what is known about it, one line each. */
  readonly evidence: readonly string[];
}

export interface Figures {
  /** Fault kind → how often. */
  readonly faults: Readonly<Record<string, number>>;
  readonly moves: number;
  readonly races: number;
  readonly wrongfulTakeOvers: number;
  /** Longest time that a record showed a dead node while a good candidate existed, ms. */
  readonly longestOnDeadMs: number;
  /** `F1` to `F8`, and `F1n` where a note told of the end; with the profile unless normal → durations, ms. */
  readonly failoverMs: Readonly<Record<string, readonly number[]>>;
  /** Provider action → calls. */
  readonly providerCalls: Readonly<Record<string, number>>;
}
