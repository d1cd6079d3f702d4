/** Records as a provider lists them. */
import type { ZoneRecord } from '../../src/dns/provider/provider.ts';

/** An enabled A record `www` on the line of China Unicom. */
export function aRecord(differing: Partial<ZoneRecord> = {}): ZoneRecord {
  return {
    id: '9007199254740993',
    rr: 'www',
    type: 'A',
    lineCode: 'unicom',
    line: 'china-unicom',
    value: '47.92.0.2',
    ttl: 600,
    enabled: true,
    locked: false,
    updatedAt: 5_000,
    remark: null,
    weight: 1,
    ...differing,
  };
}
