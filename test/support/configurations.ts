/** Small configurations for tests: only what a test says differs from a plain, valid whole. */
import type { Configuration, ConfigurationDocument } from '../../src/model/configuration.ts';
import type { Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Service } from '../../src/model/service.ts';

/** A member called `id` that owns nothing, speaks IPv4 and carries everything. */
export function aMember(id: string, differing: Partial<Member> = {}): Member {
  return {
    id,
    name: `node ${id}`,
    url: `http://${id}.test:44443`,
    role: 'follower',
    secret: Secret.of(`secret of ${id}`),
    lines: [],
    families: ['v4'],
    priority: 100,
    standby: true,
    maintenance: false,
    carries: 'all',
    ...differing,
  };
}

export function aService(label: string, differing: Partial<Service> = {}): Service {
  return { name: `service ${label}`, zone: 'example.test', label, provider: 'Ali', ...differing };
}

/** Leader `a`, which owns `default`, no followers, service `www`, one account. */
export function aDocument(differing: Partial<ConfigurationDocument> = {}): ConfigurationDocument {
  return {
    leaderId: 'a',
    members: [aMember('a', { role: 'leader', lines: ['default'] })],
    services: [aService('www')],
    accounts: [{ provider: 'Ali', keyId: 'key-id', keySecret: Secret.of('key-secret') }],
    lineBackups: {},
    witnessZone: null,
    clusterKey: null,
    previousClusterKey: null,
    timeoutMinutes: 10,
    legacyPeers: 'deny',
    ...differing,
  };
}

export function aConfiguration(
  differing: Partial<ConfigurationDocument> = {},
  stamp: Configuration['stamp'] = { epoch: 1, version: 1, hash: '0'.repeat(16) },
): Configuration {
  return { ...aDocument(differing), stamp };
}
