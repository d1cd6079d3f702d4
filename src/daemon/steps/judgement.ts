/** The verdicts of this node as of one instant, for `decide`, the pages and the plan. */
import { countOverturned, holdForMs } from '../../cluster/damping.ts';
import { addressOf, isHeardLately, isInTouch, isWell, saysFit, wellForMs } from '../../cluster/health.ts';
import type { Peer } from '../../cluster/liveness.ts';
import type { DeadQuestion } from '../../cluster/verdict.ts';
import { declaresNothingAmiss, isDead, isUnfit } from '../../cluster/verdict.ts';
import { endOf } from '../../cluster/witness-board.ts';
import type { Judge } from '../../dns/judge.ts';
import type { Cell } from '../../model/cell.ts';
import type { Configuration } from '../../model/configuration.ts';
import { compareStamps } from '../../model/configuration.ts';
import type { Family } from '../../model/family.ts';
import { serviceKey } from '../../model/service.ts';
import type { NodeState } from '../node-state.ts';
import { isMetLately, isStatedLately } from './gossip.ts';
import { letsGo, minderOf } from './note-legacy.ts';

/** A witness record written so lately proves that its node can write one, although this boot never heard it. */
const WITNESS_PROOF_MS = 25 * 3_600_000;

const NOBODY: ReadonlySet<string> = new Set();

/** `imagineDead`: ids to treat as dead, for `plan --without`. */
export function createJudge(
  state: NodeState,
  now: number,
  wallNow: number,
  imagineDead: ReadonlySet<string> = NOBODY,
): Judge {
  const { identity, timers, liveness } = state;
  const dead = new Map<string, boolean>();
  const peerOf = (id: string): Peer | undefined => liveness.peers.get(id);
  const judgeDead = (id: string): boolean => {
    if (imagineDead.has(id)) return true;
    const known = dead.get(id);
    if (known !== undefined) return known;
    const peer = peerOf(id);
    // No silence is long enough that is shorter than this; most peers are asked about all the time.
    if (peer !== undefined && now - peer.heardAt < timers.exitMs) return false;
    const verdict = peer !== undefined && isDead(deadQuestion(state, peer, now, wallNow));
    dead.set(id, verdict);
    return verdict;
  };
  return {
    selfId: identity.id,
    ...addressesOf(state),
    isDead: judgeDead,
    isUnfit: (id, cell, value) => {
      const peer = peerOf(id);
      if (peer === undefined || declaresNothingAmiss(peer, cell.family)) return false;
      if (!isStatedLately(state, peer, now)) return false;
      return isUnfit({ peer, family: cell.family, service: serviceKey(cell), value, now, timers });
    },
    isWell: (id) => whenPeer(peerOf(id), !imagineDead.has(id), (peer) => isWell(peer, now, timers)),
    wellForMs: (id, cell) => {
      const peer = peerOf(id);
      return peer === undefined ? 0 : wellForMs(peer, cell.family, serviceKey(cell), now, timers);
    },
    holdForMs: (id) => holdForMs(flapsOf(state, id, now, wallNow), wallNow, timers),
    saysFit: (id, cell) =>
      whenPeer(peerOf(id), true, ({ statement }) =>
        statement === null ? false : saysFit(statement, cell.family, serviceKey(cell)),
      ),
    isHeardLately: (id) =>
      whenPeer(peerOf(id), !imagineDead.has(id), (peer) => isHeardLately(peer, now, timers)),
    isInTouch: (id) => whenPeer(peerOf(id), !imagineDead.has(id), (peer) => isInTouch(peer, now, timers)),
    seemsAliveUntil: (id) => seemsAliveUntil(state, id, now),
    yieldOf: (id, cell) => yieldOf(state, peerOf(id), cell, now),
    movesTold: (cell) => movesTold(state, cell, now),
    acceptsYields: (id) => whenPeer(peerOf(id), true, (peer) => canBeYieldedTo(peer)),
    minderOf: (cell) => minderOf(state, cell, now),
    letsGo: (id, cell) => letsGo(state, id, cell, now, overturnedOf(state, id, now, wallNow)),
    hasMyStamp: (id) => whenPeer(peerOf(id), true, (peer) => hasMyStamp(state, peer, now)),
    lastWriteAt: (id) => state.observedWriteAt.get(id) ?? -Infinity,
    unheard: () => unaccountedFor(state, () => false, now),
    unaccountedFor: () => unaccountedFor(state, judgeDead, now),
    outOfSight: (family, address, since) => {
      const isOut = (id: string): boolean =>
        judgeDead(id) || isSeen(state, id, now) || hasToldAnother(peerOf(id), family, address, since);
      return unaccountedFor(state, isOut, now);
    },
  };
}

/** Whose is which address, and can I serve with mine? */
function addressesOf(
  state: NodeState,
): Pick<Judge, 'holderOf' | 'isUndated' | 'formerHolders' | 'ownAddress' | 'ownFitness'> {
  const { book, identity, own } = state;
  return {
    holderOf: (value, family) => book.holderOf(value, family, identity.id),
    isUndated: (value, family) => book.isUndated(value, family),
    formerHolders: (value, family) => formerHolders(state, value, family),
    ownAddress: (family) => own[family].verified,
    ownFitness: (cell) => ownFitness(state, cell),
  };
}

export function deadQuestion(state: NodeState, peer: Peer, now: number, wallNow: number): DeadQuestion {
  return {
    peer,
    now,
    startedAt: state.startedAt,
    resumedAt: state.resumedAt,
    observedWriteAt: state.observedWriteAt.get(peer.id) ?? -Infinity,
    coveredUntil: coveredUntil(state, peer),
    reads: state.uncovered.get(peer.id) ?? { firstSentAt: null, newestSentAt: null },
    newestReadSentAt: state.provider.lastReadSentAt,
    hasWitness: hasWitness(state, peer, now),
    overturned: overturnedOf(state, peer.id, now, wallNow),
    timeoutMinutes: state.cluster.configuration.timeoutMinutes,
    timers: state.timers,
  };
}

/** Until when the witness records vouch for a peer; for good if it has left this node out of the cluster. */
export function coveredUntil(state: NodeState, peer: Peer): number {
  const { stamp } = state.cluster.configuration;
  if (!peer.countsMe && peer.stamp !== null && compareStamps(peer.stamp, stamp) > 0) return Infinity;
  // Whom it counts, it has acknowledgements of while it lays its record down, and so was heard, stops or not.
  const since = Math.max(peer.heardAt, peer.knownSince) + state.timers.unackedMs;
  if (state.witnesses.hasLeftMeOut(peer, since, stamp) || isLeftOut(state)) return Infinity;
  return state.witnesses.coveredUntil(peer, state.identity.id, state.timers);
}

/**
 * Whether this node is no member by a newer configuration than its own, as the zone shows it. Nobody waits then for
 * its acknowledgement, and a process that has just started cannot know by the silence. Void once somebody counts it
 * under that configuration or a later one.
 */
function isLeftOut({ cluster, identity, liveness, witnesses }: NodeState): boolean {
  const { roll } = witnesses;
  if (roll === null || compareStamps(roll, cluster.configuration.stamp) <= 0) return false;
  if (roll.members === 'everyone' || roll.members.includes(identity.id)) return false;
  for (const { countsMe, stamp } of liveness.peers.values()) {
    if (countsMe && stamp !== null && compareStamps(stamp, roll) >= 0) return false;
  }
  return true;
}

export function isInMaintenance(state: NodeState, id: string): boolean {
  return inMaintenance(state.cluster.configuration).has(id);
}

const inMaintenanceOf = new WeakMap<Configuration, ReadonlySet<string>>();

/** Asked for every peer on every tick, and the same as long as the configuration is. */
function inMaintenance(configuration: Configuration): ReadonlySet<string> {
  const known = inMaintenanceOf.get(configuration);
  if (known !== undefined) return known;
  const found = new Set(configuration.members.filter(({ maintenance }) => maintenance).map(({ id }) => id));
  inMaintenanceOf.set(configuration, found);
  return found;
}

/** Whether its own witness record is in force: that one is renewed as soon as an address changes. */
function isSeen({ witnesses }: NodeState, id: string, now: number): boolean {
  const posted = witnesses.of(id);
  return posted !== null && endOf(posted) > now;
}

function formerHolders({ book, identity, liveness }: NodeState, value: string, family: Family): string[] {
  const ids = [identity.id, ...liveness.peers.keys()];
  if (ids.some((id) => book.currentOf(id, family) === value)) return [];
  return ids.filter((id) => book.previousOf(id, family).includes(value));
}

/** Whether it has said since then that it has another address than this one. */
function hasToldAnother(peer: Peer | undefined, family: Family, address: string, since: number): boolean {
  const statement = peer?.statement ?? null;
  if (peer === undefined || statement === null || peer.relayed.statedAt <= since) return false;
  return addressOf(statement, family) !== address;
}

function unaccountedFor(state: NodeState, isOut: (id: string) => boolean, now: number): string | null {
  for (const peer of state.liveness.peers.values()) {
    if (isInMaintenance(state, peer.id) || isOut(peer.id)) continue;
    if (!isHeardLately(peer, now, state.timers)) return peer.id;
  }
  return null;
}

function seemsAliveUntil(state: NodeState, id: string, now: number): number {
  const end = state.liveness.peers.get(id)?.end ?? null;
  // Nobody waits for the end of a long lease: whoever comes next has acted long before.
  const vouchedUntil = state.witnesses.vouchedUntil(id, now + state.timers.leaseMs);
  return end === null ? vouchedUntil : Math.max(vouchedUntil, end.at + state.timers.deadMs);
}

function ownFitness(state: NodeState, cell: Cell): 'fit' | 'unfit' | 'unknown' {
  const own = state.own[cell.family];
  if (state.isDraining || !own.isFit) return 'unfit';
  return own.verified === null ? 'unknown' : 'fit';
}

function hasMyStamp(state: NodeState, peer: Peer, now: number): boolean {
  const { stamp } = peer;
  const isMine = stamp !== null && compareStamps(stamp, state.cluster.configuration.stamp) === 0;
  return isMine && isMetLately(state, peer, now);
}

function canBeYieldedTo(peer: Peer): boolean {
  return !peer.isLegacy && peer.capabilities?.includes('yield') === true;
}

function hasWitness(state: NodeState, peer: Peer, now: number): boolean {
  if (peer.isLegacy) return false;
  if (peer.capabilities !== null) return peer.capabilities.includes('wit');
  const posted = state.witnesses.of(peer.id);
  return posted !== null && now - posted.writtenAt < WITNESS_PROOF_MS;
}

function flapsOf(state: NodeState, id: string, now: number, wallNow: number): readonly number[] {
  if (state.damping.flaps.length === 0) return [];
  return state.damping.flaps
    .filter(({ nodeId }) => nodeId === id)
    .map((event) => onCalendar(event, now, wallNow));
}

function overturnedOf(state: NodeState, id: string, now: number, wallNow: number): number {
  if (state.damping.takeOvers.length === 0) return 0;
  const events = state.damping.takeOvers.filter((event) => event.nodeId === id && event.overturned);
  return countOverturned(
    events.map((event) => onCalendar(event, now, wallNow)),
    wallNow,
  );
}

/** When it was by the calendar of this moment: whatever happened to the calendar since then changes no age. */
function onCalendar(
  event: { readonly at: number; readonly monotonicAt: number | null },
  now: number,
  wallNow: number,
): number {
  return event.monotonicAt === null ? event.at : wallNow - (now - event.monotonicAt);
}

function yieldOf(state: NodeState, peer: Peer | undefined, cell: Cell, now: number): string | null {
  if (peer === undefined || !isStatedLately(state, peer, now)) return null;
  return peer.statement?.yields[cell.id] ?? null;
}

function movesTold(state: NodeState, cell: Cell, now: number): number {
  let most = 0;
  for (const peer of state.liveness.peers.values()) {
    const told = peer.statement?.moved?.[cell.id];
    if (told !== undefined && told > most && isHeardLately(peer, now, state.timers)) most = told;
  }
  return most;
}

function whenPeer(peer: Peer | undefined, isPossible: boolean, ask: (peer: Peer) => boolean): boolean {
  return peer !== undefined && isPossible && ask(peer);
}
