/**
 * What does a node hold before it has been in any cluster, and after it has left one? And what does a leader
 * begin with?
 */
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Identity, Member } from '../model/node.ts';
import type { Secret } from '../model/secret.ts';
import type { StoredCluster } from './push-rules.ts';
import { reviseConfiguration, unversioned } from './stamp.ts';

/** Minutes of silence, as in the Go program's example settings. */
export const DEFAULT_TIMEOUT_MINUTES = 10;
export const DEFAULT_PRIORITY = 100;

/** A follower's record while it is in no cluster: itself alone, no version, no leader. */
export function unjoinedCluster(self: Identity): StoredCluster {
  const document = emptyDocument({ leaderId: null, members: [newMember(self)], clusterKey: null });
  return { configuration: unversioned(document), boundLeaderId: null };
}

/** A leader's first record, version (1, 1). `settings` are its own lines, families and so on. */
export function foundedCluster(
  self: Identity,
  clusterKey: Secret,
  settings: Partial<Omit<Member, keyof Identity>> = {},
): StoredCluster {
  const members = [{ ...newMember(self), ...settings }];
  const document = emptyDocument({ leaderId: self.id, members, clusterKey });
  return {
    configuration: reviseConfiguration(unversioned(document), document),
    boundLeaderId: self.id,
  };
}

/** A node as it enters a cluster: it owns no line, speaks IPv4, carries every service and may stand in. */
export function newMember(identity: Identity): Member {
  const { id, name, url, role, secret } = identity;
  return {
    id,
    name,
    url,
    role,
    secret,
    lines: [],
    families: ['v4'],
    priority: DEFAULT_PRIORITY,
    standby: true,
    maintenance: false,
    carries: 'all',
  };
}

/** Whether the node is in a cluster: a leader always is, a follower when somebody else is in it as well. */
export function isJoined(document: ConfigurationDocument, self: Identity): boolean {
  return self.role === 'leader' || document.members.some(({ id }) => id !== self.id);
}

function emptyDocument(
  given: Pick<ConfigurationDocument, 'leaderId' | 'members' | 'clusterKey'>,
): ConfigurationDocument {
  return {
    ...given,
    services: [],
    accounts: [],
    lineBackups: {},
    witnessZone: null,
    previousClusterKey: null,
    timeoutMinutes: DEFAULT_TIMEOUT_MINUTES,
    legacyPeers: 'deny',
  };
}
