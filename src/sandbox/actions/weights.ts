import { editionLimits } from '../edition.ts';
import { isWildcard } from '../host-record.ts';
import { fullName, recordsOf, weightKey, type SandboxRecord } from '../record.ts';
import { invalid, refusal } from '../refusal.ts';
import { requireZone, zoneOfName, type SandboxZone } from '../zone.ts';
import { pageOf, recordOfCall, refuseLocked, zoneOfCall, type Action, type ActionCall } from './action.ts';

/** Weighted answers: the switch per name, type and line, the weight of a record, and the listing of both. */
const WEIGHTED_TYPES = new Set(['A', 'AAAA', 'CNAME']);
const LARGEST_PAGE = 100;

export const setDnsSlbStatus: Action = {
  isWrite: true,
  run(call) {
    const { zone, rr } = subDomainOf(call);
    const isOn = call.parameters.flag('Open', true);
    const type = call.parameters.text('Type')?.toUpperCase() ?? 'A';
    if (!WEIGHTED_TYPES.has(type)) throw invalid('Type');
    const line = call.parameters.text('Line')?.toLowerCase() ?? null;
    const named = recordsOf(call.seen, zone.name).filter(
      (record) => record.rr === rr && record.type === type && (line === null || record.line === line),
    );
    if (named.length === 0) throw refusal('InvalidRR.NoExist');
    if (isWildcard(rr)) throw refusal('PanDomainRecord');
    const usable = named.filter((record) => record.isEnabled && !record.isLocked);
    const keys = new Set(usable.map(weightKey));
    for (const key of keys) {
      const count = usable.filter((record) => weightKey(record) === key).length;
      if (isOn && count > editionLimits(zone.edition).weightedRecords) throw refusal('QuotaExceeded.Record');
    }
    // Switching on begins with 1:1, whatever the weights were before.
    const reset = isOn ? usable.filter((record) => record.weight !== 1) : [];
    return {
      body: { Open: isOn, RecordCount: usable.length },
      operation: 'WEIGHT',
      changes: reset.map((before) => ({ before, after: { ...before, weight: 1, updatedAt: call.now } })),
      switches: [...keys].filter((key) => call.seen.weighted.has(key) !== isOn).map((key) => ({ key, isOn })),
    };
  },
};

export const updateDnsSlbWeight: Action = {
  isWrite: true,
  run(call) {
    call.parameters.required('RecordId');
    const given = call.parameters.required('Weight');
    const weight = /^\d{1,3}$/.test(given) ? Number(given) : 0;
    if (weight < 1 || weight > 100) throw refusal('InvalidWeigth');
    const { record } = recordOfCall(call);
    if (isWildcard(record.rr)) throw refusal('PanDomainRecord');
    refuseLocked(record);
    if (!record.isEnabled) throw refusal('DomainRecordDisable');
    if (!call.seen.weighted.has(weightKey(record))) throw refusal('DisableDNSSLB');
    const after = { ...record, weight, updatedAt: call.now };
    return {
      body: { RecordId: record.id, Weight: weight },
      operation: 'WEIGHT',
      changes: [{ before: record, after }],
    };
  },
};

export const describeDnsSlbSubDomains: Action = {
  isWrite: false,
  run(call) {
    const zone = zoneOfCall(call);
    const rr = call.parameters.text('Rr')?.toLowerCase() ?? null;
    const groups = new Map<string, SandboxRecord[]>();
    for (const record of recordsOf(call.seen, zone.name)) {
      const isListed = WEIGHTED_TYPES.has(record.type) && (rr === null || record.rr === rr);
      if (!isListed) continue;
      const key = `${record.rr} ${record.type}`;
      groups.set(key, [...(groups.get(key) ?? []), record]);
    }
    const several = [...groups.values()].filter(
      (group) => group.length > 1 || group.some((record) => call.seen.weighted.has(weightKey(record))),
    );
    const page = pageOf(call, several, LARGEST_PAGE);
    const listed = page.items.map((group) => subDomainView(call, group));
    return { body: { ...page.fields, SlbSubDomains: { SlbSubDomain: listed } } };
  },
};

function subDomainView(call: ActionCall, group: readonly SandboxRecord[]): Record<string, unknown> {
  const isOn = (record: SandboxRecord): boolean => call.seen.weighted.has(weightKey(record));
  const lines = new Map(group.map((record) => [record.line, isOn(record)]));
  const [first] = group;
  return {
    SubDomain: first === undefined ? '' : fullName(first),
    Type: first?.type,
    Open: group.some(isOn),
    RecordCount: group.length,
    LineAlgorithms: { LineAlgorithm: [...lines].map(([Line, Open]) => ({ Line, Open })) },
  };
}

/** The zone itself is written `@.example.com` here. */
function subDomainOf(call: ActionCall): { zone: SandboxZone; rr: string } {
  const name = call.parameters.required('SubDomain').toLowerCase();
  const domain = call.parameters.text('DomainName') ?? zoneOfName(call.zones, name)?.name ?? null;
  if (domain === null) throw refusal('InvalidDomainName.NoExist');
  const zone = requireZone(call.zones, domain, call.keyId);
  if (!name.endsWith(`.${zone.name}`)) throw invalid('SubDomain');
  return { zone, rr: name.slice(0, -zone.name.length - 1) };
}
