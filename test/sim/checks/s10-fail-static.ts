/**
 * S10: fail static. Nobody takes pages that do not add up to their total for a listing, nobody writes without one that
 * it got in this life and that can be true, and nobody writes a cell for which it is no candidate or is itself not
 * fit: where there is doubt, or nobody, the records stay.
 */
import type { ZoneReading } from '../../../src/dns/provider/provider.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import type { CreateCheck } from './check.ts';
import { name, seconds } from './evidence.ts';
import { isManaged, successionOf } from './order.ts';

const LEAST_SHARE = 0.7;
/** A picture that stays the same for so long is believed in the end. */
const BELIEVED_AFTER_MS = 10 * 60_000;

interface Believed {
  readonly process: unknown;
  /** Record id by cell; null: none believed yet. */
  readonly ids: ReadonlyMap<string, string> | null;
  readonly doubtedSince: number | null;
}

export const failStatic: CreateCheck = ({ world, truth, ledger, report }) => {
  const pictures = new Map<string, Believed>();
  /** Nodes whose newest answer lacked records that its total counts. */
  const inPart = new Set<string>();
  const shown = (zone: string, { records }: ZoneReading, edition: Configuration): Map<string, string> => {
    const ids = new Map<string, string>();
    for (const { id, rr, type, line } of records) {
      if (type !== 'A' && type !== 'AAAA') continue;
      const key = `${zone}|${rr}|${type}|${String(line)}`;
      if (isManaged(key, edition)) ids.set(key, id);
    }
    return ids;
  };
  return {
    promise: 'S10',
    onReading: (node, zone, reading) => {
      // A check of the zone may be under way beside the round's reading: the one may be whole, the other not.
      const isPart = reading.records.length < world.dns.list(zone).length;
      if (inPart.has(node) && isPart && !world.cloned.has(node))
        report(`${seconds(world.time.now)} ${node} takes a part of ${zone} for the whole`);
      const place = `${node} ${zone}`;
      const process = truth.lastProcess(node);
      const before = pictures.get(place);
      const last = before?.process === process ? before : undefined;
      // What the node itself manages by now; the newest edition of all may be another.
      const edition = process?.state.cluster.configuration ?? ledger.newest;
      const ids = shown(zone, reading, edition);
      const { now } = world.time;
      const doubtedSince = last?.doubtedSince ?? now;
      const kept = [...(last?.ids ?? [])].filter(([key]) => isManaged(key, edition));
      const isTrue = canBeTrue(new Map(kept), ids) || now - doubtedSince >= BELIEVED_AFTER_MS;
      pictures.set(
        place,
        isTrue ? { process, ids, doubtedSince: null } : { process, ids: last?.ids ?? null, doubtedSince },
      );
    },
    onCall: (node, { action, recordId, value }, befallen) => {
      if (action === 'readZone') {
        if ((befallen?.missing ?? 0) > 0 && befallen?.isTotalShrunk !== true) inPart.add(node);
        else inPart.delete(node);
      }
      const cell = action === 'updateValue' ? ledger.cells.get(recordId ?? '') : undefined;
      if (cell === undefined || world.cloned.has(node)) return;
      const what = `${seconds(world.time.now)} ${node} ${cell.key}: sends ${String(value)}`;
      const [zone = ''] = cell.key.split('|');
      const picture = pictures.get(`${node} ${zone}`);
      if (picture?.process !== truth.lastProcess(node))
        report(`${what} without having read ${zone} in this life`);
      else if (picture.doubtedSince !== null) {
        report(`${what} on a listing that cannot be true, as those since ${seconds(picture.doubtedSince)}`);
      }
    },
    onWrite: (write) => {
      const { facts } = ledger;
      if (facts === null || write.node === null || world.cloned.has(write.node)) return;
      const { cell, sent } = facts;
      const edition = sent?.configuration ?? null;
      if (edition === null) return;
      const isCandidate = successionOf(cell.key, edition).includes(write.node);
      if (!isCandidate) report(name(write), `${write.node} is no candidate of this cell`);
    },
  };
};

function canBeTrue(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): boolean {
  if (before.size === 0) return true;
  let still = 0;
  const keyOfId = new Map([...now].map(([key, id]) => [id, key]));
  for (const [key, id] of before) {
    if (now.has(key)) still += 1;
    const place = keyOfId.get(id);
    if (place !== undefined && place !== key) return false;
  }
  return still >= LEAST_SHARE * before.size;
}
