/** Which peers have been dead for so long that nobody waits for a word of theirs any more? */
import type { Judge } from '../../dns/judge.ts';
import type { NodeState } from '../node-state.ts';

/** Notes since when each peer has been dead without a break. Called on every tick. */
export function noteVerdicts(state: NodeState, judge: Judge, now: number): void {
  for (const id of state.liveness.peers.keys()) {
    if (!judge.isDead(id)) state.deadSince.delete(id);
    else if (!state.deadSince.has(id)) state.deadSince.set(id, now);
  }
}

const NOBODY: ReadonlySet<string> = new Set();

export function longDead(state: NodeState, now: number): ReadonlySet<string> {
  if (state.deadSince.size === 0) return NOBODY;
  const old = [...state.deadSince].filter(([, since]) => now - since >= state.timers.oldMs);
  return new Set(old.map(([id]) => id));
}
