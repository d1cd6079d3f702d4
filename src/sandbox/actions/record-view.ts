import { weightKey, type RecordSet, type SandboxRecord } from '../record.ts';

/** How does a record look in a listing? DescribeDomainRecords adds three members to what is common. */
export function recordView(set: RecordSet, record: SandboxRecord): Record<string, unknown> {
  const isWeighted = set.weighted.has(weightKey(record));
  return {
    RR: record.rr,
    Line: record.line,
    Status: record.isEnabled ? 'ENABLE' : 'DISABLE',
    Locked: record.isLocked,
    Type: record.type,
    DomainName: record.zone,
    Value: record.value,
    RecordId: record.id,
    TTL: record.ttl,
    Weight: isWeighted ? record.weight : 1,
    ...(record.priority === null ? {} : { Priority: record.priority }),
    ...(record.remark === null ? {} : { Remark: record.remark }),
  };
}

export function fullRecordView(set: RecordSet, record: SandboxRecord): Record<string, unknown> {
  return {
    ...recordView(set, record),
    LbaStatus: set.weighted.has(weightKey(record)),
    CreateTimestamp: record.createdAt,
    UpdateTimestamp: record.updatedAt,
  };
}
