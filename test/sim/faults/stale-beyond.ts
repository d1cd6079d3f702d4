/** Listings are older than `dRw`: assumption A4 is broken, and a wrongful take-over may be the price. */
import { Chance } from './chance.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textsOf } from './parameters.ts';
import { callKindOf } from './provider-edge.ts';

const SECOND = 1_000;

export const staleBeyond: FaultKind = {
  kind: 'stale-beyond',
  weight: 1,
  draw: (chance, plan, { readDelayMs }) => ({
    lastsMs: chance.while(),
    nodes: chance.some(allIds(plan), chance.whole(1, plan.nodes.length)),
    oldestMs: readDelayMs + chance.whole(5, 110) * SECOND,
  }),
  apply: (scene, fault, undo) => {
    const oldestMs = numberOf(fault, 'oldestMs');
    const chance = new Chance(`stale-beyond ${scene.schedule.seed} ${fault.at}`);
    for (const node of textsOf(fault, 'nodes')) {
      undo(
        scene.edge(node).add((call) => {
          return callKindOf(call) === 'read' ? { stalenessMs: chance.whole(0, oldestMs) } : null;
        }),
      );
    }
  },
};
