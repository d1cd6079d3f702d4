// Which entries of the address book may be forgotten? A dynamic address changes daily for years, and nobody asks
// about the ones of last spring.
import type { AddressClaim } from './store.ts';

/** As many as the address book itself keeps in memory. */
const PREVIOUS_KEPT = 16;

/** Former addresses beyond the 16 claimed last, per node and family. Present ones always stay. */
export function surplusClaims(claims: readonly AddressClaim[]): readonly AddressClaim[] {
  const newestFirst = claims.filter(({ kind }) => kind === 'previous').sort((a, b) => b.order - a.order);
  const kept = new Map<string, number>();
  return newestFirst.filter(({ nodeId, family }) => {
    const key = `${family} ${nodeId}`;
    const count = (kept.get(key) ?? 0) + 1;
    kept.set(key, count);
    return count > PREVIOUS_KEPT;
  });
}
