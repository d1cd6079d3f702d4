/**
 * Is a peer dead, or unfit for a cell? The verdicts on which a take-over rests.
 *
 * A single piece of evidence of life is a veto: a message that anybody passed on, a lease at the provider, a
 * record that the peer changed itself. Times are ms on the local monotonic clock.
 */
import type { Family } from '../model/family.ts';
import type { ServiceKey } from '../model/service.ts';
import type { Timers } from '../model/timers.ts';
import { addressOf, isHeardLately } from './health.ts';
import type { Peer } from './liveness.ts';

/** Share of `readDelayMs` that must lie between the two reads of a verdict. */
const READ_GAP_SHARE = 0.85;
/** The silence asked for doubles with every overturned verdict, at most 64-fold. */
const MAX_DOUBLINGS = 6;

/** The zone reads since a peer was last found covered, or since I was stopped. */
export interface UncoveredReads {
  /** When the first of them was sent; null: there is none. */
  firstSentAt: number | null;
  newestSentAt: number | null;
}

export interface DeadQuestion {
  readonly peer: Peer;
  readonly now: number;
  readonly startedAt: number;
  readonly resumedAt: number;
  /** When a read last showed the peer changing a record; -Infinity: never. */
  readonly observedWriteAt: number;
  /** Until when the provider's witness records vouch for it. */
  readonly coveredUntil: number;
  readonly reads: UncoveredReads;
  /** When my newest good read was sent. */
  readonly newestReadSentAt: number;
  readonly hasWitness: boolean;
  readonly overturned: number;
  readonly timeoutMinutes: number;
  readonly timers: Timers;
}

/** The last evidence of life, or the last moment at which there may have been some unseen. */
export function lifeSignAt(q: DeadQuestion): number {
  return Math.max(q.peer.heardAt, q.resumedAt, q.observedWriteAt, q.peer.knownSince);
}

/** How long a mere silence must last before a verdict, in ms. */
export function neededSilenceMs(q: DeadQuestion): number {
  const single = q.hasWitness ? q.timers.deadMs : Math.max(q.timeoutMinutes * 60_000, q.timers.deadMs);
  return single * patience(q);
}

function patience({ overturned }: DeadQuestion): number {
  return 2 ** Math.min(MAX_DOUBLINGS, overturned);
}

/**
 * From when a silence is long enough for a verdict. A note of its process's end makes that sooner, never later; not
 * for a node that cannot witness, since nobody would see a later process of it.
 */
export function dueAt(q: DeadQuestion): number {
  const bySilence = lifeSignAt(q) + neededSilenceMs(q);
  const { end } = q.peer;
  if (end === null || !q.hasWitness) return bySilence;
  return Math.min(bySilence, Math.max(lifeSignAt(q), end.at) + q.timers.exitMs * patience(q));
}

export function isDead(q: DeadQuestion): boolean {
  const due = dueAt(q);
  if (q.now < due || q.now - q.startedAt < q.timers.graceMs || q.coveredUntil > q.now) return false;
  const { firstSentAt, newestSentAt } = q.reads;
  if (firstSentAt === null || newestSentAt === null) return false;
  return (
    newestSentAt === q.newestReadSentAt &&
    newestSentAt >= due &&
    newestSentAt - firstSentAt >= READ_GAP_SHARE * q.timers.readDelayMs
  );
}

/**
 * When the read must be sent that completes a verdict, if nothing is heard until then: the silence is long enough
 * and the first uncovered read long enough ago. Without any, the first is asked for in time.
 */
export function decidingReadAt(q: DeadQuestion): number {
  const due = Math.max(dueAt(q), q.startedAt + q.timers.graceMs);
  const gapMs = READ_GAP_SHARE * q.timers.readDelayMs;
  const { firstSentAt } = q.reads;
  return firstSentAt === null ? due - gapMs : Math.max(due, firstSentAt + gapMs);
}

/** What the verdict `unfit` is about. */
export interface UnfitQuestion {
  readonly peer: Peer;
  readonly family: Family;
  readonly service: ServiceKey;
  /** Value of the record now. */
  readonly value: string;
  readonly now: number;
  readonly timers: Timers;
}

/** Of almost every peer almost all the time: then it is unfit for no cell of the family. */
export function declaresNothingAmiss({ declared }: Peer, family: Family): boolean {
  return (
    declared.providerDownSince === null &&
    declared.drainingSince === null &&
    declared.serviceUnfitSince.size === 0 &&
    declared.noAddressSince[family] === null &&
    declared.unfitSince[family] === null
  );
}

/** The peer is there and has been saying for `unfitMs` that it cannot serve this cell. */
export function isUnfit(q: UnfitQuestion): boolean {
  const { peer, now, timers } = q;
  if (peer.statement === null || !isHeardLately(peer, now, timers)) return false;
  const { declared } = peer;
  const lasts = (since: number | null | undefined): boolean =>
    since !== null && since !== undefined && now - since >= timers.unfitMs;
  return (
    lasts(staleSince(q)) ||
    lasts(declared.noAddressSince[q.family]) ||
    lasts(declared.unfitSince[q.family]) ||
    lasts(declared.serviceUnfitSince.get(q.service)) ||
    lasts(declared.drainingSince)
  );
}

/**
 * Since when it has said that it cannot correct the record and that another address than the record's is its own, one
 * and the same or several in turn; null: it does not. An address that it does not know may be the record's.
 */
function staleSince({ peer, family, value }: UnfitQuestion): number | null {
  const { addressUntil, providerDownSince } = peer.declared;
  const address = peer.statement === null ? null : addressOf(peer.statement, family);
  if (providerDownSince === null || address === null || address === value) return null;
  return Math.max(providerDownSince, addressUntil[family].get(value) ?? -Infinity);
}
