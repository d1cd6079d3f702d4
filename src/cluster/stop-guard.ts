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
  const drift = Math.abs(now.wall - last.wall - elapsed);
  return elapsed > tickMs + stallMs || drift > stallMs;
}
