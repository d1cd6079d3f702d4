/** The leader comes back from a backup that was made when trouble began. */
import { restore } from '../old-disks.ts';
import type { FaultKind } from './fault-kind.ts';

export const leaderBackup: FaultKind = {
  kind: 'leader-backup',
  weight: 2,
  draw: (chance) => ({ lastsMs: chance.duration() }),
  apply: (scene, _fault, undo) => {
    const { leaderId } = scene;
    undo(scene.keepDown(leaderId, true));
    const backup = scene.backups.get(leaderId);
    if (backup !== undefined) restore(scene.world.machine(leaderId), backup);
  },
};
