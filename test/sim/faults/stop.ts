/** A process stands still for 1 s to 1 h and knows nothing of it; on waking, timers or answers come first. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { isSet, textOf } from './parameters.ts';

export const stop: FaultKind = {
  kind: 'stop',
  weight: 5,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.duration(), node: chance.one(allIds(plan)) },
    areAnswersFirst: chance.isLucky(0.5),
  }),
  apply: (scene, fault) => {
    scene.freeze(textOf(fault, 'node'), fault.lastsMs, isSet(fault, 'areAnswersFirst'));
  },
};
