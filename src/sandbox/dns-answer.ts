import { dnsRecord, type DnsRecord } from './dns-data.ts';
import { closestName } from './name-tree.ts';
import { weightKey, type RecordSet, type SandboxRecord } from './record.ts';
import { NAME_SERVERS, zoneOfName, type SandboxZone } from './zone.ts';

/**
 * What does a name server say about a name and type to a visitor of a line?
 *
 * Of the records of a name, those on the visitor's line count; those on its fathers' lines and at last on
 * `default` only if the line itself has none of that type. A visitor of a line that is served by neither gets
 * an empty answer: that is what happens to a name without a `default` record.
 */
export interface DnsQuestion {
  /** Lower case, no final dot. */
  readonly name: string;
  /** Upper case. */
  readonly type: string;
}

export interface DnsView {
  readonly zones: readonly SandboxZone[];
  readonly set: RecordSet;
  /** The visitor's line, its fathers, `default`. */
  readonly lines: readonly string[];
  /** For weighted answers: evenly spread in [0, 1). */
  readonly chance: () => number;
  /** For the SOA's serial. */
  readonly changedAt: (zone: string) => number;
}

export interface DnsAnswer {
  readonly rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  readonly isAuthoritative: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authorities: readonly DnsRecord[];
}

/** Seconds; also how long resolvers may remember that something does not exist. */
const ZONE_TTL = 600;
const MAX_CNAME_STEPS = 8;
const NOT_TRANSFERRED = new Set(['AXFR', 'IXFR']);

export function answerQuestion(view: DnsView, question: DnsQuestion): DnsAnswer {
  const answers: DnsRecord[] = [];
  let name = question.name;
  for (let step = 0; step < MAX_CNAME_STEPS; step += 1) {
    const zone = zoneOfName(view.zones, name);
    if (zone === null || NOT_TRANSFERRED.has(question.type)) {
      return step === 0 ? REFUSED : { ...EMPTY, answers };
    }
    const found = look(view, zone, name, question.type);
    if (found.delegation.length > 0) {
      return { ...EMPTY, isAuthoritative: step > 0, answers, authorities: found.delegation };
    }
    answers.push(...found.records);
    const [first] = found.records;
    if (first?.type === 'CNAME' && question.type !== 'CNAME' && question.type !== 'ANY') {
      name = first.data.toLowerCase();
      continue;
    }
    const rcode = found.exists ? 'NOERROR' : 'NXDOMAIN';
    const authorities = found.records.length === 0 ? [soa(view, zone)] : [];
    return { rcode, isAuthoritative: true, answers, authorities };
  }
  return { ...EMPTY, answers };
}

const EMPTY: DnsAnswer = { rcode: 'NOERROR', isAuthoritative: true, answers: [], authorities: [] };
const REFUSED: DnsAnswer = { ...EMPTY, rcode: 'REFUSED', isAuthoritative: false };

interface Found {
  readonly exists: boolean;
  readonly records: readonly DnsRecord[];
  /** Name servers of a part of the zone that is hosted elsewhere. */
  readonly delegation: readonly DnsRecord[];
}

function look(view: DnsView, zone: SandboxZone, name: string, type: string): Found {
  const enabled = [...view.set.records.values()].filter((r) => r.zone === zone.name && r.isEnabled);
  const rr = name === zone.name ? '@' : name.slice(0, -zone.name.length - 1);
  const closest = closestName(enabled, rr);
  if (closest.delegatedAt !== null) {
    const at = closest.delegatedAt;
    const servers = pick(view, enabled, at, 'NS').map((r) => dnsRecord(r, `${at}.${zone.name}`));
    if (servers.length > 0) return { exists: true, records: [], delegation: present(servers) };
  }
  const own = closest.source === null ? [] : pick(view, enabled, closest.source, type);
  const records = present(own.map((record) => dnsRecord(record, name)));
  const apex = rr === '@' ? apexRecords(view, zone, type, records) : [];
  return { exists: closest.exists, records: [...records, ...apex], delegation: [] };
}

/** The records of one name and type for the view's line; a CNAME stands for every type. */
function pick(view: DnsView, enabled: readonly SandboxRecord[], rr: string, type: string): SandboxRecord[] {
  const named = enabled.filter((record) => record.rr === rr);
  if (type === 'ANY') {
    const types = new Set(named.map((record) => record.type));
    return [...types].flatMap((each) => pick(view, enabled, rr, each).filter((r) => r.type === each));
  }
  for (const line of view.lines) {
    const onLine = named.filter((record) => record.line === line);
    const alike = onLine.filter((record) => record.type === type);
    if (alike.length > 0) return choose(view, alike);
    const aliases = onLine.filter((record) => record.type === 'CNAME');
    if (aliases.length > 0) return choose(view, aliases);
  }
  return [];
}

/** With weighting one record by its weight; without it all of them, but never two CNAMEs. */
function choose(view: DnsView, alike: SandboxRecord[]): SandboxRecord[] {
  const [first] = alike;
  if (first === undefined) return [];
  if (!view.set.weighted.has(weightKey(first))) return first.type === 'CNAME' ? [first] : alike;
  const total = alike.reduce((sum, record) => sum + record.weight, 0);
  let point = view.chance() * total;
  for (const record of alike) {
    point -= record.weight;
    if (point < 0) return [record];
  }
  return [first];
}

function apexRecords(
  view: DnsView,
  zone: SandboxZone,
  type: string,
  own: readonly DnsRecord[],
): readonly DnsRecord[] {
  const servers = NAME_SERVERS.map((data): DnsRecord => ({
    name: zone.name,
    ttl: ZONE_TTL,
    type: 'NS',
    data,
  }));
  const hasOwnServers = own.some((record) => record.type === 'NS');
  const shown = [...(hasOwnServers ? [] : servers), soa(view, zone)];
  return shown.filter((record) => type === 'ANY' || record.type === type);
}

function soa(view: DnsView, zone: SandboxZone): DnsRecord {
  const changedAt = Math.max(zone.createdAt, view.changedAt(zone.name));
  return {
    name: zone.name,
    ttl: ZONE_TTL,
    type: 'SOA',
    data: {
      mname: NAME_SERVERS[0],
      rname: `hostmaster.${zone.name}`,
      serial: Math.floor(changedAt / 1000) % 2 ** 32,
      refresh: 3600,
      retry: 1200,
      expire: 86_400,
      minimum: ZONE_TTL,
    },
  };
}

function present(records: readonly (DnsRecord | null)[]): DnsRecord[] {
  return records.filter((record) => record !== null);
}
