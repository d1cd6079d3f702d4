// Stored things for tests, with everything in them that may go wrong on its way to a disk and back.
import { Secret } from '../../src/model/secret.ts';
import type { Identity, Member } from '../../src/model/node.ts';
import type { ClusterRecord, JournalRow, Memory } from '../../src/store/store.ts';

export const LEADER: Identity = {
  id: 'N-可可-🍫',
  name: '可可同步器 🐾 «Ünïcode»',
  url: 'https://[2001:db8::1]:44443',
  role: 'leader',
  secret: Secret.of(`p@:/()?%#'"\\\n密码🔑`),
};

const FOLLOWER: Member = {
  id: 'n-可可-🍫',
  name: 'B',
  url: 'http://b.example:44443',
  role: 'follower',
  secret: Secret.of(''),
  lines: ['china-unicom', 'china-telecom'],
  families: ['v6', 'v4'],
  priority: 7.5,
  standby: false,
  maintenance: true,
  carries: ['例子.test/@', 'example.test/www'],
};

const WITNESS: Member = { ...FOLLOWER, id: 'C', name: '丙', lines: [], families: [], carries: [] };

export const RICH: ClusterRecord = {
  boundLeaderId: 'N-可可-🍫',
  configuration: {
    stamp: { epoch: 3, version: 12, hash: '0123456789abcdef' },
    leaderId: 'N-可可-🍫',
    members: [
      {
        ...LEADER,
        lines: ['overseas', 'default'],
        families: ['v4'],
        priority: 100,
        standby: true,
        maintenance: false,
        carries: 'all',
      },
      WITNESS,
      FOLLOWER,
    ],
    services: [
      { name: '博客 🖋', zone: 'example.test', label: 'www', provider: 'Ali' },
      { name: '', zone: '例子.test', label: '@', provider: '阿里' },
    ],
    accounts: [{ provider: 'Ali', keyId: 'LTAI', keySecret: Secret.of('秘密+/=') }],
    lineBackups: { 'china-mobile': ['C', 'N-可可-🍫'], default: [] },
    witnessZone: 'example.test',
    clusterKey: Secret.of('k1'),
    previousClusterKey: Secret.of('k0'),
    timeoutMinutes: 2.5,
    legacyPeers: 'deny',
  },
};

export const BARE: ClusterRecord = {
  boundLeaderId: null,
  configuration: {
    stamp: { epoch: 0, version: 0, hash: '' },
    leaderId: null,
    members: [],
    services: [],
    accounts: [],
    lineBackups: {},
    witnessZone: null,
    clusterKey: null,
    previousClusterKey: null,
    timeoutMinutes: 10,
    legacyPeers: 'allow',
  },
};

/** `record` as edition (epoch, version). */
export function asEdition(record: ClusterRecord, epoch: number, version: number): ClusterRecord {
  const { configuration } = record;
  return {
    ...record,
    configuration: { ...configuration, stamp: { epoch, version, hash: `${epoch}.${version}` } },
  };
}

/** The next edition of `record`, with one more service of that name. */
export function withService(record: ClusterRecord, name: string): ClusterRecord {
  const { epoch, version } = record.configuration.stamp;
  const next = asEdition(record, epoch, version + 1);
  const service = { name, zone: 'example.test', label: name, provider: 'Ali' };
  const services = [...record.configuration.services, service];
  return { ...next, configuration: { ...next.configuration, services } };
}

/** `services` services on `nodes` nodes, each of which names the services it carries. */
export function largeCluster(services: number, nodes: number): ClusterRecord {
  const names = Array.from({ length: services }, (_, index) => `s${index}`);
  return {
    ...RICH,
    configuration: {
      ...RICH.configuration,
      members: Array.from({ length: nodes }, (_, index) => ({
        ...FOLLOWER,
        id: `n${index}`,
        carries: names.map((name) => `example.test/${name}`),
      })),
      services: names.map((name) => ({ name, zone: 'example.test', label: name, provider: 'Ali' })),
    },
  };
}

export const MEMORY: Memory = {
  addressBook: [
    { nodeId: '乙', family: 'v4', address: '203.0.113.7', kind: 'current', order: 1_795_000_000_002 },
    { nodeId: '乙', family: 'v6', address: '2001:db8::7', kind: 'previous', order: 1 },
  ],
  ownAddresses: [
    { family: 'v4', address: '198.51.100.1', firstSeenAt: 1_795_000_000_000, lastSeenAt: 1_795_000_000_500 },
  ],
  flaps: [{ nodeId: '乙', at: 1_795_000_000_001 }],
  takeOvers: [{ nodeId: '乙', cellKey: '例子.test|www|A|default', at: 1_795_000_000_003, overturned: false }],
};

export function journalRow(at: number, reason: string): JournalRow {
  return {
    at,
    cellKey: '例子.test|www|A|default',
    oldValue: null,
    newValue: '203.0.113.7',
    reason,
    evidence: { holder: '乙 🐾', silenceMs: 31_000, seen: [1, null, { deep: true }] },
  };
}

/** With secrets in clear: `deepEqual` takes any two Secrets for equal. */
export function revealed(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.reveal() };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revealed);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}
