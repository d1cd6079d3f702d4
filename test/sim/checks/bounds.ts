/** The protocol's bounds on how long things may take, from the timers of the world; all in ms. */
import type { Timers } from '../../../src/model/timers.ts';

/** A zone read, and one write, at their slowest. */
const READ_MS = 5_000;
const WRITE_MS = 300;
const RETRIES_MS = 5_000;
/** Clocks run within 1 % of each other. */
const CLOCKS = 1.01;
/** The longest time on a dead node under continuous faults, in units of tDead. */
const CONTINUOUS_IN_DEADS = 7;
/** From so many nodes on, take-overs wait when more than half are lost. */
const MASS_NODES = 5;

/** A plan is dropped, and whatever it sent has taken effect or never will. */
export function planMs({ freshMs, providerMs }: Timers): number {
  return (freshMs + providerMs) * CLOCKS;
}

export function f1Ms(t: Timers, writes: number): number {
  return (t.deadMs + 1.1 * t.readFastMs + READ_MS + writes * WRITE_MS + RETRIES_MS) * CLOCKS;
}

export function f2Ms(t: Timers, writes: number): number {
  return (t.leaseMs + 1.1 * t.readFastMs + READ_MS + writes * WRITE_MS + RETRIES_MS) * CLOCKS;
}

/** From detection. */
export function f4Ms(t: Timers, writes: number): number {
  return (3_000 + READ_MS + writes * WRITE_MS + lostAnswerMs(t)) * CLOCKS;
}

/** From when it says that it can neither serve with the record nor correct it. */
export function f7Ms(t: Timers, writes: number): number {
  const heardMs = 1.1 * t.heartbeatMs + t.requestMs;
  const readsMs = 1.1 * t.readFastMs + READ_MS + RETRIES_MS + lostAnswerMs(t);
  return (t.unfitMs + heardMs + readsMs + writes * WRITE_MS) * CLOCKS;
}

export function lostAnswerMs(t: Timers): number {
  return t.providerMs + 1.2 * t.readDelayMs + t.readFastMs;
}

/** Until a node has found an address of its own that has changed. */
export function detectionMs(t: Timers): number {
  return (t.addressCheckMs + 5_000) * CLOCKS;
}

/** Anything, after all faults have stopped. */
export function f8Ms(t: Timers): number {
  return (t.holdCapMs + t.holdMs + f2Ms(t, 0) + t.passMs) * CLOCKS;
}

export function continuousMs(t: Timers): number {
  return CONTINUOUS_IN_DEADS * t.deadMs;
}

/** Section 13.5: take-overs are held back for tPanic. */
export function isMassFailure(lost: number, nodes: number): boolean {
  return nodes >= MASS_NODES && lost * 2 > nodes;
}
