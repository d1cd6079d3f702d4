import { resolveTimers } from '../config/timers.ts';
import type { TimerName } from '../config/timers.ts';
import type { Timers } from '../model/timers.ts';

/**
 * Answers: how fast does the demonstration run, and how long may each thing take? Deadlines follow from the
 * timers by the protocol's own bounds.
 */
export const DEMO_PROFILE = 'fast';

/** In seconds. As short as the protocol's inequalities let them be, with some air for a busy machine. */
export const DEMO_TIMERS_S: Readonly<Partial<Record<TimerName, number>>> = {
  tHb: 1,
  tReq: 2,
  tUnacked: 5,
  tWpub: 4,
  dRw: 1,
  tDead: 18,
  lease: 40,
  refresh: 12,
  tQuiet: 10,
  recSlow: 5,
  recMed: 3,
  recFast: 2,
  tFresh: 5,
  tProv: 5,
  tSettle: 4,
  tUnknown: 15,
  tUnfit: 15,
  tHold: 10,
  tHoldCap: 60,
  tYield: 60,
  tPass: 20,
  tStall: 8,
  tAddress: 10,
};

export const DEMO_TIMERS: Timers = resolveTimers(
  DEMO_PROFILE,
  Object.fromEntries(Object.entries(DEMO_TIMERS_S).map(([name, seconds]) => [name, seconds * 1000])),
);

/** The protocol's figures: one read, one write, repeated writes, and the pause before a cycle. */
const READ_MS = 5_000;
const WRITE_MS = 300;
const RETRIES_MS = 5_000;
const CYCLE_PAUSE_MS = 2_000;

/** For what the protocol does not count: three processes and a sandbox on one machine with other things to do. */
export const MACHINE_ALLOWANCE_MS = 10_000;

/** A process of the program, from its start to its first answer. */
export const START_PATIENCE_MS = 60_000;

/** Bound F1: a node that was heard until then dies, and its `writes` records point elsewhere. */
export function takeOverBoundMs(timers: Timers, writes: number): number {
  return timers.deadMs + 1.1 * timers.readFastMs + READ_MS + writes * WRITE_MS + RETRIES_MS;
}

/** Bound F2: it had published a witness record, so that its lease has to run out, too. */
export function leasedTakeOverBoundMs(timers: Timers, writes: number): number {
  const { deadMs, leaseMs } = timers;
  return takeOverBoundMs({ ...timers, deadMs: Math.max(deadMs, leaseMs) }, writes);
}

/** Bound F6: a node is back and heard, and its `writes` records point to it again. */
export function handBackBoundMs(timers: Timers, writes: number): number {
  return timers.holdMs + 1.1 * timers.heartbeatMs + 2 * (READ_MS + CYCLE_PAUSE_MS) + writes * WRITE_MS;
}
