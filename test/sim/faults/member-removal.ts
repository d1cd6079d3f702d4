/** A follower is removed from the cluster, and added again later. */
import type { FaultKind } from './fault-kind.ts';
import { followerIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const memberRemoval: FaultKind = {
  kind: 'member-removal',
  weight: 1,
  draw: (chance, plan) => {
    const followers = followerIds(plan);
    if (followers.length === 0) return null;
    return { lastsMs: chance.duration(), node: chance.one(followers) };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    scene.edit({ kind: 'node-remove', node });
    undo(() => {
      scene.edit(scene.additionOf(node));
    });
  },
};
