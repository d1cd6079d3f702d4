// How does what the protocol remembers lie in tables?
import type { Knex } from 'knex';
import { FAMILIES } from '../../model/family.ts';
import { orderMemory } from '../order-memory.ts';
import type { Memory } from '../store.ts';
import { booleanOf, numberOf, type Row, textOf, upsertAll, wordOf } from './rows.ts';

export async function readMemory(trx: Knex): Promise<Memory> {
  const claims = await trx<Row>('cs_address_book');
  const own = await trx<Row>('cs_own_addresses');
  const flaps = await trx<Row>('cs_flaps');
  const takeOvers = await trx<Row>('cs_take_overs');
  return orderMemory({
    addressBook: claims.map((row) => ({
      nodeId: textOf(row, 'node_id'),
      family: wordOf(row, 'family', FAMILIES),
      address: textOf(row, 'address'),
      kind: wordOf(row, 'kind', ['current', 'previous']),
      order: numberOf(row, 'claim_order'),
    })),
    ownAddresses: own.map((row) => ({
      family: wordOf(row, 'family', FAMILIES),
      address: textOf(row, 'address'),
      firstSeenAt: numberOf(row, 'first_seen_at'),
      lastSeenAt: numberOf(row, 'last_seen_at'),
    })),
    flaps: flaps.map((row) => ({ nodeId: textOf(row, 'node_id'), at: numberOf(row, 'at') })),
    takeOvers: takeOvers.map((row) => ({
      nodeId: textOf(row, 'node_id'),
      cellKey: textOf(row, 'cell_key'),
      at: numberOf(row, 'at'),
      overturned: booleanOf(row, 'overturned'),
    })),
  });
}

export async function writeMemory(trx: Knex, changes: Partial<Memory>): Promise<void> {
  const claims = (changes.addressBook ?? []).map(({ nodeId, family, address, kind, order }) => {
    return { node_id: nodeId, family, address, kind, claim_order: order };
  });
  await upsertAll(trx, 'cs_address_book', ['node_id', 'family', 'address'], claims);
  const own = (changes.ownAddresses ?? []).map(({ family, address, firstSeenAt, lastSeenAt }) => {
    return { family, address, first_seen_at: firstSeenAt, last_seen_at: lastSeenAt };
  });
  await upsertAll(trx, 'cs_own_addresses', ['family', 'address'], own);
  const flaps = (changes.flaps ?? []).map(({ nodeId, at }) => ({ node_id: nodeId, at }));
  await upsertAll(trx, 'cs_flaps', ['node_id', 'at'], flaps);
  const takeOvers = (changes.takeOvers ?? []).map(({ nodeId, cellKey, at, overturned }) => {
    return { node_id: nodeId, cell_key: cellKey, at, overturned };
  });
  await upsertAll(trx, 'cs_take_overs', ['cell_key', 'at'], takeOvers);
}
