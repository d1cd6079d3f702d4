/** The DNS service is out of reach for one node, some, or all: refused at once, or without any answer. */
import { FORBIDDEN, SILENT, UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import type { Befallen } from '../provider/disturbance.ts';
import { GARBLED, REFUSED } from '../provider/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textOf, textsOf } from './parameters.ts';

const MANNERS: Readonly<Record<string, Befallen>> = {
  unreachable: UNREACHABLE,
  silent: SILENT,
  forbidden: FORBIDDEN,
  refused: REFUSED,
  garbled: GARBLED,
};

export const providerLoss: FaultKind = {
  kind: 'provider-loss',
  weight: 6,
  draw: (chance, plan) => {
    const ids = allIds(plan);
    const count = chance.isLucky(0.6) ? 1 : chance.whole(1, ids.length);
    const manner = chance.one(Object.keys(MANNERS));
    return { lastsMs: chance.duration(), nodes: chance.some(ids, count), manner };
  },
  apply: (scene, fault, undo) => {
    const disturbance = MANNERS[textOf(fault, 'manner')] ?? UNREACHABLE;
    for (const node of textsOf(fault, 'nodes')) undo(scene.edge(node).lose(() => disturbance));
  },
};
