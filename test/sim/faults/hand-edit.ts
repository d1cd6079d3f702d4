/**
 * Somebody works in the provider's console: a wrong value, another node's value, a record disabled, deleted and added
 * again at once or later, or two records for one cell.
 */
import type { ZoneRecord } from '../../../src/dns/provider/provider.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';

const WHATS = ['wrong-value', 'wrong-value', 'value-of-node', 'disabled', 'made-anew', 'deleted', 'doubled'];

export const handEdit: FaultKind = {
  kind: 'hand-edit',
  weight: 4,
  draw: (chance, plan) => ({
    ...{ lastsMs: chance.duration(), what: chance.one(WHATS), place: chance.whole(0, 999) },
    ...{ address: chance.freshV4(), node: chance.one(allIds(plan)) },
  }),
  apply: (scene, fault, undo) => {
    const records = scene.world.managed().filter(({ type }) => type === 'A');
    const record = records[numberOf(fault, 'place') % Math.max(1, records.length)];
    if (record === undefined) return;
    const back = work(scene.world, record, textOf(fault, 'what'), {
      address: textOf(fault, 'address'),
      ofNode: scene.world.machine(textOf(fault, 'node')).addresses.v4,
    });
    if (back !== null) undo(back);
  },
};

/** Answers what takes it back; null: it stands. */
function work(
  { dns }: World,
  record: ZoneRecord,
  what: string,
  values: { readonly address: string; readonly ofNode: string | null },
): (() => void) | null {
  const exists = (id: string): boolean => dns.list(ZONE).some((one) => one.id === id);
  switch (what) {
    case 'value-of-node':
      dns.editByHand(ZONE, record.id, { value: values.ofNode ?? values.address });
      return null;
    case 'disabled':
      dns.editByHand(ZONE, record.id, { enabled: false });
      return () => {
        if (exists(record.id)) dns.editByHand(ZONE, record.id, { enabled: true });
      };
    case 'made-anew':
      dns.removeByHand(ZONE, record.id);
      dns.addByHand(ZONE, { ...record, enabled: true });
      return null;
    case 'deleted':
      dns.removeByHand(ZONE, record.id);
      return () => {
        dns.addByHand(ZONE, { ...record, enabled: true });
      };
    case 'doubled': {
      const id = dns.addByHand(ZONE, { ...record, value: values.address });
      return () => {
        dns.removeByHand(ZONE, id);
      };
    }
    default:
      dns.editByHand(ZONE, record.id, { value: values.address });
      return null;
  }
}
