/** A share of all messages between nodes is lost. */
import type { FaultKind } from './fault-kind.ts';
import { numberOf } from './parameters.ts';

export const loss: FaultKind = {
  kind: 'loss',
  weight: 3,
  draw: (chance) => ({ lastsMs: chance.while(), percent: chance.whole(1, 30) }),
  apply: (scene, fault, undo) => {
    undo(scene.wires.worsen({ loss: numberOf(fault, 'percent') / 100 }));
  },
};
