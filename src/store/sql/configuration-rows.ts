// How does the cluster's configuration lie in tables? Whole: it is read whole and replaced whole, so nothing
// of an older edition can be left over.
import type { Knex } from 'knex';
import type { Configuration } from '../../model/configuration.ts';
import { FAMILIES } from '../../model/family.ts';
import { LINES, type Line } from '../../model/line.ts';
import type { Identity, Member } from '../../model/node.ts';
import type { ClusterRecord } from '../store.ts';
import {
  booleanOf,
  insertAll,
  numberOf,
  type Row,
  secretOf,
  secretOrNull,
  textOf,
  textOrNull,
  wordOf,
} from './rows.ts';

const CLUSTER_ID = 1;

export async function readStamp(trx: Knex): Promise<{ epoch: number; version: number } | null> {
  const row = await trx<Row>('cs_cluster').where({ id: CLUSTER_ID }).first();
  return row === undefined ? null : { epoch: numberOf(row, 'epoch'), version: numberOf(row, 'version') };
}

/** null: the store was never initialised. */
export async function readCluster(trx: Knex): Promise<ClusterRecord | null> {
  const row = await trx<Row>('cs_cluster').where({ id: CLUSTER_ID }).first();
  if (row === undefined) return null;
  const configuration: Configuration = {
    stamp: {
      epoch: numberOf(row, 'epoch'),
      version: numberOf(row, 'version'),
      hash: textOf(row, 'stamp_hash'),
    },
    leaderId: textOrNull(row, 'leader_id'),
    members: await readMembers(trx),
    services: await readServices(trx),
    accounts: await readAccounts(trx),
    lineBackups: await readLineBackups(trx),
    witnessZone: textOrNull(row, 'witness_zone'),
    clusterKey: secretOrNull(row, 'cluster_key'),
    previousClusterKey: secretOrNull(row, 'previous_cluster_key'),
    timeoutMinutes: numberOf(row, 'timeout_minutes'),
    legacyPeers: wordOf(row, 'legacy_peers', ['allow', 'deny']),
  };
  return { configuration, boundLeaderId: textOrNull(row, 'bound_leader_id') };
}

export async function writeCluster(trx: Knex, record: ClusterRecord): Promise<void> {
  const { configuration } = record;
  const row = {
    epoch: configuration.stamp.epoch,
    version: configuration.stamp.version,
    stamp_hash: configuration.stamp.hash,
    leader_id: configuration.leaderId,
    bound_leader_id: record.boundLeaderId,
    witness_zone: configuration.witnessZone,
    cluster_key: configuration.clusterKey?.reveal() ?? null,
    previous_cluster_key: configuration.previousClusterKey?.reveal() ?? null,
    timeout_minutes: configuration.timeoutMinutes,
    legacy_peers: configuration.legacyPeers,
  };
  await trx('cs_cluster')
    .insert({ id: CLUSTER_ID, ...row })
    .onConflict('id')
    .merge();
  // Their lists go with them.
  for (const table of ['cs_members', 'cs_services', 'cs_accounts', 'cs_line_backups']) await trx(table).del();
  await writeMembers(trx, configuration.members);
  await insertAll(
    trx,
    'cs_services',
    configuration.services.map(({ name, zone, label, provider }, position) => {
      return { position, name, zone, label, provider };
    }),
  );
  await insertAll(
    trx,
    'cs_accounts',
    configuration.accounts.map(({ provider, keyId, keySecret }, position) => {
      return { position, provider, key_id: keyId, key_secret: keySecret.reveal() };
    }),
  );
  await writeLineBackups(trx, configuration.lineBackups);
}

export function identityRow(identity: Identity): Row {
  return {
    node_id: identity.id,
    name: identity.name,
    url: identity.url,
    role: identity.role,
    secret: identity.secret.reveal(),
  };
}

export function identityOf(row: Row): Identity {
  return {
    id: textOf(row, 'node_id'),
    name: textOf(row, 'name'),
    url: textOf(row, 'url'),
    role: wordOf(row, 'role', ['leader', 'follower']),
    secret: secretOf(row, 'secret'),
  };
}

async function readMembers(trx: Knex): Promise<Member[]> {
  const rows = (await trx('cs_members').orderBy('position')) as Row[];
  const lines = await readLists(trx, 'cs_member_lines', (row) => wordOf(row, 'line', LINES));
  const families = await readLists(trx, 'cs_member_families', (row) => wordOf(row, 'family', FAMILIES));
  const services = await readLists(trx, 'cs_member_services', (row) => textOf(row, 'service_key'));
  return rows.map((row) => {
    const member = numberOf(row, 'position');
    return {
      ...identityOf(row),
      lines: lines.get(member) ?? [],
      families: families.get(member) ?? [],
      priority: numberOf(row, 'priority'),
      standby: booleanOf(row, 'standby'),
      maintenance: booleanOf(row, 'maintenance'),
      carries: booleanOf(row, 'carries_all') ? 'all' : (services.get(member) ?? []),
    };
  });
}

/** Lists per member, in their order. */
async function readLists<T>(trx: Knex, table: string, valueOf: (row: Row) => T): Promise<Map<number, T[]>> {
  const rows = (await trx(table).orderBy(['member', 'position'])) as Row[];
  const lists = new Map<number, T[]>();
  for (const row of rows) {
    const member = numberOf(row, 'member');
    const list = lists.get(member) ?? [];
    list.push(valueOf(row));
    lists.set(member, list);
  }
  return lists;
}

async function writeMembers(trx: Knex, members: readonly Member[]): Promise<void> {
  const rows = members.map((member, position) => ({
    position,
    ...identityRow(member),
    priority: member.priority,
    standby: member.standby,
    maintenance: member.maintenance,
    carries_all: member.carries === 'all',
  }));
  await insertAll(trx, 'cs_members', rows);
  const list = (column: string, of: (member: Member) => readonly string[]): Row[] =>
    members.flatMap((each, member) =>
      of(each).map((value, position) => ({ member, position, [column]: value })),
    );
  await insertAll(
    trx,
    'cs_member_lines',
    list('line', (member) => member.lines),
  );
  await insertAll(
    trx,
    'cs_member_families',
    list('family', (member) => member.families),
  );
  const carried = list('service_key', (member) => (member.carries === 'all' ? [] : member.carries));
  await insertAll(trx, 'cs_member_services', carried);
}

async function readServices(trx: Knex): Promise<Configuration['services']> {
  const rows = (await trx('cs_services').orderBy('position')) as Row[];
  return rows.map((row) => ({
    name: textOf(row, 'name'),
    zone: textOf(row, 'zone'),
    label: textOf(row, 'label'),
    provider: textOf(row, 'provider'),
  }));
}

async function readAccounts(trx: Knex): Promise<Configuration['accounts']> {
  const rows = (await trx('cs_accounts').orderBy('position')) as Row[];
  return rows.map((row) => ({
    provider: textOf(row, 'provider'),
    keyId: textOf(row, 'key_id'),
    keySecret: secretOf(row, 'key_secret'),
  }));
}

async function readLineBackups(trx: Knex): Promise<Configuration['lineBackups']> {
  const lines = await trx<Row>('cs_line_backups');
  const nodes = (await trx('cs_line_backup_nodes').orderBy('position')) as Row[];
  const named = new Set(lines.map((row) => wordOf(row, 'line', LINES)));
  const backups: Partial<Record<Line, string[]>> = {};
  for (const line of LINES) if (named.has(line)) backups[line] = [];
  for (const row of nodes) backups[wordOf(row, 'line', LINES)]?.push(textOf(row, 'node_id'));
  return backups;
}

async function writeLineBackups(trx: Knex, backups: Configuration['lineBackups']): Promise<void> {
  const given = LINES.flatMap((line) => {
    const nodes = backups[line];
    return nodes === undefined ? [] : [{ line, nodes }];
  });
  await insertAll(
    trx,
    'cs_line_backups',
    given.map(({ line }) => ({ line })),
  );
  await insertAll(
    trx,
    'cs_line_backup_nodes',
    given.flatMap(({ line, nodes }) =>
      nodes.map((nodeId, position) => ({ line, position, node_id: nodeId })),
    ),
  );
}
