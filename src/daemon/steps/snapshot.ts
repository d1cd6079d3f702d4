import type { MemberLiveness, NodeSnapshot } from '../../cluster/peer/peer-api.ts';
import type { NodeState } from '../node-state.ts';
import { isJoined } from '../node-state.ts';

/** Settings that are shown to peers and never change while the daemon runs. */
export interface SnapshotFacts {
  readonly apiPort: number;
  readonly isBehindReverseProxy: boolean;
  readonly databaseType: string;
  readonly maskedDsn: string;
  readonly version: string;
}

/** What this node shows of itself and, unless `isBrief`, of the cluster to whoever knows its secret. */
export function snapshotOf(
  state: NodeState,
  now: number,
  wallNow: number,
  facts: SnapshotFacts,
  isBrief = false,
): NodeSnapshot {
  const { apiPort, isBehindReverseProxy, databaseType, maskedDsn } = facts;
  return {
    identity: state.identity,
    isJoined: isJoined(state),
    configuration: state.cluster.configuration,
    liveness: isBrief ? {} : livenessOf(state, now, wallNow),
    apiPort,
    isBehindReverseProxy,
    databaseType,
    maskedDsn,
    createdAt: state.startedAtWall,
    updatedAt: wallNow,
  };
}

/** Local wall clock minus age, so that a Go node that copies it sees true ages. */
export function livenessOf(
  state: NodeState,
  now: number,
  wallNow: number,
): Readonly<Record<string, MemberLiveness>> {
  const timeoutMs = state.cluster.configuration.timeoutMinutes * 60_000;
  const result: Record<string, MemberLiveness> = {
    [state.identity.id]: { lastHeartbeatAt: wallNow, health: 'alive' },
  };
  for (const peer of state.liveness.peers.values()) {
    const age = now - peer.heardAt;
    result[peer.id] = Number.isFinite(age)
      ? { lastHeartbeatAt: wallNow - age, health: age < timeoutMs ? 'alive' : 'unreachable' }
      : { lastHeartbeatAt: null, health: 'unknown' };
  }
  return result;
}
