/** A snapshot of what this node knows, for pages, metrics, the badge and the command line. */
import type { Peer } from '../../cluster/liveness.ts';
import type { Judge } from '../../dns/judge.ts';
import type { Cell } from '../../model/cell.ts';
import type { CellState, CellView, ClusterView, MemberState, MemberView } from '../../model/cluster-view.ts';
import type { Member } from '../../model/node.ts';
import { isHeardLately } from '../../cluster/health.ts';
import type { NodeState } from '../node-state.ts';
import { isFrozen, isJoined, selfMember } from '../node-state.ts';
import { createJudge, deadQuestion } from './judgement.ts';

export function viewOf(state: NodeState, now: number, wallNow: number, version: string): ClusterView {
  const judge = createJudge(state, now, wallNow);
  const { configuration, boundLeaderId } = state.cluster;
  const others = configuration.members.filter(({ id }) => id !== state.identity.id);
  const self = selfMember(state);
  return {
    at: wallNow,
    startedAt: state.startedAtWall,
    version,
    // Its role is what it was set up as, whatever a document that was copied calls it.
    self: self === null ? state.identity : { ...self, role: state.identity.role },
    isJoined: isJoined(state),
    configuration,
    boundLeaderId,
    members: [
      selfView(state, wallNow),
      ...others.map((member) => memberView(state, member, judge, now, wallNow)),
    ],
    cells: state.cells.map((cell) => cellView(state, cell, judge)),
    recentChanges: state.recentChanges,
    alarms: [...state.alarms.values()],
    provider: {
      isUp: state.provider.isUp,
      lastReadAt: state.provider.lastReadAtWall,
      lastError: state.provider.lastError,
    },
    addresses: { v4: state.own.v4.verified, v6: state.own.v6.verified },
    isFrozen: isFrozen(state),
    isDryRun: state.isDryRun,
    isDraining: state.isDraining,
    isWitnessActive: state.witness.isPosted,
    isStoreReachable: state.isStoreReachable,
  };
}

/** What this node makes of a peer's signs of life. */
export function memberStateOf(
  state: NodeState,
  peer: Peer,
  judge: Judge,
  now: number,
  wallNow: number,
): MemberState {
  if (judge.isDead(peer.id)) return 'dead';
  // Heard is heard, with or without access to the provider: before the first service nobody has any.
  if (isHeardLately(peer, now, state.timers)) return 'well';
  if (deadQuestion(state, peer, now, wallNow).coveredUntil > now) return 'covered';
  return peer.heardAt === -Infinity ? 'unknown' : 'silent';
}

function selfView(state: NodeState, wallNow: number): MemberView {
  const { epoch, version } = state.cluster.configuration.stamp;
  return {
    id: state.identity.id,
    name: selfMember(state)?.name ?? state.identity.name,
    state: 'self',
    isLegacy: false,
    silenceMs: null,
    ackedAgeMs: null,
    lastHeartbeatAt: wallNow,
    addresses: { v4: state.own.v4.verified, v6: state.own.v6.verified },
    stamp: { epoch, version },
    wellSince: state.provider.isUp ? state.startedAtWall : null,
  };
}

function memberView(
  state: NodeState,
  member: Member,
  judge: Judge,
  now: number,
  wallNow: number,
): MemberView {
  const peer = state.liveness.peers.get(member.id);
  const age = (at: number): number | null => (Number.isFinite(at) ? Math.max(0, Math.round(now - at)) : null);
  const heardAge = age(peer?.heardAt ?? -Infinity);
  return {
    id: member.id,
    name: member.name,
    state: peer === undefined ? 'unknown' : memberStateOf(state, peer, judge, now, wallNow),
    isLegacy: peer?.isLegacy ?? false,
    silenceMs: heardAge,
    ackedAgeMs: heardAge === null ? null : age(peer?.ackedAt ?? -Infinity),
    lastHeartbeatAt: heardAge === null ? null : wallNow - heardAge,
    addresses: {
      v4: state.book.currentOf(member.id, 'v4'),
      v6: state.book.currentOf(member.id, 'v6'),
    },
    stamp: peer?.stamp ?? null,
    wellSince: peer?.wellSince === null || peer === undefined ? null : wallNow - (now - peer.wellSince),
  };
}

function cellView(state: NodeState, cell: Cell, judge: Judge): CellView {
  const { key, zone, label, type, line } = cell;
  const succession = state.succession.get(key) ?? [];
  const match = state.pictures.get(key)?.match;
  const record = match !== undefined && 'record' in match ? match.record : null;
  const holderId = record === null ? null : judge.holderOf(record.value, cell.family);
  return {
    key,
    zone,
    label,
    type,
    line,
    state: cellState(state, cell, judge, holderId),
    value: record?.value ?? null,
    ttl: record?.ttl ?? null,
    holderId,
    succession,
    since: record?.updatedAt ?? null,
  };
}

function cellState(state: NodeState, cell: Cell, judge: Judge, holderId: string | null): CellState {
  const match = state.pictures.get(cell.key)?.match;
  if (match === undefined) return 'unread';
  if (match.kind !== 'record') return match.kind;
  if (holderId === null) return 'unknown-value';
  const isLost =
    holderId !== judge.selfId &&
    (judge.isDead(holderId) || judge.isUnfit(holderId, cell, match.record.value));
  if (isLost) return 'orphaned';
  return state.succession.get(cell.key)?.[0] === holderId ? 'in-place' : 'away';
}
