/** Zone reads that nodes share when nothing is the matter: what is told of them, and what follows for this node's next. */
import { isHeardLately } from '../../cluster/health.ts';
import type { ReadZone } from '../../dns/picture-digest.ts';
import { digestPictures } from '../../dns/picture-digest.ts';
import type { SharedQuestion, ToldPicture } from '../../dns/shared-reads.ts';
import { promptedReadAt, sharedReadAt, shownAt } from '../../dns/shared-reads.ts';
import { compareStamps } from '../../model/configuration.ts';
import type { ConfigurationStamp } from '../../model/configuration.ts';
import type { Heartbeat, ToldZones } from '../../model/heartbeat.ts';
import type { NodeState } from '../node-state.ts';

/** After so many slow intervals without another's picture the next one is looked at as soon as the first was. */
const ROW_ENDS_AFTER = 2;

/** Notes what a complete round showed; null: some zone is missing from it, which is no picture to share. */
export function noteOwnPicture(state: NodeState, zones: readonly ReadZone[] | null): void {
  const { stamp } = state.cluster.configuration;
  state.sharing.digest = zones === null ? null : digestPictures(zones, state.cells, stamp);
}

/** What this node tells of the zones; nothing before it has read them. */
export function toldZones(state: NodeState, now: number): { readonly zones?: ToldZones } {
  const { digest } = state.sharing;
  if (digest === null) return {};
  const ownReadAt = state.provider.lastReadSentAt;
  const newest = shownAt({ digest, ownReadAt, told: companionsOf(state, now) });
  // Rounded up: a read must not look younger than it is.
  return { zones: { digest, ageMs: Math.ceil(now - newest), ownAgeMs: Math.ceil(now - ownReadAt) } };
}

/**
 * Takes in what a peer tells in its answer to what was asked at `askedAt`. Of its requests nothing is taken: how long
 * they travelled nobody knows.
 */
export function noteToldZones(state: NodeState, { from, stamp, zones }: Heartbeat, askedAt: number): void {
  const { told } = state.sharing;
  if (zones === undefined || !isMine(state, stamp)) told.delete(from);
  else {
    const { digest, ageMs, ownAgeMs } = zones;
    told.set(from, { digest, shownAt: askedAt - ageMs, ownReadAt: askedAt - ownAgeMs });
  }
}

/** What was told rests on observation without a break, and on one configuration. */
export function forgetToldZones({ sharing }: NodeState): void {
  sharing.digest = null;
  sharing.told.clear();
  sharing.isSharing = false;
}

/**
 * Plans the next regular read by what others have read. Answers whether it did: otherwise this node reads as if alone.
 * Call when nothing but a regular read is wanted.
 */
export function planSharedRead(state: NodeState, now: number): boolean {
  const { provider, sharing, timers } = state;
  const { digest } = sharing;
  sharing.isSharing = false;
  if (digest === null || !provider.isUp || isSpeakingUp(state)) return false;
  const question: SharedQuestion = {
    selfId: state.identity.id,
    digest,
    ownReadAt: provider.lastReadSentAt,
    told: companionsOf(state, now),
    promptsInRow: sharing.promptsInRow,
    spread: provider.spread,
    timers,
  };
  const prompted = promptedReadAt(question);
  const due = sharedReadAt(question);
  if (prompted === null && now - sharing.promptedAt >= ROW_ENDS_AFTER * timers.readSlowMs) {
    sharing.promptsInRow = 0;
  }
  const mayRead = now >= provider.notBefore && provider.nextReadAt > now;
  if (mayRead && prompted !== null && now >= prompted) {
    sharing.promptsInRow += 1;
    sharing.promptedAt = now;
    provider.nextReadAt = now;
  } else if (mayRead && due !== null && now >= due) {
    provider.nextReadAt = now;
  }
  sharing.isSharing = due !== null;
  return sharing.isSharing;
}

/** While witness records change all the time there is little to share, and who reads itself is never late. */
function isSpeakingUp({ witness }: NodeState): boolean {
  return witness.neededSince !== null && !witness.isForTheFar;
}

/** What was told by peers that are there, have this configuration and reach the provider. */
function companionsOf(state: NodeState, now: number): ReadonlyMap<string, ToldPicture> {
  const { told } = state.sharing;
  for (const id of told.keys()) {
    // Hardly ever is somebody missing, and this is asked on every tick and for every message.
    if (!isCompanion(state, id, now))
      return new Map([...told].filter(([one]) => isCompanion(state, one, now)));
  }
  return told;
}

function isCompanion(state: NodeState, id: string, now: number): boolean {
  const peer = state.liveness.peers.get(id);
  if (peer?.statement?.providerUp !== true || peer.stamp === null) return false;
  return isHeardLately(peer, now, state.timers) && isMine(state, peer.stamp);
}

function isMine({ cluster }: NodeState, stamp: ConfigurationStamp): boolean {
  const mine = cluster.configuration.stamp;
  return compareStamps(stamp, mine) === 0 && stamp.hash === mine.hash;
}
