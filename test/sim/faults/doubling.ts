/** Requests arrive twice, the second time later than what was sent after them. */
import type { FaultKind } from './fault-kind.ts';
import { numberOf } from './parameters.ts';

export const doubling: FaultKind = {
  kind: 'doubling',
  weight: 2,
  draw: (chance) => ({
    ...{ lastsMs: chance.while(), percent: chance.whole(5, 100), delayMs: chance.whole(20, 3_300) },
  }),
  apply: (scene, fault, undo) => {
    const doubled = numberOf(fault, 'percent') / 100;
    undo(scene.wires.worsen({ doubling: doubled, delayMs: numberOf(fault, 'delayMs') }));
  },
};
