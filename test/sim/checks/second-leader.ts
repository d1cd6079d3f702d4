/**
 * Whoever lost its disk follows the first leader that speaks to it, and a second one that somebody set up by mistake may
 * be first. When that one is gone its follower misses it, with reason, until an operator sets the follower up anew.
 */
import type { World } from '../world.ts';

/** Whether this node counts on a leader that is no machine of the cluster. */
export function missesSecondLeader(world: World, id: string): boolean {
  const { boundLeaderId, configuration } = world.machines.get(id)?.process?.state.cluster ?? {};
  if (boundLeaderId === undefined || boundLeaderId === null || world.machines.has(boundLeaderId))
    return false;
  return configuration?.members.some((member) => member.id === boundLeaderId) === true;
}
