/** A process stands still between its decision to publish a witness and the publication. */
import { SILENT } from '../../../src/dns/provider/memory/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { isSet, numberOf, textOf } from './parameters.ts';
import { callKindOf } from './provider-edge.ts';
import { bothWays } from './wires.ts';

export const stopAtWitness: FaultKind = {
  kind: 'stop-at-witness',
  weight: 4,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.while(), node: chance.one(ownIds(plan)), stopMs: chance.duration() },
    // Without a cut there is often nothing to publish.
    ...{ nth: chance.whole(1, 3), hasCut: chance.isLucky(0.7), areAnswersFirst: chance.isLucky(0.5) },
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const others = scene.ids.filter((id) => id !== node);
    if (isSet(fault, 'hasCut')) undo(scene.wires.cut(others.flatMap((other) => bothWays(node, other))));
    let left = numberOf(fault, 'nth');
    const remove = scene.edge(node).add((call) => {
      if (callKindOf(call) !== 'witness') return null;
      left -= 1;
      if (left > 0) return null;
      remove();
      scene.tell('stop-at-witness', `${node} stops before it publishes`);
      scene.freeze(node, numberOf(fault, 'stopMs'), isSet(fault, 'areAnswersFirst'));
      return SILENT;
    });
    undo(remove);
  },
};
