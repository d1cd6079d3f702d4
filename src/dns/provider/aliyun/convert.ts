// Answers: what do Alidns' records mean in our words? Pure. What is not as expected fails loudly here,
// because a record that is misread is a record that is miswritten.
import { LINES, type Line } from '../../../model/line.ts';
import type { NewRecord, ZoneLimits, ZoneRecord } from '../provider.ts';
import { LINE_CODES, MIN_TTL_BY_EDITION, DEFAULT_TTL } from './limits.ts';

/** A body as parsed: a null prototype, numbers of more than 15 digits as objects. */
export type Body = Readonly<Record<string, unknown>>;

/** The answer is not what the documentation promises. Names the key, never shows the value. */
export class UnexpectedShape extends Error {
  constructor(key: string, expected: string) {
    super(`${key}: ${expected} expected`);
    this.name = 'UnexpectedShape';
  }
}

export interface RecordPage {
  readonly total: number;
  /** Records per page, as the service understood it. */
  readonly pageSize: number;
  readonly records: readonly ZoneRecord[];
}

export function toPage(body: Body): RecordPage {
  const list = objectAt(body, 'DomainRecords')['Record'];
  if (!Array.isArray(list)) throw new UnexpectedShape('DomainRecords.Record', 'a list');
  return {
    total: countAt(body, 'TotalCount'),
    pageSize: countAt(body, 'PageSize'),
    records: list.map((entry: unknown, index) => {
      if (!isBody(entry)) throw new UnexpectedShape(`DomainRecords.Record[${index}]`, 'an object');
      return toRecord(entry);
    }),
  };
}

export function toRecord(entry: Body): ZoneRecord {
  const lineCode = textAt(entry, 'Line');
  return {
    id: idAt(entry, 'RecordId'),
    rr: textAt(entry, 'RR').toLowerCase(),
    type: textAt(entry, 'Type').toUpperCase(),
    lineCode,
    line: lineOf(lineCode),
    value: textAt(entry, 'Value'),
    ttl: countAt(entry, 'TTL'),
    enabled: isEnabled(textAt(entry, 'Status')),
    locked: flagAt(entry, 'Locked'),
    updatedAt: optional(entry, 'UpdateTimestamp', countAt),
    remark: optional(entry, 'Remark', textAt),
    weight: optional(entry, 'Weight', countAt),
  };
}

/** Parameters of UpdateDomainRecord: a full replace, so everything but the value goes back as it was read. */
export function toUpdate(record: ZoneRecord, value: string): Record<string, string | number> {
  return {
    RecordId: record.id,
    RR: record.rr,
    Type: record.type,
    Value: value,
    Line: record.lineCode,
    TTL: record.ttl,
  };
}

/** Parameters of AddDomainRecord, which knows no remark. */
export function toAddition(zone: string, record: NewRecord, ttl: number): Record<string, string | number> {
  return {
    DomainName: zone,
    RR: record.rr,
    Type: record.type,
    Value: record.value,
    Line: LINE_CODES[record.line],
    TTL: ttl,
  };
}

/** What DescribeDomainInfo says with details on. The six basic lines are part of every edition. */
export function toLimits(body: Body): ZoneLimits {
  const edition = optional(body, 'VersionCode', textAt) ?? '';
  const minTtl = optional(body, 'MinTtl', countAt) ?? MIN_TTL_BY_EDITION[edition] ?? DEFAULT_TTL;
  const codes = lineCodesOf(body);
  return { minTtl, lines: LINES.filter((line) => codes === null || codes.has(LINE_CODES[line])) };
}

export function lineOf(code: string): Line | null {
  return LINES.find((line) => LINE_CODES[line] === code) ?? null;
}

/** The id that a write answers with. */
export function idAt(body: Body, key: string): string {
  const raw = body[key];
  // Ids are text on the wire; a number would have lost digits already, unless it became a BigNumber.
  const id = typeof raw === 'string' ? raw : isBigNumber(raw) ? raw.toFixed() : '';
  if (!/^\w{1,64}$/.test(id)) throw new UnexpectedShape(key, 'an id as text');
  return id;
}

export function textAt(body: Body, key: string): string {
  const value = body[key];
  if (typeof value !== 'string') throw new UnexpectedShape(key, 'a text');
  return value;
}

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lineCodesOf(body: Body): ReadonlySet<string> | null {
  const wrapper = body['RecordLines'];
  const list = isBody(wrapper) ? wrapper['RecordLine'] : undefined;
  if (!Array.isArray(list) || list.length === 0) return null;
  return new Set(list.map((entry: unknown) => (isBody(entry) ? textAt(entry, 'LineCode') : '')));
}

function objectAt(body: Body, key: string): Body {
  const value = body[key];
  if (!isBody(value)) throw new UnexpectedShape(key, 'an object');
  return value;
}

/** Numbers are numbers in most answers and text in some. */
function countAt(body: Body, key: string): number {
  const raw = body[key];
  const value = typeof raw === 'string' && /^\d{1,15}$/.test(raw) ? Number(raw) : raw;
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new UnexpectedShape(key, 'a whole number');
  }
  return value;
}

function flagAt(body: Body, key: string): boolean {
  const value = body[key];
  if (typeof value !== 'boolean') throw new UnexpectedShape(key, 'true or false');
  return value;
}

/**
 * The pages print `Enable`, real answers hold `ENABLE`. Any other word counts as not enabled: such a record
 * is left alone, and one strange record does not make the whole zone unreadable.
 */
function isEnabled(status: string): boolean {
  return status.toLowerCase() === 'enable';
}

/** What json-bigint makes of integers of more than 15 digits. */
function isBigNumber(value: unknown): value is { toFixed(): string } {
  return isBody(value) && typeof value['toFixed'] === 'function';
}

function optional<T>(body: Body, key: string, read: (body: Body, key: string) => T): T | null {
  return body[key] === undefined || body[key] === null ? null : read(body, key);
}
