import { forgetAges, forgetObservation } from '../../cluster/health.ts';
import type { NodeState } from '../node-state.ts';
import { forgetToldZones } from './share-reads.ts';

/** Reads owed before anything is written again. */
export const READS_OWED = 2;

/**
 * This process was stopped: what rests on unbroken observation begins anew. `mayHaveSlept`: the monotonic clock may
 * have stood still meanwhile, so that a record that a peer wrote then seems older than the last proof of being heard,
 * and what was heard before is acted upon and passed on as if it were of this moment.
 */
export function resume(state: NodeState, now: number, mayHaveSlept = false): void {
  state.resumedAt = now;
  state.uncovered.clear();
  for (const peer of state.liveness.peers.values()) {
    forgetObservation(peer);
    if (mayHaveSlept) forgetAges(peer);
  }
  forgetToldZones(state);
  state.provider.readsOwed = READS_OWED;
  state.provider.nextReadAt = now;
}
