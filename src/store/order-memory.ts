// In which order does a store hand out what it remembers? The same in every implementation, whatever order the
// entries came in.
import type { Memory } from './store.ts';

export function orderMemory(memory: Memory): Memory {
  return {
    addressBook: sortedBy(memory.addressBook, (claim) => [
      claim.nodeId,
      claim.family,
      claim.order,
      claim.address,
    ]),
    ownAddresses: sortedBy(memory.ownAddresses, (own) => [own.family, own.firstSeenAt, own.address]),
    flaps: sortedBy(memory.flaps, (flap) => [flap.at, flap.nodeId]),
    takeOvers: sortedBy(memory.takeOvers, (takeOver) => [takeOver.at, takeOver.cellKey]),
  };
}

/** Sorted by several parts, numbers by size and texts by code unit. */
export function sortedBy<T>(items: readonly T[], partsOf: (item: T) => readonly (string | number)[]): T[] {
  return [...items].sort((a, b) => compareParts(partsOf(a), partsOf(b)));
}

function compareParts(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined || left === right) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}
