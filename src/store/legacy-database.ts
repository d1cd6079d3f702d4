// What does the Go program's database say? Its one row is read as it is; what it means is for the import to
// judge. Nothing is created or changed there.
import type { Knex } from 'knex';
import type { Secret } from '../model/secret.ts';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import { type DatabaseTarget, parseDsn } from './dsn.ts';
import { connect } from './sql/connect.ts';
import type { Row } from './sql/rows.ts';
import { SqlDatabase } from './sql/sql-database.ts';

const TABLE = 'cocoa_basic';

/** The columns as stored: texts, and numbers where the column is one. null: the column is missing or NULL. */
export type LegacyRow = Readonly<Record<LegacyColumn, string | number | null>>;

/**
 * As in the Go program's JSON. `otherCocoaSyncer`, `cocoaManagedService` and `cloudPlatformInfo` are JSON
 * texts; `reverseProxy` and `configImported` are 0 or 1; `createdAt` and `updatedAt` are as the database
 * writes them.
 */
export const LEGACY_COLUMNS = [
  'apiPort',
  'nodeName',
  'nodeCode',
  'nodeAddress',
  'workMode',
  'cocoaSecret',
  'reverseProxy',
  'otherCocoaSyncer',
  'cocoaManagedService',
  'cloudPlatformInfo',
  'timeout',
  'dataBaseType',
  'dsn',
  'createdAt',
  'updatedAt',
  'configImported',
] as const;

export type LegacyColumn = (typeof LEGACY_COLUMNS)[number];

export interface LegacySource {
  /** `DataBaseType`; absent or null: told by the DSN's form. */
  readonly type?: string | null;
  readonly dsn: Secret;
  /** Relative SQLite paths start here. */
  readonly baseFolder: string;
}

/**
 * The row with `configImported = 1`; null: there is none.
 *
 * @throws AppError `invalid` (DSN not understood), `not-found` (no such table), `conflict` (several rows),
 *   `unavailable` (no answer, no such file)
 */
export async function readLegacyDatabase(source: LegacySource): Promise<LegacyRow | null> {
  const target = parseDsn(source.type ?? null, source.dsn.reveal());
  const database = new SqlDatabase(connect(target, { baseFolder: source.baseFolder, isReadOnly: true }));
  try {
    return await database.readAsFound(async (trx) => readRow(trx, target));
  } finally {
    await database.close();
  }
}

async function readRow(trx: Knex.Transaction, target: DatabaseTarget): Promise<LegacyRow | null> {
  const table = await findTable(trx, target);
  if (table === null) throw noSuchTable();
  const rows = (await trx(table).select()) as Row[];
  const imported = rows.map(legacyRowOf).filter((row) => ['1', 'true'].includes(String(row.configImported)));
  if (imported.length > 1) throw severalRows(imported.length);
  return imported[0] ?? null;
}

/** Its name as written there: MySQL may or may not heed letter case. */
async function findTable(trx: Knex.Transaction, target: DatabaseTarget): Promise<string | null> {
  const list =
    target.kind === 'sqlite'
      ? trx<Row>('sqlite_master').where({ type: 'table' }).select('name')
      : // MySQL 8 would answer TABLE_NAME in capitals.
        trx<Row>('information_schema.tables')
          .whereRaw('table_schema = database()')
          .select({ name: 'table_name' });
  const names = (await list).map((row: Row) => String(row['name']));
  const found = names.find((name) => canonical(name) === canonical(TABLE));
  return found ?? null;
}

function legacyRowOf(row: Row): LegacyRow {
  const byName = new Map(Object.entries(row).map(([name, value]) => [canonical(name), value]));
  const pairs = LEGACY_COLUMNS.map((column) => [column, plain(byName.get(canonical(column)))] as const);
  return Object.fromEntries(pairs) as LegacyRow;
}

/** `apiPort`, `APIPort` and `api_port` are one name. */
function canonical(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}

function plain(value: unknown): string | number | null {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return Number(value);
  // BIT and BLOB columns.
  if (value instanceof Uint8Array) {
    const isBit = value.length === 1 && (value[0] === 0 || value[0] === 1);
    return isBit ? (value[0] ?? 0) : Buffer.from(value).toString('utf8');
  }
  if (value === null || value === undefined) return null;
  return JSON.stringify(value);
}

function noSuchTable(): AppError {
  return new AppError(
    'not-found',
    text(
      `This database has no table "${TABLE}", so the Go program has not written to it.`,
      `该数据库中没有 "${TABLE}" 表，说明 Go 版程序没有使用过它。`,
    ),
    {
      hint: text(
        'Give the DSN from the Go program’s config.yaml; relative files start at its working folder.',
        '请填写 Go 版程序 config.yaml 中的 DSN;相对路径以其工作目录为准。',
      ),
    },
  );
}

function severalRows(count: number): AppError {
  return new AppError(
    'conflict',
    text(
      `The table "${TABLE}" has ${count} rows with configImported = 1; exactly one was expected.`,
      `"${TABLE}" 表中有 ${count} 行 configImported = 1,应当只有一行。`,
    ),
    { hint: text('Delete the ones that are out of date.', '请删除已过时的行。') },
  );
}
