/** The DNS service asks to slow down: now and then, or so much that a node has as good as lost it. */
import { THROTTLED } from '../../../src/dns/provider/memory/disturbance.ts';
import { Chance } from './chance.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textsOf } from './parameters.ts';

/** Beyond this share a witness may be late (A3), and the node counts as one that has lost its provider. */
const BEARABLE_PERCENT = 5;

export const throttling: FaultKind = {
  kind: 'throttling',
  weight: 4,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.duration(), nodes: chance.some(allIds(plan), chance.whole(1, plan.nodes.length)) },
    percent: chance.isLucky(0.6) ? chance.whole(1, BEARABLE_PERCENT) : chance.whole(30, 100),
  }),
  apply: (scene, fault, undo) => {
    const percent = numberOf(fault, 'percent');
    const chance = new Chance(`throttling ${scene.schedule.seed} ${fault.at}`);
    const layer = () => (chance.isLucky(percent / 100) ? THROTTLED : null);
    for (const node of textsOf(fault, 'nodes')) {
      const edge = scene.edge(node);
      undo(percent > BEARABLE_PERCENT ? edge.lose(layer) : edge.add(layer));
    }
  },
};
