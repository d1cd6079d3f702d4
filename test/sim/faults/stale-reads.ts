/** Listings are up to `dRw` old, each another age: what was seen once may be gone in the next. */
import { Chance } from './chance.ts';
import type { FaultKind } from './fault-kind.ts';
import { numberOf } from './parameters.ts';
import { callKindOf } from './provider-edge.ts';

export const staleReads: FaultKind = {
  kind: 'stale-reads',
  weight: 5,
  draw: (chance, _plan, { readDelayMs }) => ({
    ...{ lastsMs: chance.isLucky(0.5) ? 3_600_000 : chance.while() },
    oldestMs: chance.whole(1_000, readDelayMs),
  }),
  apply: (scene, fault, undo) => {
    const oldestMs = numberOf(fault, 'oldestMs');
    const chance = new Chance(`stale-reads ${scene.schedule.seed} ${fault.at}`);
    for (const id of scene.ids) {
      undo(
        scene.edge(id).add((call) => {
          return callKindOf(call) === 'read' ? { stalenessMs: chance.whole(0, oldestMs) } : null;
        }),
      );
    }
  },
};
