/**
 * A machine is copied, disk and all, and both run. Both fence themselves; an operator ends it by switching the copy
 * off and starting the original anew. Until then the original is not what it should be.
 */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

const SECOND = 1_000;

export const clone: FaultKind = {
  kind: 'clone',
  weight: 1,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.while(), node: chance.one(ownIds(plan)), address: chance.freshV4() },
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const copy = scene.world.cloneOf(node, textOf(fault, 'address'));
    scene.join(copy);
    undo(scene.edge(node).lose(() => null));
    scene.attempt(copy.start());
    undo(() => {
      copy.crash();
      const start = scene.keepDown(node, false);
      scene.after(scene.clamp(5 * SECOND), start);
    });
  },
};
