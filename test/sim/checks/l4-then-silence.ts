/**
 * L4: then silence. No cell is written any more; where all nodes run and hear each other the witness records are laid
 * down. A node that stays away keeps the others' witnesses in use, and nothing else.
 */
import type { CreateCheck } from './check.ts';
import { name } from './evidence.ts';

export const thenSilence: CreateCheck = ({ world, truth, ledger, report }) => ({
  promise: 'L4',
  atEnd: (quietSince) => {
    const writes = world.cellWrites(quietSince);
    const [first] = writes;
    if (first !== undefined) report(name(first), `${writes.length} cell writes while all was quiet`);
    const members = ledger.newest.members.filter(({ maintenance }) => !maintenance);
    const areAllThere = members.every(({ id }) => world.machines.has(id) && truth.isRunning(id));
    if (!areAllThere || world.network.cutCount > 0 || world.network.wire.loss > 0) return;
    const stillUp = [...world.machines.values()].filter(
      ({ process }) => process?.state.witness.isPosted === true,
    );
    if (stillUp.length > 0)
      report(`${stillUp.map(({ id }) => id).join(', ')} still have a leased witness record`);
  },
});
