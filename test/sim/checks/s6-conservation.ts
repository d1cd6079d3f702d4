/**
 * S6: conservation. Nodes make and delete no managed record and change nothing of one but its value; everything else
 * in the zone stays as it is, to the letter; there are no more witness records than members there ever were. What a
 * hand does in the zone is nobody's fault.
 */
import type { ZoneRecord } from '../../../src/dns/provider/provider.ts';
import type { CreateCheck } from './check.ts';
import { isManaged } from './order.ts';
import { seconds } from './evidence.ts';

export const conservation: CreateCheck = ({ world, ledger, report }) => {
  const members = new Set<string>();
  let noted: unknown = null;
  /** What was managed may be written by a node that does not know better yet, also where a hand made it anew. */
  const wasManaged = new Set<string>();
  const noteEdition = (): void => {
    if (noted === ledger.newest) return;
    noted = ledger.newest;
    for (const { id } of ledger.newest.members) members.add(id);
  };
  const isOurs = (zone: string, { rr, type, line }: ZoneRecord): boolean => {
    const key = `${zone}|${rr}|${type}|${String(line)}`;
    if (wasManaged.has(key)) return true;
    const isIt = line !== null && isManaged(key, ledger.newest);
    if (isIt) wasManaged.add(key);
    return isIt;
  };
  for (const zone of new Set(ledger.newest.services.map((service) => service.zone))) {
    for (const record of world.dns.list(zone)) isOurs(zone, record);
  }
  return {
    promise: 'S6',
    onChange: ({ zone, client, before, after }) => {
      noteEdition();
      if (client === null) return;
      const what = `${seconds(world.time.now)} ${client} ${(before ?? after)?.rr ?? ''} ${(before ?? after)?.type ?? ''}`;
      if (after === null) {
        report(`${what}: deleted`);
        return;
      }
      const isWitness = after.type === 'TXT' && after.rr.startsWith('_cocoa-');
      if (before === null) {
        if (!isWitness) report(`${what}: added`);
        const count = world.dns.list(zone).filter(({ rr }) => rr.startsWith('_cocoa-')).length;
        if (count > members.size) report(`${what}: ${count} witness records of ${members.size} nodes`);
        return;
      }
      if (!isWitness && !isOurs(zone, before)) report(`${what}: changed, and none of ours`);
      if (rest(before, isWitness) !== rest(after, isWitness)) {
        report(`${what}: more than the value was changed`, JSON.stringify(before), JSON.stringify(after));
      }
      if (!before.enabled || before.locked) report(`${what}: changed, though disabled or locked`);
    },
  };
};

/** All but the value and its date; what is remarked on a witness record is its writer's business. */
function rest(record: ZoneRecord, isWitness: boolean): string {
  const others = { ...record, value: '', updatedAt: null };
  return JSON.stringify(isWitness ? { ...others, remark: null } : others);
}
