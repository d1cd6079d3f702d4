/** The leader is dead from the start, and stays so when everything else is well again. */
import type { FaultKind } from './fault-kind.ts';

export const leaderGone: FaultKind = {
  kind: 'leader-gone',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: () => ({ lastsMs: 0 }),
  apply: (scene) => {
    scene.keepDown(scene.leaderId, true);
  },
};
