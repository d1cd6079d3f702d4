import { checkAmongOthers, checkRecord, type RecordWish } from '../record-rules.ts';
import { recordsOf, type RecordChange, type SandboxRecord } from '../record.ts';
import { invalid } from '../refusal.ts';
import type { SandboxZone } from '../zone.ts';
import { recordOfCall, refuseLocked, zoneOfCall, type Action, type ActionCall } from './action.ts';

/** Writes: add, update, remark, status and the two ways to delete. */
const MAX_REMARK_CHARACTERS = 50;

export const addDomainRecord: Action = {
  isWrite: true,
  run(call) {
    const wish = wishOf(call);
    const zone = zoneOfCall(call);
    const facts = checkRecord(zone, wish);
    checkAmongOthers(zone, facts, recordsOf(call.seen, zone.name), null);
    const after: SandboxRecord = {
      id: call.newId(),
      zone: zone.name,
      ...facts,
      isEnabled: true,
      isLocked: false,
      weight: 1,
      remark: null,
      createdAt: call.now,
      updatedAt: call.now,
    };
    return { body: { RecordId: after.id }, operation: 'ADD', changes: [{ before: null, after }] };
  },
};

/** A full replace of host record, type, value, line, TTL and priority; status, weight and remark stay. */
export const updateDomainRecord: Action = {
  isWrite: true,
  run(call) {
    call.parameters.required('RecordId');
    const wish = wishOf(call);
    const { record, zone } = recordOfCall(call);
    const facts = checkRecord(zone, wish);
    refuseLocked(record);
    checkAmongOthers(zone, facts, recordsOf(call.seen, zone.name), record);
    const after = { ...record, ...facts, updatedAt: call.now };
    return { body: { RecordId: record.id }, operation: 'UPDATE', changes: [{ before: record, after }] };
  },
};

export const updateDomainRecordRemark: Action = {
  isWrite: true,
  run(call) {
    const { record } = recordOfCall(call);
    const remark = call.parameters.text('Remark');
    if (remark !== null && remark.length > MAX_REMARK_CHARACTERS) throw invalid('Remark');
    refuseLocked(record);
    const after = { ...record, remark, updatedAt: call.now };
    return { body: {}, operation: 'REMARK', changes: [{ before: record, after }] };
  },
};

export const setDomainRecordStatus: Action = {
  isWrite: true,
  run(call) {
    call.parameters.required('RecordId');
    const status = call.parameters.required('Status').toLowerCase();
    if (status !== 'enable' && status !== 'disable') throw invalid('Status');
    const { record } = recordOfCall(call);
    refuseLocked(record);
    const isEnabled = status === 'enable';
    const body = { RecordId: record.id, Status: isEnabled ? 'Enable' : 'Disable' };
    if (record.isEnabled === isEnabled) return { body };
    const after = { ...record, isEnabled, updatedAt: call.now };
    return { body, operation: isEnabled ? 'ENABLE' : 'PAUSE', changes: [{ before: record, after }] };
  },
};

export const deleteDomainRecord: Action = {
  isWrite: true,
  run(call) {
    const { record } = recordOfCall(call);
    refuseLocked(record);
    return {
      body: { RecordId: record.id },
      operation: 'DEL',
      changes: [{ before: record, after: null }],
    };
  },
};

/** Deletes a name on all lines, except locked records. */
export const deleteSubDomainRecords: Action = {
  isWrite: true,
  run(call) {
    call.parameters.required('DomainName');
    const rr = call.parameters.required('RR').toLowerCase();
    const type = call.parameters.text('Type')?.toUpperCase() ?? null;
    const changes = deletions(call, zoneOfCall(call), rr, type);
    return { body: { RR: rr, TotalCount: String(changes.length) }, operation: 'DEL', changes };
  },
};

function deletions(call: ActionCall, zone: SandboxZone, rr: string, type: string | null): RecordChange[] {
  return recordsOf(call.seen, zone.name)
    .filter((record) => record.rr === rr && (type === null || record.type === type) && !record.isLocked)
    .map((before) => ({ before, after: null }));
}

function wishOf(call: ActionCall): RecordWish {
  const { parameters } = call;
  return {
    rr: parameters.required('RR'),
    type: parameters.required('Type'),
    value: parameters.required('Value'),
    line: parameters.text('Line'),
    ttl: parameters.text('TTL'),
    priority: parameters.text('Priority'),
  };
}
