/** A machine sleeps: its monotonic clock stands, its calendar goes on. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const suspend: FaultKind = {
  kind: 'suspend',
  weight: 3,
  draw: (chance, plan) => ({ lastsMs: chance.duration(), node: chance.one(ownIds(plan)) }),
  apply: (scene, fault) => {
    scene.world.machine(textOf(fault, 'node')).suspend(scene.clamp(fault.lastsMs));
  },
};
