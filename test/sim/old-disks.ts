/** Copies of a machine's disk, and what comes of one that is put back after the world has moved on. */
import { MemoryState } from '../../src/store/memory-store.ts';
import { ADDRESS, MINUTE } from './clusters.ts';
import type { Machine } from './machine.ts';
import type { World } from './world.ts';

/** What stands there is never changed in place, so a copy of the whole is enough. */
export function backUp({ disk }: Machine): MemoryState {
  return Object.assign(new MemoryState(), disk);
}

/** The copy stays as it is, to be put back once more. */
export function restore({ disk }: Machine, copy: MemoryState): void {
  Object.assign(disk, Object.assign(new MemoryState(), copy));
}

/** `giver` gets the address `next`, and `receiver` the one it had; answers the giver's disk from before that. */
export async function passAddressOn(
  world: World,
  giver: keyof typeof ADDRESS,
  next: string,
  receiver: keyof typeof ADDRESS,
): Promise<MemoryState> {
  const copy = backUp(world.machine(giver));
  world.setAddress(giver, next);
  await world.run(5 * MINUTE);
  world.setAddress(receiver, ADDRESS[giver]);
  await world.run(5 * MINUTE);
  return copy;
}
