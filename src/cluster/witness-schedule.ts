/**
 * Must this node publish its witness record now, and with which lease? Unacked, not unheard, is the trigger:
 * over a link that works one way only, the node that still hears the other is the one that must speak up.
 *
 * While all who could need it have been dead for long, the record is renewed seldom and carries a long lease for them.
 */
import type { Timers } from '../model/timers.ts';
import { isInTouch } from './health.ts';
import type { Peer } from './liveness.ts';

/** Least time between two attempts that a changed membership asks for. */
const CHANGE_GAP_MS = 10_000;
const RETRY_MS = 3_000;
/** A self-test proves the right to write once a day. */
const SELF_TEST_EVERY_MS = 24 * 3_600_000;
const SELF_TEST_RETRY_MS = 60_000;
/**
 * A self-test lays the record down, so it waits until it is sure that every peer hears this node: after a
 * restart into a partition, a record without a lease would withdraw the only sign of life there is.
 */
const SELF_TEST_CALM_MS = 10_000;

export interface WitnessMemory {
  /** Since when a witness has been needed; null: none is. */
  neededSince: number | null;
  /** Since when none has been needed. */
  calmSince: number;
  lastAttemptAt: number;
  lastSuccessAt: number;
  hasLastAttemptFailed: boolean;
  /** What the last successful record said; lease 0 when laid down or never written by this boot. */
  postedMembers: readonly string[];
  isPosted: boolean;
  /** It carries a long lease, too. */
  isPostedLong: boolean;
  /** Nobody could need the record but nodes dead for long; as of the last decision. */
  isForTheFar: boolean;
  selfTestedAt: number | null;
  selfTestTriedAt: number;
  /** A member was removed since the record was last written, and reads there that it is one. */
  isRollOld: boolean;
  /** Peers that were unacked at the last attempt. */
  unackedAtAttempt: readonly string[];
  /** This node's own addresses as of the last attempt. */
  addressesAtAttempt: readonly (string | null)[];
}

export function freshWitnessMemory(now: number): WitnessMemory {
  return {
    neededSince: null,
    calmSince: now,
    lastAttemptAt: -Infinity,
    lastSuccessAt: -Infinity,
    hasLastAttemptFailed: false,
    postedMembers: [],
    isPosted: false,
    isPostedLong: false,
    isForTheFar: false,
    selfTestedAt: null,
    selfTestTriedAt: -Infinity,
    isRollOld: false,
    unackedAtAttempt: [],
    addressesAtAttempt: [],
  };
}

export interface WitnessQuestion {
  readonly selfId: string;
  readonly isMyProviderUp: boolean;
  /** This node's own, which the record tells those who cannot hear it. */
  readonly addresses: readonly (string | null)[];
  /** All of them: one in maintenance may be back in the order by an edition that has not come here. */
  readonly peers: readonly Peer[];
  /** Those that have been dead for `oldMs` without a break, by this node's own verdict. */
  readonly longDead: ReadonlySet<string>;
  readonly now: number;
  readonly timers: Timers;
}

export type WitnessAct =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'publish';
      readonly members: readonly string[];
      readonly unacked: readonly string[];
      readonly isLong: boolean;
    }
  | { readonly kind: 'lay-down' }
  | { readonly kind: 'self-test' };

/** Decides, and notes in `memory` since when a witness has been needed. */
export function nextWitnessAct(memory: WitnessMemory, q: WitnessQuestion): WitnessAct {
  const { now, timers } = q;
  // A node of the Go program reads no witness: whether it hears this one is no reason to publish.
  const unacked = q.peers
    .filter((peer) => !peer.isLegacy && now - peer.ackedAt > timers.unackedMs)
    .map(({ id }) => id);
  noteNeed(memory, unacked.length > 0, now);
  if (memory.neededSince === null) {
    memory.isForTheFar = false;
    return calmAct(memory, now, timers);
  }
  const members = membersOf(q);
  const isLong = isForTheFar(q, unacked, members);
  memory.isForTheFar = isLong;
  if (!isSpeaker(q, members)) return proofAct(memory, q, members, unacked);
  const publish: WitnessAct = { kind: 'publish', members, unacked, isLong };
  if (memory.hasLastAttemptFailed) return now - memory.lastAttemptAt >= RETRY_MS ? publish : { kind: 'none' };
  const isFirst = memory.lastSuccessAt < memory.neededSince || !memory.isPosted;
  const refreshMs = isLong && memory.isPostedLong ? timers.longRefreshMs : timers.refreshMs;
  const isDue = now - memory.lastSuccessAt >= refreshMs;
  const isChanged =
    now - memory.lastAttemptAt >= CHANGE_GAP_MS &&
    ((memory.isPostedLong && !isLong) ||
      hasMore(unacked, memory.unackedAtAttempt) ||
      hasMore(memory.postedMembers, members));
  // Told late, a peer with this address among its former ones would take the records that show it for its own.
  const hasMoved = q.addresses.join() !== memory.addressesAtAttempt.join();
  return isFirst || isDue || isChanged || hasMoved ? publish : { kind: 'none' };
}

function hasMore(ids: readonly string[], known: readonly string[]): boolean {
  const set = new Set(known);
  return ids.some((id) => !set.has(id));
}

/** This node and the peers that it hears and that hear it, in byte order. */
export function membersOf(q: WitnessQuestion): readonly string[] {
  const { now, timers } = q;
  const inTouch = q.peers.filter((peer) => isInTouch(peer, now, timers));
  return [q.selfId, ...inTouch.map(({ id }) => id)].sort(byBytes);
}

/**
 * Only nodes dead for long have no proof of hearing me. What a member heard of them lately it may have forgotten in
 * a restart before it told anybody, so its present boot must be as old as the verdicts.
 */
function isForTheFar(q: WitnessQuestion, unacked: readonly string[], members: readonly string[]): boolean {
  const { now, timers, longDead } = q;
  const isYoung = (peer: Peer): boolean => !peer.isLegacy && now - peer.bootAt < timers.oldMs;
  if (!unacked.every((id) => longDead.has(id))) return false;
  const inTouch = new Set(members);
  return !q.peers.some((peer) => inTouch.has(peer.id) && isYoung(peer));
}

const SURROGATE = /[\uD800-\uDFFF]/;

/** Byte order of node codes, the same on every machine. */
export function byBytes(a: string, b: string): number {
  // Without surrogates the order of UTF-16 units is that of UTF-8 bytes.
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : Number(a > b);
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}

function noteNeed(memory: WitnessMemory, isNeeded: boolean, now: number): void {
  if (isNeeded) {
    memory.neededSince ??= now;
  } else if (memory.neededSince !== null) {
    memory.neededSince = null;
    memory.calmSince = now;
  }
}

function calmAct(memory: WitnessMemory, now: number, timers: Timers): WitnessAct {
  const isRested = now - memory.lastAttemptAt >= (memory.hasLastAttemptFailed ? RETRY_MS : 0);
  if (memory.isPosted) {
    return now - memory.calmSince >= timers.quietMs && isRested ? { kind: 'lay-down' } : { kind: 'none' };
  }
  const isTooEarly =
    now - memory.calmSince < SELF_TEST_CALM_MS || now - memory.selfTestTriedAt < SELF_TEST_RETRY_MS;
  if ((isTested(memory, now) && !memory.isRollOld) || isTooEarly) return { kind: 'none' };
  return { kind: 'self-test' };
}

function isTested({ selfTestedAt }: WitnessMemory, now: number): boolean {
  return selfTestedAt !== null && now - selfTestedAt < SELF_TEST_EVERY_MS;
}

/**
 * Whoever leaves the speaking to others has to prove all the same that it could, and no self-test comes while a node is
 * missed, which may be for weeks. So it speaks once. Never of the far: it would not be there to take that back.
 */
function proofAct(
  memory: WitnessMemory,
  { now, isMyProviderUp }: WitnessQuestion,
  members: readonly string[],
  unacked: readonly string[],
): WitnessAct {
  const isTooEarly = now - memory.lastAttemptAt < SELF_TEST_RETRY_MS;
  if (isTested(memory, now) || isTooEarly || !isMyProviderUp) return { kind: 'none' };
  return { kind: 'publish', members, unacked, isLong: false };
}

function isSpeaker(q: WitnessQuestion, members: readonly string[]): boolean {
  let left = q.timers.speakers;
  for (const id of members) {
    if (left === 0) return false;
    if (id === q.selfId) return q.isMyProviderUp;
    if (q.peers.find((peer) => peer.id === id)?.statement?.providerUp === true) left -= 1;
  }
  return false;
}
