/** A process ends just when a call to the DNS service leaves, is underway, or has been answered. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { isSet, numberOf, textOf } from './parameters.ts';
import { callKindOf } from './provider-edge.ts';

export const crashAtCall: FaultKind = {
  kind: 'crash-at-call',
  weight: 4,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.while(), node: chance.one(ownIds(plan)) },
    ...{ call: chance.one(['read', 'cell', 'cell', 'witness']), nth: chance.whole(1, 4) },
    ...{ delayMs: chance.whole(0, 500), isPowerLost: chance.isLucky(0.5), downMs: chance.duration() },
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    let left = numberOf(fault, 'nth');
    let start: () => void = () => undefined;
    const remove = scene.edge(node).add((call) => {
      if (callKindOf(call) !== fault['call']) return null;
      left -= 1;
      if (left > 0) return null;
      remove();
      scene.after(numberOf(fault, 'delayMs'), () => {
        scene.tell('crash-at-call', `${node} ends at a call`);
        start = scene.keepDown(node, isSet(fault, 'isPowerLost'));
        scene.after(scene.clamp(numberOf(fault, 'downMs')), start);
      });
      return null;
    });
    undo(() => {
      remove();
      start();
    });
  },
};
