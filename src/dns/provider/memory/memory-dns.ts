// Answers: what does the DNS service hold, what did it hold a while ago, and what does it refuse?
//
// The service behind any number of MemoryProviders, as the nodes of a cluster share one. Stricter than any
// vendor: what it lets pass, none will refuse.
import { isIPv4, isIPv6 } from 'node:net';
import { LINES, type Line } from '../../../model/line.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { NewRecord, ZoneLimits, ZoneRecord } from '../provider.ts';

export interface MemoryDnsOptions {
  /** The service's own clock: it dates records by `wallMs`, which no node needs to share. */
  readonly clock: Clock;
  /** Zones in lower case. */
  readonly zones: readonly string[];
  /** Least TTL in seconds; 600 unless given. */
  readonly minTtl?: number;
  /** Lines of the zones' plan; all of ours unless given. */
  readonly lines?: readonly Line[];
  /** The service's word for a line of ours; our own unless given. */
  readonly lineCode?: (line: Line) => string;
  /** Told of every change after it was made: whose it was, null for a hand edit. */
  readonly onChange?: (change: MemoryChange) => void;
}

export interface MemoryChange {
  readonly at: number;
  readonly zone: string;
  readonly client: string | null;
  readonly before: ZoneRecord | null;
  readonly after: ZoneRecord | null;
}

/** What the service refuses a write with. `Same`: it is so already. */
export class Refusal extends Error {
  readonly code: string;
  readonly isSame: boolean;

  constructor(code: string, isSame = false) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.isSame = isSame;
  }
}

interface Zone {
  /** By id, in the order of making. */
  readonly records: Map<string, ZoneRecord>;
  /** Oldest first: what undoing needs. */
  readonly history: { readonly changedAt: number; readonly change: MemoryChange }[];
  /** All records as they stand, for as long as none changes; null: not asked for since. */
  listed: readonly ZoneRecord[] | null;
}

/** How far back a stale read can look. */
const HISTORY_MS = 900_000;
const MAX_TTL = 86_400;
/** Beyond 2^53, so that an id that goes through a number anywhere shows. */
const FIRST_ID = 9_007_199_254_740_993n;

export class MemoryDns {
  readonly #options: MemoryDnsOptions;
  readonly #zones: ReadonlyMap<string, Zone>;
  #made = 0n;

  constructor(options: MemoryDnsOptions) {
    this.#options = options;
    this.#zones = new Map(
      options.zones.map((zone) => [zone, { records: new Map(), history: [], listed: null }]),
    );
  }

  /** The service's clock, ms since 1970. */
  now(): number {
    return this.#options.clock.wallMs();
  }

  limits(zone: string): ZoneLimits {
    this.#zone(zone);
    return { minTtl: this.#options.minTtl ?? 600, lines: this.#options.lines ?? LINES };
  }

  /** All records as they stood `stalenessMs` ago, oldest first. The same list while nothing changes. */
  list(zone: string, stalenessMs = 0): readonly ZoneRecord[] {
    const found = this.#zone(zone);
    const { records, history } = found;
    const since = this.#options.clock.monotonicMs() - stalenessMs;
    if (stalenessMs <= 0 || (history.at(-1)?.changedAt ?? since) <= since) {
      found.listed ??= [...records.values()];
      return found.listed;
    }
    const picture = new Map(records);
    for (let place = history.length - 1; place >= 0; place -= 1) {
      const undone = history[place];
      if (undone === undefined || undone.changedAt <= since) break;
      const { before, after } = undone.change;
      if (after !== null) picture.delete(after.id);
      if (before !== null) picture.set(before.id, before);
    }
    return [...picture.values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
  }

  /** A record and its zone by the record's id alone; null: there is none. */
  find(id: string): { readonly zone: string; readonly record: ZoneRecord } | null {
    for (const [zone, { records }] of this.#zones) {
      const record = records.get(id);
      if (record !== undefined) return { zone, record };
    }
    return null;
  }

  /** Throws a `Refusal`. Replaces everything with what the client read, as vendors do. */
  update(client: string | null, zone: string, read: ZoneRecord, value: string): void {
    const { records } = this.#zone(zone);
    const before = records.get(read.id);
    if (before === undefined) throw new Refusal('DomainRecordNotBelongToUser');
    if (before.locked) throw new Refusal('DomainRecordLocked');
    // Vendors permit it; a program that leaves disabled records alone will never notice the difference.
    if (!before.enabled) throw new Refusal('DomainRecordDisable');
    const after: ZoneRecord = {
      ...before,
      ...{ rr: read.rr, type: read.type, lineCode: read.lineCode, line: read.line, ttl: read.ttl },
      value,
      updatedAt: this.now(),
    };
    this.#check(zone, after);
    if (after.value === before.value && after.ttl === before.ttl && isAtSamePlace(after, before)) {
      throw new Refusal('DomainRecordDuplicate', true);
    }
    this.#change(zone, client, before, after);
  }

  /** Throws a `Refusal`. Answers the new record's id. */
  add(client: string | null, zone: string, wanted: NewRecord): string {
    const limits = this.limits(zone);
    if (!limits.lines.includes(wanted.line)) throw new Refusal('InvalidLine');
    this.#made += 1n;
    const record: ZoneRecord = {
      id: String(FIRST_ID + this.#made),
      rr: wanted.rr,
      type: wanted.type,
      lineCode: this.#options.lineCode?.(wanted.line) ?? wanted.line,
      line: wanted.line,
      value: wanted.value,
      ttl: wanted.ttl ?? Math.min(600, limits.minTtl),
      enabled: true,
      locked: false,
      updatedAt: this.now(),
      remark: wanted.remark,
      weight: 1,
    };
    this.#check(zone, record);
    this.#change(zone, client, null, record);
    return record.id;
  }

  /** Throws a `Refusal`. null removes the remark. */
  setRemark(client: string | null, zone: string, id: string, remark: string | null): void {
    const before = this.#zone(zone).records.get(id);
    if (before === undefined) throw new Refusal('DomainRecordNotBelongToUser');
    if (before.locked) throw new Refusal('DomainRecordLocked');
    this.#change(zone, client, before, { ...before, remark, updatedAt: this.now() });
  }

  /** Throws a `Refusal` when the record is locked; one that is gone is fine. */
  remove(client: string | null, zone: string, id: string): void {
    const before = this.#zone(zone).records.get(id);
    if (before === undefined) return;
    if (before.locked) throw new Refusal('DomainRecordLocked');
    this.#change(zone, client, before, null);
  }

  /** What a person does in the vendor's console: no rule but that the record exists. */
  editByHand(zone: string, id: string, patch: Partial<Omit<ZoneRecord, 'id'>>): void {
    const before = this.#zone(zone).records.get(id);
    if (before === undefined) throw new Refusal('DomainRecordNotBelongToUser');
    this.#change(zone, null, before, { ...before, updatedAt: this.now(), ...patch });
  }

  /** Makes a record with every property at the caller's will, e.g. of a line that is not ours. */
  addByHand(zone: string, record: Omit<ZoneRecord, 'id' | 'updatedAt'>): string {
    this.#zone(zone);
    this.#made += 1n;
    const id = String(FIRST_ID + this.#made);
    this.#change(zone, null, null, { ...record, id, updatedAt: this.now() });
    return id;
  }

  removeByHand(zone: string, id: string): void {
    const before = this.#zone(zone).records.get(id);
    if (before !== undefined) this.#change(zone, null, before, null);
  }

  #zone(name: string): Zone {
    const zone = this.#zones.get(name);
    if (zone === undefined) throw new Refusal('InvalidDomainName.NoExist');
    return zone;
  }

  #check(zone: string, record: ZoneRecord): void {
    if (record.rr === '' || record.rr !== record.rr.toLowerCase())
      throw new Refusal('SubDomainInvalid.Value');
    if (record.type !== record.type.toUpperCase()) throw new Refusal('InvalidType');
    if (!isFitting(record)) throw new Refusal('SubDomainInvalid.Value');
    const { minTtl } = this.limits(zone);
    if (record.ttl < minTtl || record.ttl > MAX_TTL) throw new Refusal('QuotaExceeded.TTL');
    for (const other of this.#zone(zone).records.values()) {
      if (other.id === record.id || other.rr !== record.rr || other.lineCode !== record.lineCode) continue;
      if (other.type === record.type && other.value === record.value) {
        throw new Refusal('DomainRecordDuplicate', true);
      }
      if ((other.type === 'CNAME') !== (record.type === 'CNAME')) throw new Refusal('DomainRecordConflict');
    }
  }

  #change(zone: string, client: string | null, before: ZoneRecord | null, after: ZoneRecord | null): void {
    const changed = this.#zone(zone);
    const { records, history } = changed;
    changed.listed = null;
    if (after !== null) records.set(after.id, after);
    else if (before !== null) records.delete(before.id);
    const change: MemoryChange = { at: this.now(), zone, client, before, after };
    const changedAt = this.#options.clock.monotonicMs();
    history.push({ changedAt, change });
    while ((history[0]?.changedAt ?? changedAt) < changedAt - HISTORY_MS) history.shift();
    this.#options.onChange?.(change);
  }
}

function isAtSamePlace(a: ZoneRecord, b: ZoneRecord): boolean {
  return a.rr === b.rr && a.type === b.type && a.lineCode === b.lineCode;
}

function isFitting({ type, value }: ZoneRecord): boolean {
  if (type === 'A') return isIPv4(value);
  if (type === 'AAAA') return isIPv6(value);
  if (type === 'TXT') return value !== '' && value.length <= 511 && !value.includes('"');
  return value !== '';
}
