/**
 * How long must a returned node have been well before it gets its lines back, and how often was a verdict on
 * it overturned? Both look back six hours.
 */
import type { Timers } from '../model/timers.ts';

const LOOK_BACK_MS = 6 * 3_600_000;
/** Several cells that change back within this time are one event. */
const SAME_EVENT_MS = 30_000;

/** Continuous health asked of `nodeId` before a yield, ms. `flapsAt`: times at which it went from well to dead. */
export function holdForMs(flapsAt: readonly number[], now: number, timers: Timers): number {
  const recent = flapsAt.filter((at) => isRecent(at, now)).length;
  return Math.min(timers.holdCapMs, timers.holdMs * 2 ** Math.max(0, recent - 1));
}

/** Number of separate events among the times at which cells were overturned. */
export function countOverturned(overturnedAt: readonly number[], now: number): number {
  let count = 0;
  let last = -Infinity;
  for (const at of [...overturnedAt].sort((a, b) => a - b)) {
    if (!isRecent(at, now)) continue;
    if (at - last > SAME_EVENT_MS) count += 1;
    last = at;
  }
  return count;
}

/** What a wrong calendar put into the future must not count until that day comes. */
function isRecent(at: number, now: number): boolean {
  return Math.abs(now - at) < LOOK_BACK_MS;
}
