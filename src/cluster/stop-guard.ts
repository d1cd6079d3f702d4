/**
 * Was this process stopped? A tick that comes far too late, or a wall clock that ran on while the monotonic one
 * stood (a suspended machine), means that everything known is old.
 */
export interface TickMark {
  readonly monotonic: number;
  readonly wall: number;
}

export function wasStopped(last: TickMark, now: TickMark, tickMs: number, stallMs: number): boolean {
  const elapsed = now.monotonic - last.monotonic;
  return elapsed > tickMs + stallMs || hasDrifted(last, now, stallMs);
}

/** The two clocks do not agree: the machine slept, and the monotonic one did not count it, or the calendar was set. */
export function hasDrifted(last: TickMark, now: TickMark, stallMs: number): boolean {
  return Math.abs(now.wall - last.wall - (now.monotonic - last.monotonic)) > stallMs;
}
