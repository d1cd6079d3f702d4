/** Calls to the DNS service take seconds, within what a node bears. */
import { Chance } from './chance.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textsOf } from './parameters.ts';

export const slowProvider: FaultKind = {
  kind: 'slow-provider',
  weight: 3,
  draw: (chance, plan) => ({
    lastsMs: chance.while(),
    nodes: chance.some(allIds(plan), chance.whole(1, plan.nodes.length)),
    slowestMs: chance.whole(200, 1_800),
  }),
  apply: (scene, fault, undo) => {
    const slowestMs = numberOf(fault, 'slowestMs');
    const chance = new Chance(`slow-provider ${scene.schedule.seed} ${fault.at}`);
    const layer = () => ({
      requestDelayMs: chance.whole(0, slowestMs),
      answerDelayMs: chance.whole(0, slowestMs),
    });
    for (const node of textsOf(fault, 'nodes')) undo(scene.edge(node).add(layer));
  },
};
