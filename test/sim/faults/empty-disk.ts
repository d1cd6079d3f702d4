/** A follower comes back with its settings and nothing else: it is in no cluster until its leader speaks to it. */
import { unjoinedCluster } from '../../../src/cluster/new-cluster.ts';
import { MemoryState } from '../../../src/store/memory-store.ts';
import type { FaultKind } from './fault-kind.ts';
import { followerIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const emptyDisk: FaultKind = {
  kind: 'empty-disk',
  weight: 2,
  draw: (chance, plan) => {
    const followers = followerIds(plan);
    if (followers.length === 0) return null;
    return { lastsMs: chance.duration(), node: chance.one(followers) };
  },
  apply: (scene, fault, undo) => {
    const { id, disk, identity } = scene.world.machine(textOf(fault, 'node'));
    undo(scene.keepDown(id, true));
    Object.assign(disk, new MemoryState(), { identity, cluster: unjoinedCluster(identity) });
  },
};
