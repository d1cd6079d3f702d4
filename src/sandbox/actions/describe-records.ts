import { recordsOf, type SandboxRecord } from '../record.ts';
import { invalid, refusal } from '../refusal.ts';
import { ownsZone, requireZone, zoneOfName, type SandboxZone } from '../zone.ts';
import { pageOf, recordOfCall, zoneOfCall, type Action, type ActionCall } from './action.ts';
import { recordFilter } from './record-filter.ts';
import { fullRecordView, recordView } from './record-view.ts';

/** Reads of records: DescribeDomainRecords, DescribeSubDomainRecords, DescribeDomainRecordInfo. */
const LARGEST_ZONE_PAGE = 500;
/** Pages of the provider disagree (100 or 500); the stricter figure keeps callers on the safe side. */
const LARGEST_NAME_PAGE = 100;
const NO_GROUP = '0';

export const describeDomainRecords: Action = {
  isWrite: false,
  run(call) {
    const zone = zoneOfCall(call);
    const fits = recordFilter(call.parameters);
    const isGrouped = call.parameters.text('GroupId') === NO_GROUP;
    const found = isGrouped ? [] : recordsOf(call.seen, zone.name).filter(fits);
    const page = pageOf(call, inWantedOrder(call, found), LARGEST_ZONE_PAGE);
    const listed = page.items.map((record) => fullRecordView(call.seen, record));
    return { body: { ...page.fields, DomainRecords: { Record: listed } } };
  },
};

export const describeSubDomainRecords: Action = {
  isWrite: false,
  run(call) {
    const { zone, rr } = splitSubDomain(call);
    const type = call.parameters.text('Type')?.toUpperCase() ?? null;
    const line = call.parameters.text('Line')?.toLowerCase() ?? null;
    const found = recordsOf(call.seen, zone.name).filter(
      (record) =>
        record.rr === rr &&
        (type === null || record.type === type) &&
        (line === null || record.line === line),
    );
    const page = pageOf(call, found, LARGEST_NAME_PAGE);
    const listed = page.items.map((record) => recordView(call.seen, record));
    return { body: { ...page.fields, DomainRecords: { Record: listed } } };
  },
};

export const describeDomainRecordInfo: Action = {
  isWrite: false,
  run(call) {
    const { record, zone } = recordOfCall(call);
    const view = new Map(Object.entries(recordView(call.seen, record)));
    // The only view of a record without its weight.
    view.delete('Weight');
    return { body: { ...Object.fromEntries(view), DomainId: zone.id, PunyCode: zone.name } };
  },
};

/** Newest first unless asked otherwise. */
function inWantedOrder(call: ActionCall, records: readonly SandboxRecord[]): readonly SandboxRecord[] {
  const direction = call.parameters.text('Direction')?.toUpperCase() ?? 'DESC';
  if (direction !== 'ASC' && direction !== 'DESC') throw invalid('Direction');
  return direction === 'ASC' ? records.toReversed() : records;
}

function splitSubDomain(call: ActionCall): { zone: SandboxZone; rr: string } {
  const name = call.parameters.required('SubDomain').toLowerCase().replace(/\.$/, '');
  const domain = call.parameters.text('DomainName');
  const zone = domain === null ? zoneOfName(call.zones, name) : requireZone(call.zones, domain, call.keyId);
  if (zone === null) throw refusal('InvalidDomainName.NoExist');
  if (!ownsZone(zone, call.keyId)) throw refusal('IncorrectDomainUser');
  if (name === zone.name) return { zone, rr: '@' };
  if (!name.endsWith(`.${zone.name}`)) throw invalid('SubDomain');
  return { zone, rr: name.slice(0, -zone.name.length - 1) };
}
