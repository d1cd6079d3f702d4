/** A machine has no public address for a while; everything else of it works. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const addressLoss: FaultKind = {
  kind: 'address-loss',
  weight: 1,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.duration(), node: chance.one(ownIds(plan)), next: chance.freshV4() },
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    scene.setAddress(node, 'v4', null);
    undo(() => {
      if (scene.world.machine(node).addresses.v4 === null)
        scene.setAddress(node, 'v4', textOf(fault, 'next'));
    });
  },
};
