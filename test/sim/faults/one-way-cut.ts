/** Messages get through in one direction only. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const oneWayCut: FaultKind = {
  kind: 'one-way-cut',
  weight: 4,
  draw: (chance, plan) => {
    const [from = '', to = ''] = chance.some(allIds(plan), 2);
    return { lastsMs: chance.duration(), from, to };
  },
  apply: (scene, fault, undo) => {
    undo(scene.wires.cut([[textOf(fault, 'from'), textOf(fault, 'to')]]));
  },
};
