import { forgetToldZones } from './share-reads.ts';
import { cellsOf } from '../../dns/cells.ts';
import { successionIndex } from '../../dns/succession.ts';
import { text } from '../../model/text.ts';
import type { ClusterRecord } from '../../store/store.ts';
import type { NodeState } from '../node-state.ts';
import { setAlarm } from './alarm.ts';
import { isGossiping, setTellings } from './gossip.ts';
import { followSize } from './large-timers.ts';

/** After a start an isolated node publishes its witness this soon. */
const FIRST_WITNESS_MS = 5_000;
/** In a large cluster a first acknowledgement takes so many heartbeat intervals to come round. */
const FIRST_ROUND_BEATS = 6;

/** Takes over a configuration that is already stored, and everything derived from it. */
export function adoptCluster(state: NodeState, cluster: ClusterRecord, now: number, wallNow: number): void {
  const before = state.cluster.configuration;
  state.cluster = cluster;
  const { configuration } = cluster;
  state.cells = cellsOf(configuration);
  state.succession = successionIndex(configuration);
  const ids = configuration.members.map(({ id }) => id);
  setTellings(state);
  followSize(state, wallNow);
  const { unackedMs, heartbeatMs } = state.timers;
  const firstMs = isGossiping(state)
    ? Math.min(unackedMs, FIRST_ROUND_BEATS * heartbeatMs)
    : FIRST_WITNESS_MS;
  state.liveness.setPeers(ids, now, now - unackedMs + firstMs);
  state.book.keepOnly(new Set([...ids, state.identity.id]));
  // A large cluster's list can be read by nobody who has another edition.
  const isSmaller = before.members.some(({ id }) => !ids.includes(id));
  if (isSmaller && !isGossiping(state)) state.witness.isRollOld = true;
  dropForgotten(state, new Set(ids));
  if (configuration.clusterKey?.reveal() !== before.clusterKey?.reveal()) state.witnessRecord = null;
  forgetToldZones(state);
  state.provider.nextReadAt = now;
  const followed = cluster.boundLeaderId;
  setAlarm(
    state,
    'no-services',
    configuration.members.length > 1 && configuration.services.length === 0,
    () => text('the cluster manages no service yet', '集群尚未管理任何服务'),
    wallNow,
  );
  dropAlarms(state);
  // Whatever the provider refused, a changed account or record may be accepted now.
  state.refusals.clear();
  if (state.identity.role === 'follower' && followed === null) state.leadership.verdict = 'undecided';
}

function dropForgotten(state: NodeState, memberIds: ReadonlySet<string>): void {
  const keys = new Set(state.cells.map(({ key }) => key));
  for (const key of state.memories.keys()) if (!keys.has(key)) state.memories.delete(key);
  for (const key of state.pictures.keys()) if (!keys.has(key)) state.pictures.delete(key);
  const { pushes, asked } = state.leadership;
  const { uncovered, deadSince, observedWriteAt } = state;
  const byMember = [uncovered, deadSince, observedWriteAt, pushes, asked, state.damping.wasWell];
  for (const known of byMember) for (const id of known.keys()) if (!memberIds.has(id)) known.delete(id);
}

/** An alarm about a node that was removed or renamed, or about a zone no longer kept, would stand for good. */
function dropAlarms(state: NodeState): void {
  const { members } = state.cluster.configuration;
  const subjects = new Set(['', ...members.map(({ name }) => name), ...state.cells.map(({ zone }) => zone)]);
  for (const [key, { code }] of state.alarms) {
    if (!subjects.has(key.slice(code.length + 1))) state.alarms.delete(key);
  }
}
