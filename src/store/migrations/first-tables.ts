// Which tables does a store have at first? Contents are TEXT, so nothing is cut off; only what is looked up
// by is a VARCHAR. Lists keep their order in `position`. Instants are ms since 1970.
import type { Knex } from 'knex';

type Columns = (table: Knex.CreateTableBuilder) => void;

/** In the order in which they can be created. */
const TABLES: readonly (readonly [name: string, columns: Columns])[] = [
  ['cs_write_lock', writeLock],
  ['cs_identity', identity],
  ['cs_cluster', cluster],
  ['cs_members', members],
  ['cs_member_lines', memberList((table) => table.string('line', 40).notNullable())],
  ['cs_member_families', memberList((table) => table.string('family', 8).notNullable())],
  ['cs_member_services', memberList((table) => table.text('service_key').notNullable())],
  ['cs_services', services],
  ['cs_accounts', accounts],
  ['cs_line_backups', lineBackups],
  ['cs_line_backup_nodes', lineBackupNodes],
  ['cs_address_book', addressBook],
  ['cs_own_addresses', ownAddresses],
  ['cs_flaps', flaps],
  ['cs_take_overs', takeOvers],
  ['cs_journal', journal],
  ['cs_made_records', madeRecords],
];

export async function createFirstTables(knex: Knex): Promise<void> {
  const isMysql = (knex.client as Knex.Client).dialect === 'mysql';
  for (const [name, columns] of TABLES) {
    if (await knex.schema.hasTable(name)) continue;
    await knex.schema.createTable(name, (table) => {
      if (isMysql) {
        table.engine('InnoDB');
        table.charset('utf8mb4');
        // Keys differ when their letters differ in case, width or accent.
        table.collate('utf8mb4_bin');
      }
      columns(table);
    });
  }
  const isLockThere: unknown = await knex('cs_write_lock').where({ id: 1 }).first('id');
  if (isLockThere === undefined) await knex('cs_write_lock').insert({ id: 1 });
}

export async function dropFirstTables(knex: Knex): Promise<void> {
  for (const [name] of [...TABLES].reverse()) await knex.schema.dropTableIfExists(name);
}

/** One row, id 1: whoever writes locks it first. */
function writeLock(table: Knex.CreateTableBuilder): void {
  table.integer('id').primary();
}

function identity(table: Knex.CreateTableBuilder): void {
  table.integer('id').primary();
  nodeColumns(table);
}

/** Columns of what a node is: id, name, url, role, secret. */
function nodeColumns(table: Knex.CreateTableBuilder): void {
  table.text('node_id').notNullable();
  table.text('name').notNullable();
  table.text('url').notNullable();
  table.string('role', 16).notNullable();
  table.text('secret').notNullable();
}

/** One row, id 1, absent before the store is initialised. */
function cluster(table: Knex.CreateTableBuilder): void {
  table.integer('id').primary();
  table.bigInteger('epoch').notNullable();
  table.bigInteger('version').notNullable();
  table.string('stamp_hash', 64).notNullable();
  table.text('leader_id');
  table.text('bound_leader_id');
  table.text('witness_zone');
  table.text('cluster_key');
  table.text('previous_cluster_key');
  table.double('timeout_minutes').notNullable();
  table.string('legacy_peers', 16).notNullable();
}

function members(table: Knex.CreateTableBuilder): void {
  table.integer('position').primary();
  nodeColumns(table);
  table.double('priority').notNullable();
  table.boolean('standby').notNullable();
  table.boolean('maintenance').notNullable();
  /** Otherwise those in cs_member_services. */
  table.boolean('carries_all').notNullable();
}

function memberList(column: Columns): Columns {
  return (table) => {
    table.integer('member').notNullable();
    table.integer('position').notNullable();
    column(table);
    table.primary(['member', 'position']);
    table.foreign('member').references('position').inTable('cs_members').onDelete('CASCADE');
  };
}

function services(table: Knex.CreateTableBuilder): void {
  table.integer('position').primary();
  table.text('name').notNullable();
  table.text('zone').notNullable();
  table.text('label').notNullable();
  table.text('provider').notNullable();
}

function accounts(table: Knex.CreateTableBuilder): void {
  table.integer('position').primary();
  table.text('provider').notNullable();
  table.text('key_id').notNullable();
  table.text('key_secret').notNullable();
}

/** A line may have an empty list of backups, which is not the same as none. */
function lineBackups(table: Knex.CreateTableBuilder): void {
  table.string('line', 40).primary();
}

function lineBackupNodes(table: Knex.CreateTableBuilder): void {
  table.string('line', 40).notNullable();
  table.integer('position').notNullable();
  table.text('node_id').notNullable();
  table.primary(['line', 'position']);
  table.foreign('line').references('line').inTable('cs_line_backups').onDelete('CASCADE');
}

function addressBook(table: Knex.CreateTableBuilder): void {
  table.string('node_id', 255).notNullable();
  table.string('family', 8).notNullable();
  table.string('address', 64).notNullable();
  table.string('kind', 16).notNullable();
  table.bigInteger('claim_order').notNullable();
  table.primary(['node_id', 'family', 'address']);
}

function ownAddresses(table: Knex.CreateTableBuilder): void {
  table.string('family', 8).notNullable();
  table.string('address', 64).notNullable();
  table.bigInteger('first_seen_at').notNullable();
  table.bigInteger('last_seen_at').notNullable();
  table.primary(['family', 'address']);
}

function flaps(table: Knex.CreateTableBuilder): void {
  table.string('node_id', 255).notNullable();
  table.bigInteger('at').notNullable();
  table.primary(['node_id', 'at']);
}

function takeOvers(table: Knex.CreateTableBuilder): void {
  table.string('cell_key', 400).notNullable();
  table.bigInteger('at').notNullable();
  table.text('node_id').notNullable();
  table.boolean('overturned').notNullable();
  table.primary(['cell_key', 'at']);
}

function journal(table: Knex.CreateTableBuilder): void {
  table.bigIncrements('id');
  table.bigInteger('at').notNullable().index();
  table.text('cell_key').notNullable();
  table.text('old_value');
  table.text('new_value');
  table.text('reason').notNullable();
  table.text('evidence', 'mediumtext').notNullable();
}

function madeRecords(table: Knex.CreateTableBuilder): void {
  table.string('provider', 64).notNullable();
  table.string('record_id', 255).notNullable();
  table.text('zone').notNullable();
  table.text('cell_key').notNullable();
  table.primary(['provider', 'record_id']);
}
