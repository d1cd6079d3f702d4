/** A process stands still at a write of a cell: before it has left, or with its answer underway and others to follow. */
import { SILENT } from '../../../src/dns/provider/memory/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { isSet, numberOf, textOf } from './parameters.ts';
import { callKindOf } from './provider-edge.ts';

export const stopAmidWrites: FaultKind = {
  kind: 'stop-amid-writes',
  weight: 3,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.while(), node: chance.one(ownIds(plan)), stopMs: chance.duration() },
    ...{ nth: chance.whole(1, 4), hasLeft: chance.isLucky(0.5), areAnswersFirst: chance.isLucky(0.5) },
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    let left = numberOf(fault, 'nth');
    const remove = scene.edge(node).add((call) => {
      if (callKindOf(call) !== 'cell') return null;
      left -= 1;
      if (left > 0) return null;
      remove();
      scene.tell('stop-amid-writes', `${node} stops at a write`);
      scene.freeze(node, numberOf(fault, 'stopMs'), isSet(fault, 'areAnswersFirst'));
      return isSet(fault, 'hasLeft') ? null : SILENT;
    });
    undo(remove);
  },
};
