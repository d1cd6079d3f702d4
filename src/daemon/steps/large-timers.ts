/**
 * Which timers does a cluster of this size need? Word takes longer to come round in a large one: a node that went by
 * the timers of a small one would find living nodes dead, so it does not.
 */
import { resolveTimers } from '../../config/timers.ts';
import { text } from '../../model/text.ts';
import type { Timers } from '../../model/timers.ts';
import type { NodeState } from '../node-state.ts';
import { setAlarm } from './alarm.ts';
import { isGossiping } from './gossip.ts';

/** The greatest age of gossip, in heartbeat intervals. */
const GOSSIP_BEATS = 2.9;

/** Takes the timers of the profile `large` in place of those set if these are too short for the cluster. */
export function followSize(state: NodeState, wallNow: number): void {
  const isTooShort = isGossiping(state) && !suitsGossip(state.givenTimers);
  state.timers = isTooShort ? resolveTimers('large') : state.givenTimers;
  setAlarm(
    state,
    'profile-too-small',
    isTooShort,
    () =>
      text(
        'more than 32 nodes: this node goes by the timers of the profile large; set Profile to large on every node',
        '节点超过 32 个：本节点改用 large 方案的计时器；请在每个节点上将 Profile 设为 large',
      ),
    wallNow,
  );
}

function suitsGossip({ heartbeatMs, unackedMs, relayMs }: Timers): boolean {
  const gossipMs = GOSSIP_BEATS * heartbeatMs;
  return unackedMs >= 2 * gossipMs && relayMs >= gossipMs;
}
