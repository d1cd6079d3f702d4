/** A process ends between any two events; its machine goes on, and starts it again after seconds or an hour. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const crash: FaultKind = {
  kind: 'crash',
  weight: 6,
  draw: (chance, plan) => ({ lastsMs: chance.duration(), node: chance.one(allIds(plan)) }),
  apply: (scene, fault, undo) => {
    undo(scene.keepDown(textOf(fault, 'node'), false));
  },
};
