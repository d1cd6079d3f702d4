// How is the schema brought up to date when several processes start at once, or one dies on the way?
import type { Knex } from 'knex';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import { migrationSource } from '../migrations/migration-source.ts';

const LOCK_WAIT_SECONDS = 20;
const TABLE = 'cs_migrations';
const SETTINGS: Knex.MigratorConfig = { migrationSource, tableName: TABLE };

/** Doing it again changes nothing. */
export async function migrate(knex: Knex): Promise<void> {
  try {
    if (await isUpToDate(knex)) return;
    if ((knex.client as Knex.Client).dialect === 'mysql') await migrateMysql(knex);
    else await migrateSqlite(knex);
  } catch (error) {
    const isNewer = error instanceof Error && error.message.includes('migration directory is corrupt');
    throw isNewer ? newerSchema() : error;
  }
}

/** Looks without locking, so that opening a store waits for no writer. */
async function isUpToDate(knex: Knex): Promise<boolean> {
  return knex.transaction(
    async (trx) => {
      if (!(await trx.schema.hasTable(TABLE))) return false;
      const rows = await trx<{ name: string }>(TABLE).select('name');
      const done = rows.map((row) => row.name).sort();
      const known = (await migrationSource.getMigrations([])).map((migration) => migration.name).sort();
      return done.length === known.length && done.every((name, index) => name === known[index]);
    },
    { readOnly: true },
  );
}

/** SQLite's DDL is transactional: one write lock around it all, undone as a whole when the process dies. */
async function migrateSqlite(knex: Knex): Promise<void> {
  await knex.transaction(async (trx) => {
    await trx.migrate.latest({ ...SETTINGS, disableTransactions: true });
  });
}

/**
 * On MySQL the server's own named lock, which goes away with its connection, lets one process at a time in.
 * Knex's lock row would stay for ever if its owner died; whoever holds the named lock may free it.
 */
async function migrateMysql(knex: Knex): Promise<void> {
  const client = knex.client as Knex.Client;
  const connection: unknown = await client.acquireConnection();
  const lock = "concat('cocoasyncer/', left(sha1(database()), 40))";
  try {
    const [rows] = (await knex
      .raw(`select get_lock(${lock}, ${LOCK_WAIT_SECONDS}) as got`)
      .connection(connection)) as [readonly { readonly got: number | null }[]];
    if (rows[0]?.got !== 1) throw lockedByOthers();
    await knex.migrate.forceFreeMigrationsLock(SETTINGS);
    await knex.migrate.latest({ ...SETTINGS, disableTransactions: true });
    await knex.raw(`select release_lock(${lock})`).connection(connection);
  } finally {
    await client.releaseConnection(connection);
  }
}

function lockedByOthers(): AppError {
  return new AppError(
    'unavailable',
    text(
      'Another process has been preparing this database for a long time.',
      '另一个进程正在准备该数据库，且耗时过长。',
    ),
    { hint: text('Try again when it has finished or was stopped.', '请在其完成或停止后再试。') },
  );
}

function newerSchema(): AppError {
  return new AppError(
    'conflict',
    text('The database was written by a newer version of this program.', '该数据库由更新版本的程序写入。'),
    { hint: text('Use that version, or restore a backup.', '请使用对应的新版本，或恢复备份。') },
  );
}
