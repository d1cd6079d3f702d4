/** The answers of the simulated Alidns as JSON text, in the service's own words. */
import { LINE_CODES } from '../../../src/dns/provider/aliyun/limits.ts';
import type { ZoneLimits, ZoneRecord } from '../../../src/dns/provider/provider.ts';
import { refusal } from '../../../src/sandbox/refusal.ts';

export interface Page {
  readonly zone: string;
  /** All records of the zone, oldest first; the answer has the newest first, as the service does. */
  readonly records: readonly ZoneRecord[];
  readonly number: number;
  readonly size: number;
  /** What is missing at the end, and what TotalCount says. */
  readonly missing: number;
  readonly total: number;
}

// Records are never changed in place, and a list stays the same while nothing changes: their text can be kept.
const recordTexts = new WeakMap<ZoneRecord, string>();
const listTexts = new WeakMap<readonly ZoneRecord[], string>();

export function pageBody(requestId: string, page: Page): string {
  const { number, size, total } = page;
  const head = `{"TotalCount":${total},"PageSize":${size},"RequestId":"${requestId}","PageNumber":${number}`;
  return `${head},"DomainRecords":{"Record":[${isWhole(page) ? wholeText(page) : partText(page)}]}}`;
}

export function limitsBody(requestId: string, zone: string, { minTtl, lines }: ZoneLimits): string {
  return JSON.stringify({
    RequestId: requestId,
    DomainName: zone,
    PunyCode: zone,
    VersionCode: 'mianfei',
    MinTtl: minTtl,
    LineType: 'region_province',
    RecordLines: {
      RecordLine: lines.map((line) => ({
        LineCode: LINE_CODES[line],
        LineName: line,
        LineDisplayName: line,
      })),
    },
  });
}

/** The answer to a write; of a remark without the record's id. */
export function writtenBody(requestId: string, recordId: string | null): string {
  return JSON.stringify({ RequestId: requestId, ...(recordId === null ? {} : { RecordId: recordId }) });
}

export function refusalBody(requestId: string, code: string): string {
  return JSON.stringify({
    RequestId: requestId,
    HostId: 'alidns.aliyuncs.com',
    Code: code,
    Message: refusal(code).message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Alidns&requestId=${requestId}`,
  });
}

function isWhole({ records, number, size, missing }: Page): boolean {
  return number === 1 && missing === 0 && records.length <= size;
}

function wholeText(page: Page): string {
  const kept = listTexts.get(page.records);
  if (kept !== undefined) return kept;
  const written = partText(page);
  listTexts.set(page.records, written);
  return written;
}

function partText({ zone, records, number, size, missing }: Page): string {
  const end = Math.max(0, records.length - missing);
  const newestFirst = records.toReversed().slice(0, end);
  return newestFirst
    .slice((number - 1) * size, number * size)
    .map((record) => recordText(zone, record))
    .join(',');
}

function recordText(zone: string, record: ZoneRecord): string {
  const kept = recordTexts.get(record);
  if (kept !== undefined) return kept;
  const written = JSON.stringify({
    RR: record.rr,
    Line: record.lineCode,
    Status: record.enabled ? 'ENABLE' : 'DISABLE',
    Locked: record.locked,
    Type: record.type,
    DomainName: zone,
    Value: record.value,
    RecordId: record.id,
    TTL: record.ttl,
    ...(record.type === 'MX' ? { Priority: 10 } : {}),
    ...(record.weight === null ? {} : { Weight: record.weight }),
    ...(record.remark === null ? {} : { Remark: record.remark }),
    LbaStatus: false,
    ...(record.updatedAt === null ? {} : { UpdateTimestamp: record.updatedAt }),
  });
  recordTexts.set(record, written);
  return written;
}
