/** More than half of the machines go down at the same moment, with their power or without: a data centre, a bad update. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { isSet, textsOf } from './parameters.ts';

export const massFailure: FaultKind = {
  kind: 'mass-failure',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan) => {
    const ids = ownIds(plan);
    const least = Math.floor(plan.nodes.length / 2) + 1;
    if (ids.length <= least) return null;
    const nodes = chance.some(ids, chance.whole(least, ids.length - 1));
    return { lastsMs: chance.duration(), nodes, isPowerLost: chance.isLucky(0.5) };
  },
  apply: (scene, fault, undo) => {
    for (const id of textsOf(fault, 'nodes')) undo(scene.keepDown(id, isSet(fault, 'isPowerLost')));
  },
};
