import { cellKey } from '../model/cell.ts';
import type { CellView, ClusterView, MemberView } from '../model/cluster-view.ts';
import type { Configuration } from '../model/configuration.ts';
import type { RecordType } from '../model/family.ts';
import { LINES, type Line } from '../model/line.ts';
import type { Member } from '../model/node.ts';
import { Secret } from '../model/secret.ts';
import type { Service } from '../model/service.ts';

/**
 * Answers: which cluster do the demonstration pages show? Three nodes, one of them lost a while ago, with
 * its line on another. All of it is invented; the addresses are those reserved for documentation.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LOST_FOR_MS = 12 * MINUTE;
const RUNNING_FOR_MS = 30 * HOUR;

const NO_SECRET = Secret.of('');

const CAFE = member('demo-1', 'Cafe Stile', 'leader', ['default', 'china-telecom', 'overseas']);
const HOUSE = member('demo-2', 'Rabbit House', 'follower', ['china-unicom']);
const TEA = member('demo-3', '甘兔庵', 'follower', ['china-mobile', 'cernet']);
const MEMBERS = [CAFE, HOUSE, TEA] as const;

const ADDRESSES: Readonly<Record<string, { readonly v4: string; readonly v6: string }>> = {
  [CAFE.id]: { v4: '203.0.113.7', v6: '2001:db8:7::1' },
  [HOUSE.id]: { v4: '198.51.100.20', v6: '2001:db8:20::1' },
  [TEA.id]: { v4: '192.0.2.99', v6: '2001:db8:99::1' },
};

const SERVICES: readonly Service[] = [
  { name: '博客', zone: 'example.com', label: 'www', provider: 'Ali' },
  { name: 'API', zone: 'example.com', label: 'api', provider: 'Ali' },
];

/** @param at now, ms since 1970; @param startedAt since when the pages are shown */
export function inventedView(at: number, startedAt: number, version: string): ClusterView {
  const lostAt = startedAt - LOST_FOR_MS;
  return {
    at,
    startedAt: startedAt - RUNNING_FOR_MS,
    version,
    self: CAFE,
    isJoined: true,
    configuration: CONFIGURATION,
    boundLeaderId: CAFE.id,
    members: MEMBERS.map((one) => memberView(one, at, lostAt)),
    cells: SERVICES.flatMap((service) => cellsOf(service, lostAt)),
    recentChanges: SERVICES.map((service) => ({
      at: lostAt + MINUTE,
      cellKey: cellKey(service.zone, service.label, 'A', 'china-unicom'),
      oldValue: addressOf(HOUSE, 'A'),
      newValue: addressOf(CAFE, 'A'),
      reason: 'taken-over',
    })),
    alarms: [],
    provider: { isUp: true, lastReadAt: at - 20_000, lastError: null },
    addresses: { v4: addressOf(CAFE, 'A'), v6: addressOf(CAFE, 'AAAA') },
    isFrozen: false,
    isDryRun: false,
    isDraining: false,
    isWitnessActive: true,
    isStoreReachable: true,
  };
}

const CONFIGURATION: Configuration = {
  stamp: { epoch: 1, version: 12, hash: '0123456789abcdef' },
  leaderId: CAFE.id,
  members: MEMBERS,
  services: SERVICES,
  accounts: [{ provider: 'Ali', keyId: 'demo', keySecret: NO_SECRET }],
  lineBackups: {},
  witnessZone: null,
  clusterKey: null,
  previousClusterKey: null,
  timeoutMinutes: 10,
  legacyPeers: 'deny',
};

function member(id: string, name: string, role: 'leader' | 'follower', lines: readonly Line[]): Member {
  return {
    id,
    name,
    url: `http://${id}.example.com:44443`,
    role,
    secret: NO_SECRET,
    lines,
    families: ['v4', 'v6'],
    priority: 100,
    standby: true,
    maintenance: false,
    carries: 'all',
  };
}

function memberView(of: Member, at: number, lostAt: number): MemberView {
  const isSelf = of === CAFE;
  const isLost = of === HOUSE;
  const silenceMs = isLost ? at - lostAt : at % 8000;
  return {
    id: of.id,
    name: of.name,
    state: isSelf ? 'self' : isLost ? 'dead' : 'well',
    isLegacy: false,
    silenceMs: isSelf ? null : silenceMs,
    ackedAgeMs: isSelf ? null : silenceMs,
    lastHeartbeatAt: isSelf ? null : at - silenceMs,
    addresses: ADDRESSES[of.id] ?? { v4: null, v6: null },
    stamp: { epoch: 1, version: 12 },
    wellSince: isLost ? null : at - 5 * HOUR,
  };
}

function cellsOf(service: Service, lostAt: number): readonly CellView[] {
  const types: readonly RecordType[] = ['A', 'AAAA'];
  return LINES.flatMap((line) => types.map((type) => cellOf(service, line, type, lostAt)));
}

function cellOf(service: Service, line: Line, type: RecordType, lostAt: number): CellView {
  const owner = MEMBERS.find((one) => one.lines.includes(line)) ?? CAFE;
  const isAway = owner === HOUSE;
  const holder = isAway ? CAFE : owner;
  return {
    key: cellKey(service.zone, service.label, type, line),
    zone: service.zone,
    label: service.label,
    type,
    line,
    state: isAway ? 'away' : 'in-place',
    value: addressOf(holder, type),
    ttl: 600,
    holderId: holder.id,
    succession: [owner.id, ...MEMBERS.filter((one) => one !== owner).map((one) => one.id)],
    since: isAway ? lostAt + MINUTE : lostAt - 26 * HOUR,
  };
}

function addressOf(of: Member, type: RecordType): string {
  return ADDRESSES[of.id]?.[type === 'A' ? 'v4' : 'v6'] ?? '';
}
