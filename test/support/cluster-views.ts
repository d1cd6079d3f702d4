// Which clusters do tests of pages, badge and metrics look at? Views of a small made-up cluster.
import type { CellView, ClusterView, MemberView } from '../../src/model/cluster-view.ts';
import { cellKey } from '../../src/model/cell.ts';
import type { Configuration } from '../../src/model/configuration.ts';
import type { RecordType } from '../../src/model/family.ts';
import type { Line } from '../../src/model/line.ts';
import type { Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Service } from '../../src/model/service.ts';

/** 2026-11-20 03:14:00 UTC. */
export const VIEW_AT = Date.UTC(2026, 10, 20, 3, 14, 0);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Everything that must never be shown; tests look for these on the finished page. */
export const FORBIDDEN = [
  'code-gz-71c2',
  'code-sh-9b04',
  'code-bj-e5d8',
  'secret-gz-value',
  'secret-sh-value',
  'secret-bj-value',
  'LTAI-key-id-value',
  'account-secret-value',
  'cluster-key-value',
  'previous-key-value',
] as const;

const [GZ, SH, BJ] = FORBIDDEN;

export const memberGz: Member = member(GZ, 'Guangzhou', 'secret-gz-value', 'leader', [
  'default',
  'china-telecom',
  'overseas',
]);
export const memberSh: Member = member(SH, '上海', 'secret-sh-value', 'follower', ['china-unicom']);
export const memberBj: Member = member(BJ, 'Beijing', 'secret-bj-value', 'follower', [
  'china-mobile',
  'cernet',
]);

const ADDRESSES: Readonly<Record<string, { readonly v4: string; readonly v6: string }>> = {
  [GZ]: { v4: '203.0.113.7', v6: '2001:db8::7' },
  [SH]: { v4: '198.51.100.20', v6: '2001:db8:20::1' },
  [BJ]: { v4: '192.0.2.99', v6: '2001:db8:99::1' },
};

export const serviceWww: Service = { name: 'Home page', zone: 'example.com', label: 'www', provider: 'Ali' };
export const serviceApi: Service = { name: '接口', zone: 'example.com', label: 'api', provider: 'Ali' };

function member(
  id: string,
  name: string,
  secret: string,
  role: 'leader' | 'follower',
  lines: readonly Line[],
) {
  return {
    id,
    name,
    url: `http://${id}.internal:44443`,
    role,
    secret: Secret.of(secret),
    lines,
    families: ['v4', 'v6'],
    priority: 100,
    standby: true,
    maintenance: false,
    carries: 'all',
  } as const satisfies Member;
}

export const configuration: Configuration = {
  stamp: { epoch: 1, version: 42, hash: '0123456789abcdef' },
  leaderId: GZ,
  members: [memberGz, memberSh, memberBj],
  services: [serviceWww, serviceApi],
  accounts: [{ provider: 'Ali', keyId: 'LTAI-key-id-value', keySecret: Secret.of('account-secret-value') }],
  lineBackups: {},
  witnessZone: null,
  clusterKey: Secret.of('cluster-key-value'),
  previousClusterKey: Secret.of('previous-key-value'),
  timeoutMinutes: 10,
  legacyPeers: 'deny',
};

export function memberView(of: Member, changes: Partial<MemberView> = {}): MemberView {
  return {
    id: of.id,
    name: of.name,
    state: 'well',
    isLegacy: false,
    silenceMs: 3 * SECOND,
    ackedAgeMs: 4 * SECOND,
    lastHeartbeatAt: VIEW_AT - 3 * SECOND,
    addresses: ADDRESSES[of.id] ?? { v4: null, v6: null },
    stamp: { epoch: 1, version: 42 },
    wellSince: VIEW_AT - 5 * HOUR,
    ...changes,
  };
}

export const selfView: MemberView = memberView(memberGz, {
  state: 'self',
  silenceMs: null,
  ackedAgeMs: null,
  lastHeartbeatAt: null,
  wellSince: VIEW_AT - 30 * HOUR,
});

/** The record of a service on a line, held by the line's owner unless `changes` say otherwise. */
export function cellView(
  service: Service,
  line: Line,
  type: RecordType,
  owner: Member,
  changes: Partial<CellView> = {},
): CellView {
  const others = [GZ, SH, BJ].filter((id) => id !== owner.id);
  return {
    key: cellKey(service.zone, service.label, type, line),
    zone: service.zone,
    label: service.label,
    type,
    line,
    state: 'in-place',
    value: addressOf(owner, type),
    ttl: 600,
    holderId: owner.id,
    succession: [owner.id, ...others],
    since: VIEW_AT - 26 * HOUR,
    ...changes,
  };
}

export function addressOf(of: Member, type: RecordType): string {
  return ADDRESSES[of.id]?.[type === 'A' ? 'v4' : 'v6'] ?? '0.0.0.0';
}

/** All records of a service, owners as configured; `change` adjusts each. */
export function cellsOf(
  service: Service,
  change: (cell: CellView) => Partial<CellView> = () => ({}),
): readonly CellView[] {
  return [memberGz, memberSh, memberBj].flatMap((owner) =>
    owner.lines.flatMap((line) =>
      (['A', 'AAAA'] as const).map((type) => {
        const cell = cellView(service, line, type, owner);
        return { ...cell, ...change(cell) };
      }),
    ),
  );
}

export const healthyView: ClusterView = {
  at: VIEW_AT,
  startedAt: VIEW_AT - 30 * HOUR,
  version: '0.1.0',
  self: memberGz,
  isJoined: true,
  configuration,
  boundLeaderId: GZ,
  members: [selfView, memberView(memberSh), memberView(memberBj)],
  cells: [...cellsOf(serviceWww), ...cellsOf(serviceApi)],
  recentChanges: [
    {
      at: VIEW_AT - 26 * HOUR,
      cellKey: 'example.com|www|A|default',
      oldValue: '203.0.113.2',
      newValue: '203.0.113.7',
      reason: 'own-address',
    },
  ],
  alarms: [],
  provider: { isUp: true, lastReadAt: VIEW_AT - 20 * SECOND, lastError: null },
  addresses: { v4: '203.0.113.7', v6: '2001:db8::7' },
  isFrozen: false,
  isDryRun: false,
  isDraining: false,
  isWitnessActive: false,
  isStoreReachable: true,
};

/** Shanghai is dead; this node serves its line for www, nobody could be moved for api yet. */
export const oneDeadView: ClusterView = {
  ...healthyView,
  members: [
    selfView,
    memberView(memberSh, {
      state: 'dead',
      silenceMs: 12 * MINUTE,
      ackedAgeMs: 12 * MINUTE,
      lastHeartbeatAt: VIEW_AT - 12 * MINUTE,
      wellSince: null,
    }),
    memberView(memberBj),
  ],
  cells: [
    ...cellsOf(serviceWww, (cell) =>
      cell.line === 'china-unicom'
        ? {
            state: 'away',
            holderId: GZ,
            value: addressOf(memberGz, cell.type),
            since: VIEW_AT - 10 * MINUTE,
          }
        : {},
    ),
    ...cellsOf(serviceApi, (cell) => (cell.line === 'china-unicom' ? { state: 'orphaned' } : {})),
  ],
  recentChanges: [
    {
      at: VIEW_AT - 10 * MINUTE,
      cellKey: 'example.com|www|A|china-unicom',
      oldValue: '198.51.100.20',
      newValue: '203.0.113.7',
      reason: 'taken-over',
    },
    ...healthyView.recentChanges,
  ],
  isWitnessActive: true,
};

/** A follower that has just been started and is in no cluster. */
export const unjoinedView: ClusterView = {
  ...healthyView,
  self: { ...memberSh, role: 'follower' },
  startedAt: VIEW_AT - 90 * SECOND,
  isJoined: false,
  configuration: {
    ...configuration,
    stamp: { epoch: 0, version: 0, hash: '' },
    leaderId: null,
    members: [{ ...memberSh, lines: [] }],
    services: [],
    accounts: [],
    clusterKey: null,
    previousClusterKey: null,
  },
  boundLeaderId: null,
  members: [
    memberView(memberSh, {
      state: 'self',
      silenceMs: null,
      ackedAgeMs: null,
      lastHeartbeatAt: null,
      addresses: { v4: null, v6: null },
      stamp: { epoch: 0, version: 0 },
      wellSince: null,
    }),
  ],
  cells: [],
  recentChanges: [],
  provider: { isUp: false, lastReadAt: null, lastError: null },
  addresses: { v4: null, v6: null },
};

/** Much is wrong at once. */
export const troubledView: ClusterView = {
  ...oneDeadView,
  members: [
    selfView,
    memberView(memberSh, { state: 'covered', silenceMs: 90 * SECOND, wellSince: null }),
    memberView(memberBj, {
      state: 'silent',
      silenceMs: 35 * SECOND,
      isLegacy: true,
      stamp: null,
      wellSince: null,
    }),
  ],
  cells: [
    ...cellsOf(serviceWww, (cell) =>
      cell.line === 'cernet' ? { state: 'ambiguous', value: null, holderId: null, since: null } : {},
    ),
    ...cellsOf(serviceApi, (cell) =>
      cell.line === 'overseas'
        ? { state: 'unknown-value', value: '192.0.2.1', holderId: null, since: VIEW_AT - 40 * SECOND }
        : cell.line === 'default' && cell.type === 'AAAA'
          ? { state: 'missing', value: null, holderId: null, ttl: null, since: null }
          : {},
    ),
  ],
  alarms: [
    {
      code: 'ambiguous-cell',
      text: {
        en: 'Several enabled records match example.com|www|A|cernet; none is changed.',
        zh: 'example.com|www|A|cernet 对应多条启用的记录，均不修改。',
      },
      since: VIEW_AT - 3 * HOUR,
    },
    {
      code: 'config-fork',
      text: {
        en: `Node ${SH} has the same version 1.42 with other content.`,
        zh: `节点 ${SH} 的版本同为 1.42，内容却不同。`,
      },
      since: VIEW_AT - 5 * MINUTE,
    },
  ],
  provider: { isUp: false, lastReadAt: VIEW_AT - 4 * MINUTE, lastError: 'Ali: no answer within 8 s' },
  isFrozen: true,
  isStoreReachable: false,
};
