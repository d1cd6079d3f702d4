/** The cluster falls into two parts that do not hear each other. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textsOf } from './parameters.ts';
import { bothWays } from './wires.ts';

export const partition: FaultKind = {
  kind: 'partition',
  weight: 4,
  draw: (chance, plan) => {
    const ids = allIds(plan);
    return { lastsMs: chance.duration(), part: chance.some(ids, chance.whole(1, ids.length - 1)) };
  },
  apply: (scene, fault, undo) => {
    const part = textsOf(fault, 'part');
    const rest = scene.ids.filter((id) => !part.includes(id));
    undo(scene.wires.cut(part.flatMap((a) => rest.flatMap((b) => bothWays(a, b)))));
  },
};
