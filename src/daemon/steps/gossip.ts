/** The part of a heartbeat that only large clusters have: what is said of all others, and what is made of it. */
import { hasBit } from '../../cluster/bitmap.ts';
import { isLarge, tellingsOf } from '../../cluster/gossip.ts';
import { composeVectors, receiveVectors } from '../../cluster/knowledge.ts';
import type { Peer } from '../../cluster/liveness.ts';
import { compareStamps } from '../../model/configuration.ts';
import type { Capability, Heartbeat, News, Statement } from '../../model/heartbeat.ts';
import type { Timers } from '../../model/timers.ts';
import type { NodeState } from '../node-state.ts';

/** Statements of others in one message, at most. */
const MOST_NEWS = 64;
/** So many heartbeat intervals without word of a node, and it is missed: gossip takes less. */
const MISSED_AFTER_BEATS = 3;
/** In a large cluster all peers are gone through so often; the last of three ticks comes a little early. */
export const LOOK_EVERY_MS = 2_500;

/** What a large cluster's node keeps for its exchanges beside what it knows of its peers. */
export interface ExchangeMemory {
  /** My statement as last told, the seq that told it first or again, and when. */
  told: string;
  edition: number;
  editionAt: number;
  /** Peers to exchange with at once. */
  readonly askSoon: Set<string>;
  /** When the peers were last gone through. */
  lookedAt: number;
  /** Until then a request may have lain here unread for long. */
  lateUntil: number;
}

export function freshExchangeMemory(): ExchangeMemory {
  return {
    told: '',
    edition: 0,
    editionAt: -Infinity,
    askSoon: new Set(),
    lookedAt: -Infinity,
    lateUntil: -Infinity,
  };
}

/** Whether this cluster is too large for everybody to ask everybody. */
export function isGossiping(state: NodeState): boolean {
  return isLarge(state.cluster.configuration.members.length);
}

/** Call when the members may have changed. */
export function setTellings(state: NodeState): void {
  const { gossip } = state.liveness;
  gossip.tellings = isGossiping(state) ? tellingsOf(state.cluster.configuration.members.length) : 0;
  if (gossip.tellings === 0) gossip.rumours.clear();
}

/** `lacks`: whose statements the receiver has just said it does not have. */
export function gossipPart(
  state: NodeState,
  to: string,
  seq: number,
  statement: Statement,
  capabilities: readonly Capability[],
  now: number,
  lacks: Uint8Array | null,
): Pick<Heartbeat, 'seen' | 'news' | 'edition' | 'vectors'> {
  const { liveness, exchanges } = state;
  const receiver = liveness.peers.get(to);
  const isSeen = receiver !== undefined && receiver.boot !== null;
  noteEdition(state, seq, statement, capabilities, now);
  return {
    seen: isSeen && receiver.boot !== null ? { [to]: [receiver.boot, receiver.seq] } : {},
    news: [...rumoursFor(state, to, now), ...lackedBy(state, to, seq, lacks, now)].slice(0, MOST_NEWS),
    edition: exchanges.edition,
    vectors: composeVectors(liveness, now, missedAfterMs(state.timers)),
  };
}

/**
 * Takes in what a peer says of others. `isNew`: the message is not an old one of its sender; `askedAt`: when the
 * request left to which it is the answer, null: it is a request.
 */
export function receiveGossip(
  state: NodeState,
  heartbeat: Heartbeat,
  isNew: boolean,
  now: number,
  askedAt: number | null,
): void {
  const { liveness, cluster, identity } = state;
  const mine = heartbeat.seen[identity.id];
  // It has just had a request of mine, and takes another process for me all the same.
  if (askedAt !== null && mine !== undefined && mine[0] !== state.boot) liveness.gossip.impostorAt = now;
  const order = compareStamps(heartbeat.stamp, cluster.configuration.stamp);
  const leaderId = cluster.boundLeaderId ?? cluster.configuration.leaderId;
  if (order > 0 && leaderId !== null && leaderId !== identity.id) state.exchanges.askSoon.add(leaderId);
  const isSameOrder = order === 0 && heartbeat.stamp.hash === cluster.configuration.stamp.hash;
  if (!isNew || heartbeat.vectors === undefined || !isSameOrder) return;
  const transitMs = transitOf(state, now, askedAt);
  receiveVectors(liveness, heartbeat.from, heartbeat.vectors, now, transitMs, missedAfterMs(state.timers));
}

/** In large clusters what a peer said long ago may have been taken back unheard. */
export function isStatedLately(state: NodeState, peer: Peer, now: number): boolean {
  const patience = state.timers.unackedMs + state.timers.heartbeatMs;
  return !isGossiping(state) || now - peer.relayed.statedAt < patience;
}

/**
 * A peer's edition of the configuration is known by its own messages alone: in large clusters they are rare, in small
 * ones a link may be cut around which others pass everything else on.
 */
export function isMetLately({ timers }: NodeState, peer: Peer, now: number): boolean {
  return now - peer.relayed.metAt < timers.unackedMs + timers.heartbeatMs;
}

function missedAfterMs(timers: Timers): number {
  return Math.min(timers.relayMs, MISSED_AFTER_BEATS * timers.heartbeatMs);
}

/**
 * How long a message was under way at most. The sender of a request gives it up after `requestMs`; but one that
 * reached a machine whose processes stood still may have been there for long.
 */
function transitOf(state: NodeState, now: number, askedAt: number | null): number | null {
  if (askedAt !== null) return state.resumedAt > askedAt ? null : now - askedAt;
  const { requestMs } = state.timers;
  const isLate = now < state.exchanges.lateUntil || now - state.resumedAt < requestMs;
  return isLate ? null : requestMs;
}

/** What takes something away from a node, or gives away what it holds, is repeated as long as it holds. */
function noteEdition(
  state: NodeState,
  seq: number,
  statement: Statement,
  capabilities: readonly Capability[],
  now: number,
): void {
  const { exchanges, timers } = state;
  // What it can do is passed on with what it says: without `wit` a node is judged by another measure.
  const told = JSON.stringify([statement, capabilities]);
  const isDue = isExceptional(statement) && now - exchanges.editionAt >= timers.unackedMs / 3;
  if (told === exchanges.told && !isDue) return;
  exchanges.told = told;
  exchanges.edition = seq;
  exchanges.editionAt = now;
}

function isExceptional(statement: Statement): boolean {
  const { providerUp, draining, unfitServices, yields, fitV4, fitV6, v4, v6 } = statement;
  const isAtFault = (v4 !== null && !fitV4) || (v6 !== null && !fitV6);
  const hasYields = Object.keys(yields).length > 0;
  return !providerUp || draining || unfitServices.length > 0 || hasYields || isAtFault;
}

/** What is to be passed on, beginning with what was told least. */
function rumoursFor(state: NodeState, to: string, now: number): readonly News[] {
  const { rumours } = state.liveness.gossip;
  if (rumours.size === 0) return [];
  const waiting = [...rumours].filter(([id]) => id !== to);
  if (waiting.length > MOST_NEWS) waiting.sort((a, b) => b[1] - a[1]);
  return waiting.slice(0, MOST_NEWS).flatMap(([id, left]) => {
    if (left > 1) rumours.set(id, left - 1);
    else rumours.delete(id);
    return newsOf(state.liveness.peers.get(id), now);
  });
}

function lackedBy(
  state: NodeState,
  to: string,
  seq: number,
  lacks: Uint8Array | null,
  now: number,
): readonly News[] {
  const { order } = state.liveness.gossip;
  const news: News[] = [];
  if (lacks?.length !== (order.length + 7) >> 3) return news;
  // Each message begins elsewhere: one that asks several is not told the same by all.
  const start = (seq * MOST_NEWS) % order.length;
  for (let step = 0; step < order.length && news.length < MOST_NEWS; step += 1) {
    const index = (start + step) % order.length;
    const peer = order[index];
    if (peer === null || peer === undefined || peer.id === to || !hasBit(lacks, index)) continue;
    if (!peer.relayed.isUnsure) news.push(...newsOf(peer, now));
  }
  return news;
}

function newsOf(peer: Peer | undefined, now: number): readonly News[] {
  if (peer === undefined || peer.boot === null || peer.statement === null || peer.relayed.isAgeless)
    return [];
  return [
    {
      nodeId: peer.id,
      boot: peer.boot,
      seq: peer.relayed.edition,
      ageMs: Math.round(now - peer.relayed.statedAt),
      statement: peer.statement,
      ...(peer.capabilities === null ? {} : { capabilities: peer.capabilities }),
      ...(peer.end === null ? {} : { exitAgeMs: Math.max(0, Math.floor(now - peer.end.at)) }),
    },
  ];
}
