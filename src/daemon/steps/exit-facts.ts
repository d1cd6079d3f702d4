// Whom should this node's watcher tell if the process crashes? All peers that run this program.
import type { ExitFacts } from '../../watcher/exit-facts.ts';
import type { NodeState } from '../node-state.ts';

export function exitFactsOf({ identity, boot, cluster, liveness }: NodeState): ExitFacts {
  const peers = cluster.configuration.members
    .filter(({ id }) => id !== identity.id && liveness.peers.get(id)?.isLegacy !== true)
    .map(({ id, url, secret }) => ({ id, url, secret: secret.reveal() }));
  return { node: identity.id, boot, peers };
}

/** Changes whenever `exitFactsOf` may. */
export function exitFactsMark({ cluster, liveness }: NodeState): readonly unknown[] {
  let legacy = '';
  for (const { id, isLegacy } of liveness.peers.values()) if (isLegacy) legacy += `${id}\n`;
  return [cluster.configuration, legacy];
}
