/** Two nodes cannot reach each other; both reach everybody else, so with three or more it is a partial cut. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';
import { bothWays } from './wires.ts';

export const cut: FaultKind = {
  kind: 'cut',
  weight: 5,
  draw: (chance, plan) => {
    const [a = '', b = ''] = chance.some(allIds(plan), 2);
    return { lastsMs: chance.duration(), a, b };
  },
  apply: (scene, fault, undo) => {
    undo(scene.wires.cut(bothWays(textOf(fault, 'a'), textOf(fault, 'b'))));
  },
};
