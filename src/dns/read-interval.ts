/** How soon must the zones be read again? */
import type { Timers } from '../model/timers.ts';

/** A verdict is near when a peer has been silent for all but this much of the time needed. */
const BEFORE_VERDICT_MS = 25_000;
const BEFORE_COVER_ENDS_MS = 35_000;

/**
 * With timers shorter than those of any profile the two spans would be longer than what they are the end of,
 * and all times would count as urgent: a peer that is heard is not near its verdict, nor a lease just renewed
 * near its end.
 */
function beforeVerdictMs({ deadMs, unackedMs }: Timers): number {
  return Math.min(BEFORE_VERDICT_MS, deadMs - unackedMs);
}

function beforeCoverEndsMs({ leaseMs, refreshMs, witnessPublishMs }: Timers): number {
  return Math.min(BEFORE_COVER_ENDS_MS, leaseMs - refreshMs - witnessPublishMs);
}

export interface ReadNeeds {
  readonly hasPendingCell: boolean;
  readonly hasOpenYield: boolean;
  readonly readsOwed: number;
  readonly peers: readonly PeerNeed[];
  /** A cell is still attributed to a dead peer. */
  readonly hasOrphan: boolean;
}

export interface PeerNeed {
  /** ms until its silence is long enough for a verdict. */
  readonly verdictInMs: number;
  readonly isDead: boolean;
  /** ms until the cover ends; 0 or less: not covered. */
  readonly coverLeftMs: number;
}

export function readIntervalMs(needs: ReadNeeds, timers: Timers): number {
  const { peers } = needs;
  const beforeVerdict = beforeVerdictMs(timers);
  const beforeCoverEnds = beforeCoverEndsMs(timers);
  const isVerdictNear = peers.some(
    (peer) => !peer.isDead && peer.coverLeftMs <= 0 && peer.verdictInMs <= beforeVerdict,
  );
  const isCoverEnding = peers.some(
    (peer) => !peer.isDead && peer.coverLeftMs > 0 && peer.coverLeftMs <= beforeCoverEnds,
  );
  const isUrgent = needs.hasPendingCell || needs.hasOpenYield || needs.readsOwed > 0 || needs.hasOrphan;
  if (isUrgent || isVerdictNear || isCoverEnding) return timers.readFastMs;
  return peers.some((peer) => peer.coverLeftMs > 0) ? timers.readMediumMs : timers.readSlowMs;
}
