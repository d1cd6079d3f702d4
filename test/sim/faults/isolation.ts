/** One node is cut off from all others, with or without the provider. */
import { SILENT } from '../../../src/dns/provider/memory/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { isSet, textOf } from './parameters.ts';
import { bothWays } from './wires.ts';

export const isolation: FaultKind = {
  kind: 'isolation',
  weight: 4,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.duration(), node: chance.one(allIds(plan)) },
    hasProvider: chance.isLucky(0.5),
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const others = scene.ids.filter((id) => id !== node);
    undo(scene.wires.cut(others.flatMap((other) => bothWays(node, other))));
    if (!isSet(fault, 'hasProvider')) undo(scene.edge(node).lose(() => SILENT));
  },
};
