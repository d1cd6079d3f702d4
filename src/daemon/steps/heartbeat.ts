/** What this node says of itself and of others, and what it makes of what it hears. */
import type { HeardStatement } from '../../cluster/liveness.ts';
import { trackPeer } from '../../cluster/health.ts';
import type { Claim } from '../../dns/claim.ts';
import { countMoves, type CellMemory } from '../../dns/cell-memory.ts';
import type { Draft } from '../../model/draft.ts';
import { isSameStatement } from '../../model/heartbeat.ts';
import type { Capability, ExitNote, Heartbeat, News, Statement } from '../../model/heartbeat.ts';
import type { NodeState } from '../node-state.ts';
import { isFrozen } from '../node-state.ts';
import { gossipPart, isGossiping, receiveGossip } from './gossip.ts';
import { SLOW_ROUNDS } from './note-provider.ts';
import { toldZones } from './share-reads.ts';

const PREVIOUS_TOLD = 8;
/** A yield is announced no longer than until so long before its end. */
const YIELD_MARGIN_MS = 30_000;

/** The next message of this node to `to`. */
export function composeHeartbeat(
  state: NodeState,
  to: string,
  now: number,
  lacks: Uint8Array | null = null,
): Heartbeat {
  const { liveness } = state;
  const seq = liveness.issue(now);
  const statement = ownStatement(state, now);
  const { epoch, version, hash } = state.cluster.configuration.stamp;
  const capabilities = capabilitiesOf(state);
  const heartbeat: Draft<Heartbeat> = {
    from: state.identity.id,
    to,
    boot: state.boot,
    seq,
    stamp: { epoch, version, hash },
    capabilities,
    statement,
    seen: {},
    news: [],
  };
  if (!liveness.peers.has(to)) heartbeat.isToStranger = true;
  if (isGossiping(state)) {
    return Object.assign(heartbeat, gossipPart(state, to, seq, statement, capabilities, now, lacks));
  }
  const { zones } = toldZones(state, now);
  if (zones !== undefined) heartbeat.zones = zones;
  heartbeat.seen = liveness.seen();
  heartbeat.news = newsFor(state, to, now);
  return heartbeat;
}

/** What each node said last: as long as nothing changes it is the same object, whose text is known. */
const saidLast = new WeakMap<NodeState, Statement>();

export function ownStatement(state: NodeState, now: number): Statement {
  const said = saidLast.get(state);
  const statement = presentStatement(state, now);
  if (said !== undefined && isSameStatement(said, statement)) return said;
  saidLast.set(state, statement);
  return statement;
}

function presentStatement(state: NodeState, now: number): Statement {
  const { own, book, identity } = state;
  const previous = interleaved(book.previousOf(identity.id, 'v4'), book.previousOf(identity.id, 'v6'));
  const { yields, moved } = movements(state, now);
  const statement: Statement = {
    v4: own.v4.verified ?? own.v4.remembered,
    v6: own.v6.verified ?? own.v6.remembered,
    previous: previous.slice(0, PREVIOUS_TOLD),
    providerUp: canWrite(state),
    fitV4: own.v4.isFit,
    fitV6: own.v6.isFit,
    unfitServices: [],
    yields,
    draining: state.isDraining,
  };
  return moved === undefined ? statement : { ...statement, moved };
}

/** A node that may not write, or whose every picture is too old to act upon, is of no use as a writer. */
function canWrite({ provider, isDryRun, isFenced }: NodeState): boolean {
  return provider.isUp && provider.slowReads < SLOW_ROUNDS && !isDryRun && !isFenced;
}

/** Newest first in each family, and none crowds out the other. */
function interleaved(v4: readonly string[], v6: readonly string[]): readonly string[] {
  if (v6.length === 0) return v4;
  const most = Math.max(v4.length, v6.length);
  return Array.from({ length: most }, (_, place) => [v4[place], v6[place]])
    .flat()
    .filter((address) => address !== undefined);
}

/** Takes in a message, the answer to what left at `askedAt` or (null) a request; answers the address claims that are new, for the store. */
export function receiveHeartbeat(
  state: NodeState,
  heartbeat: Heartbeat,
  now: number,
  askedAt: number | null = null,
): readonly Claim[] {
  if (mayHaveWaited(state, now, askedAt)) return [];
  const heard = state.liveness.receive(heartbeat, now, askedAt);
  if (heartbeat.isToStranger === true && askedAt !== null) {
    state.liveness.noteAnswered(heartbeat.from, askedAt);
  }
  const isNew = heard[0]?.nodeId === heartbeat.from;
  if (isGossiping(state)) receiveGossip(state, heartbeat, isNew, now, askedAt);
  for (const { nodeId } of heard) {
    const peer = state.liveness.peers.get(nodeId);
    if (peer !== undefined) trackPeer(peer, now, state.timers, state.provider.isUp);
  }
  if (state.provider.failures === 0 && heard.some(({ statement }) => namesMe(state, statement))) {
    state.provider.nextReadAt = now;
  }
  return heard.flatMap((one) => noteClaims(state, one));
}

/**
 * Whether a message may have lain at the door while this process was stopped. It does not tell its time: taken for one
 * of this moment, it makes the dead look alive, and passed on as such, one of an earlier boot makes nodes that have
 * not known that boot deaf to the present one for good. What is asked after the stop tells soon enough.
 */
function mayHaveWaited(
  { resumedAt, startedAt, timers }: NodeState,
  now: number,
  askedAt: number | null,
): boolean {
  if (askedAt !== null) return askedAt < resumedAt;
  return resumedAt > startedAt && now - resumedAt < timers.stallMs;
}

/** Takes in the word of a peer's watcher; answers whether it is news. One that waited would pass for a note of this moment. */
export function receiveExitNote(state: NodeState, note: ExitNote, now: number): boolean {
  if (now - state.resumedAt < state.timers.stallMs) return false;
  return state.liveness.receiveExitNote(note, now);
}

export function capabilitiesOf(state: NodeState): readonly Capability[] {
  const isProven = state.witness.selfTestedAt !== null && !state.isDryRun && !state.isFenced;
  const capabilities: Capability[] = isProven ? ['wit'] : [];
  // What is given to a node that may not take it stays given, and is tended by nobody meanwhile.
  if (!isFrozen(state)) capabilities.push('yield');
  return capabilities;
}

function noteClaims(state: NodeState, { nodeId, statement }: HeardStatement): readonly Claim[] {
  const saidAt = state.liveness.peers.get(nodeId)?.relayed.statedAt ?? -Infinity;
  const v4 = statement.previous.filter((address) => !address.includes(':'));
  const v6 = statement.previous.filter((address) => address.includes(':'));
  const claims = [
    ...state.book.note(nodeId, 'v4', statement.v4, v4, saidAt),
    ...state.book.note(nodeId, 'v6', statement.v6, v6, saidAt),
  ];
  state.book.noteFitness(nodeId, 'v4', statement.fitV4);
  state.book.noteFitness(nodeId, 'v6', statement.fitV6);
  return claims;
}

/** Whether the statement gives a cell to this node that, as last read, still shows another address. */
function namesMe(state: NodeState, { yields }: Statement): boolean {
  const selfId = state.identity.id;
  if (!Object.values(yields).includes(selfId)) return false;
  return state.cells.some((cell) => {
    if (yields[cell.id] !== selfId) return false;
    const match = state.pictures.get(cell.key)?.match;
    return match?.kind !== 'record' || match.record.value !== state.own[cell.family].verified;
  });
}

/**
 * Which cells are being given away, and which have moved more than once of late. The latter is told where it can matter:
 * with the timers of a large cluster no cell moves that often.
 */
function movements(state: NodeState, now: number): Pick<Statement, 'yields' | 'moved'> {
  if (doAllRest(state)) return { yields: NO_YIELDS };
  const yields: Record<string, string> = {};
  const moved: Record<string, number> = {};
  const margin = Math.min(YIELD_MARGIN_MS, state.timers.yieldMs / 4);
  for (const { id, key } of state.cells) {
    const memory = state.memories.get(key);
    if (memory === undefined || isAtRest(memory)) continue;
    const { yielded } = memory;
    if (yielded !== null && now <= yielded.until - margin) yields[id] = yielded.to;
    const count = countMoves(memory, now);
    if (count > 1 && !isGossiping(state)) moved[id] = count;
  }
  return Object.keys(moved).length === 0 ? { yields } : { yields, moved };
}

const NO_YIELDS: Statement['yields'] = {};

/** Nearly always, and this is asked for every message. */
function doAllRest({ memories }: NodeState): boolean {
  for (const memory of memories.values()) if (!isAtRest(memory)) return false;
  return true;
}

function isAtRest({ yielded, movedAt }: CellMemory): boolean {
  return yielded === null && movedAt.length < 2;
}

function newsFor(state: NodeState, to: string, now: number): readonly News[] {
  const news: News[] = [];
  for (const peer of state.liveness.peers.values()) {
    if (peer.id === to || peer.boot === null || peer.statement === null || peer.relayed.isAgeless) continue;
    const one: Draft<News> = {
      nodeId: peer.id,
      boot: peer.boot,
      seq: peer.seq,
      ageMs: Math.round(now - peer.heardAt),
      statement: peer.statement,
    };
    // Rounded down: the process must not seem to have ended sooner than it did.
    if (peer.end !== null) one.exitAgeMs = Math.max(0, Math.floor(now - peer.end.at));
    news.push(one);
  }
  return news;
}
