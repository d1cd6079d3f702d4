/** The power of one machine fails, and comes back after seconds or an hour. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const powerLoss: FaultKind = {
  kind: 'power-loss',
  weight: 6,
  draw: (chance, plan) => ({ lastsMs: chance.duration(), node: chance.one(allIds(plan)) }),
  apply: (scene, fault, undo) => {
    undo(scene.keepDown(textOf(fault, 'node'), true));
  },
};
