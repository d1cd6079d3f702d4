/** A follower comes back with the disk of a month ago. */
import { MemoryState } from '../../../src/store/memory-store.ts';
import type { FaultKind } from './fault-kind.ts';
import { followerIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

const MONTH = 30 * 24 * 3_600_000;

export const oldDisk: FaultKind = {
  kind: 'old-disk',
  weight: 2,
  draw: (chance, plan) => {
    const followers = followerIds(plan);
    if (followers.length === 0) return null;
    return { lastsMs: chance.duration(), node: chance.one(followers) };
  },
  apply: (scene, fault, undo) => {
    const { id, disk } = scene.world.machine(textOf(fault, 'node'));
    undo(scene.keepDown(id, true));
    const backup = scene.backups.get(id);
    if (backup !== undefined) Object.assign(disk, aged(backup));
  },
};

/** What was noted then was noted a month before. */
function aged(state: MemoryState): MemoryState {
  const { memory, journal } = state;
  const older = <T extends { readonly at: number }>(items: readonly T[]): readonly T[] =>
    items.map((item) => ({ ...item, at: item.at - MONTH }));
  return Object.assign(new MemoryState(), state, {
    journal: older(journal),
    memory: {
      ...memory,
      ownAddresses: memory.ownAddresses.map((own) => ({
        ...own,
        firstSeenAt: own.firstSeenAt - MONTH,
        lastSeenAt: own.lastSeenAt - MONTH,
      })),
      flaps: older(memory.flaps),
      takeOvers: older(memory.takeOvers),
    },
  });
}
