/**
 * Is a peer's process known to have ended? Its watcher says so in an exit note, and others pass that on.
 *
 * A note is about one boot. It says nothing once another boot has been heard, and it was wrong if that boot is heard
 * later than it ended. Instants are ms on the local monotonic clock.
 */
import type { ExitNote } from '../model/heartbeat.ts';
import type { Peer } from './liveness.ts';

/** What a process sent before its end may come in so much later. */
const LATE_MS = 5_000;
/** Clock rates, and the resolution of the provider's clock. */
const MARGIN_MS = 2_000;

/** The end of the peer's present boot. */
export interface ProcessEnd {
  /** It had ended by then: what is told late or passed on makes this later than the truth, never earlier. */
  readonly at: number;
}

/** Takes in that `boot` of `peer` had ended `ageMs` ago. Answers whether that is news. */
export function noteEnd(peer: Peer, { boot, ageMs }: Pick<ExitNote, 'boot' | 'ageMs'>, now: number): boolean {
  const at = now - Math.max(0, ageMs);
  if (peer.isLegacy || peer.boot !== boot || isRefuted(peer, at)) return false;
  const known = peer.end;
  peer.end = { at: Math.min(at, known?.at ?? Infinity) };
  return known === null;
}

/** The boot that was said to have ended has been heard again. Call whenever `heardAt` has moved. */
export function dropRefutedEnd(peer: Peer): void {
  if (peer.end !== null && isRefuted(peer, peer.end.at)) peer.end = null;
}

/** Whether a witness record that `boot` of the peer wrote is the last word of a process that has ended. */
export function isOfEnded(peer: Peer, boot: string, writtenAt: number, providerMs: number): boolean {
  if (peer.end === null) return false;
  if (peer.oldBoots.includes(boot)) return true;
  // What it had sent takes effect within the provider's deadline; what was written later, a living process wrote.
  return boot === peer.boot && writtenAt <= peer.end.at + providerMs + MARGIN_MS;
}

function isRefuted({ heardAt }: Peer, endedAt: number): boolean {
  return heardAt > endedAt + LATE_MS;
}
