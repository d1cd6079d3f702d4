/**
 * L6: every change of the configuration reaches every reachable follower within 70 s of the later of change and
 * reachability. Reachable: both have been running, and the wires between them open, without loss and quick enough for a
 * heartbeat to be answered in time, all that while.
 */
import { compareStamps } from '../../../src/model/configuration.ts';
import type { Machine } from '../machine.ts';
import type { CreateCheck } from './check.ts';
import { seconds } from './evidence.ts';

const BOUND_MS = 70_000;
/** A message takes at most this share of the usual delay. */
const SLOWEST_SHARE = 1.5;
/** The leader asks all it can reach before it leads. */
const UNDECIDED_MS = 30_000;

export const configurationReachesAll: CreateCheck = ({ world, truth, report }) => {
  /** Follower → since when it has been behind although it could be reached. */
  const behindSince = new Map<string, number>();
  const canReach = (leader: string, id: string): boolean => {
    const { network, timers } = world;
    const slowestAnswerMs = 2 * SLOWEST_SHARE * network.wire.delayMs;
    if (slowestAnswerMs >= timers.requestMs) return false;
    return network.wire.loss === 0 && network.isOpen(leader, id) && network.isOpen(id, leader);
  };
  const isBehind = (leader: Machine, follower: Machine): boolean => {
    const { cluster, leadership } = leader.process?.state ?? {};
    const own = follower.process?.state.cluster;
    if (cluster === undefined || own === undefined || leadership?.verdict !== 'lead') return false;
    // Hardly ever: whatever else there is to know comes after.
    if (compareStamps(own.configuration.stamp, cluster.configuration.stamp) >= 0) return false;
    if (!truth.isRunning(leader.id) || !truth.isRunning(follower.id)) return false;
    if (!cluster.configuration.members.some(({ id }) => id === follower.id)) return false;
    return own.boundLeaderId === null || own.boundLeaderId === leader.id;
  };
  return {
    promise: 'L6',
    onSecond: (now) => {
      for (const leader of world.machines.values()) {
        if (leader.identity.role !== 'leader' || world.cloned.has(leader.id)) continue;
        for (const follower of world.machines.values()) {
          if (follower === leader) continue;
          if (!isBehind(leader, follower) || !canReach(leader.id, follower.id)) {
            if (behindSince.size > 0) behindSince.delete(follower.id);
            continue;
          }
          const since = behindSince.get(follower.id) ?? now;
          behindSince.set(follower.id, since);
          const ledSince = (truth.startedAt(leader.id) ?? now) + UNDECIDED_MS;
          if (now - Math.max(since, ledSince) <= BOUND_MS) continue;
          const { epoch, version } = follower.process?.state.cluster.configuration.stamp ?? {
            epoch: 0,
            version: 0,
          };
          report(
            `${seconds(now)} ${follower.id} still has ${epoch}.${version}, ${seconds(now - since)} after it could have been told`,
          );
          behindSince.set(follower.id, Infinity);
        }
      }
    },
  };
};
