// How does knex talk to an SQLite file? Through its better-sqlite3 dialect with libsql as the driver, which
// has the same interface and comes as a ready binary.
//
// The driver is synchronous: while it waits for another process's lock, this whole process waits. So it waits
// a few milliseconds only and fails with SQLITE_BUSY; sql-database.ts tries again without blocking.
import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js';
import SqliteTransaction from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js';
import Libsql from 'libsql';

const BUSY_TIMEOUT_MS = 5;

/** FULL: a commit is on disk when it returns, in WAL mode too. */
const PRAGMAS = [
  `PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`,
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = FULL',
  'PRAGMA foreign_keys = ON',
];

/** What knex hands to a dialect, and where it wants the answer. */
interface KnexQuery {
  readonly sql: string;
  response?: unknown;
}

interface SqliteConnection {
  readonly database: Libsql.Database;
  readonly fileId: string | null;
}

/** Connection settings: `filename`, an absolute path; `isReadOnly`, open what exists and change nothing. */
export class LibsqlClient extends BetterSqlite3Client {
  /** Whether a connection was made before: a file that then is gone must not be replaced by an empty one. */
  #wasThere = false;
  readonly #fileIds = new WeakMap<Libsql.Database, string | null>();

  _driver(): unknown {
    return Libsql;
  }

  override async acquireRawConnection(): Promise<Libsql.Database> {
    const settings = this.connectionSettings as { filename: string; isReadOnly?: boolean };
    const isReadOnly = settings.isReadOnly === true;
    const { database, fileId } = isReadOnly
      ? openForReading(settings.filename)
      : open(settings.filename, this.#wasThere);
    this.#wasThere = true;
    this.#fileIds.set(database, fileId);
    return database;
  }

  override async validateConnection(connection: Libsql.Database): Promise<boolean> {
    if (!connection.open) return false;
    // A statement that failed for lack of space, say, may have left its transaction open.
    if (connection.inTransaction) return false;
    const settings = this.connectionSettings as { filename: string };
    return fileIdOf(settings.filename) === (this.#fileIds.get(connection) ?? null);
  }

  /** Moves what was written ahead into the file itself, so that a copy of the file alone is complete. */
  override async destroyRawConnection(connection: Libsql.Database): Promise<void> {
    const settings = this.connectionSettings as { isReadOnly?: boolean };
    try {
      if (settings.isReadOnly !== true) connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // Somebody else is writing; it will be done when they close.
    }
    connection.close();
  }

  /**
   * BEGIN, COMMIT and the like go through `exec`. A prepared statement that fails with SQLITE_BUSY would stay
   * unfinished until the garbage collector meets it, and would hold an old picture of the database meanwhile,
   * on which no write is possible (libsql 0.5.29, 2026-11).
   */
  override async _query(connection: Libsql.Database, query: KnexQuery): Promise<unknown> {
    if (!/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b/i.test(query.sql)) {
      return super._query(connection, query);
    }
    connection.exec(query.sql);
    query.response = [];
    return query;
  }

  override transaction(...rest: [unknown, unknown, unknown]): never {
    // knex's declared return type is its public Transaction; what it uses is this class.
    return new SqliteWorkTransaction(this, ...rest) as never;
  }
}

/**
 * A writing transaction takes the write lock at its start: one that reads first and then wants to write fails
 * when another process wrote in between, however long it waits. A reading one takes its picture at its start.
 */
class SqliteWorkTransaction extends SqliteTransaction {
  override async begin(connection: Libsql.Database): Promise<void> {
    if (this.readOnly !== true) {
      await this.trxClient.query(connection, 'BEGIN IMMEDIATE;');
      return;
    }
    await this.trxClient.query(connection, 'BEGIN;');
    try {
      connection.exec('SELECT 1 FROM sqlite_master LIMIT 1;');
    } catch (error) {
      connection.exec('ROLLBACK;');
      throw error;
    }
  }
}

function open(filename: string, mustExist: boolean): SqliteConnection {
  if (!existsSync(filename)) {
    if (mustExist) throw cannotOpen('the file is gone');
    createPrivateFile(filename);
  }
  const database = openFile(filename);
  try {
    for (const pragma of PRAGMAS) database.exec(pragma);
    return { database, fileId: fileIdOf(filename) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function openForReading(filename: string): SqliteConnection {
  if (!existsSync(filename)) throw cannotOpen('there is no such file');
  const database = openFile(`${pathToFileURL(filename).href}?mode=ro`);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    return { database, fileId: fileIdOf(filename) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function openFile(name: string): Libsql.Database {
  try {
    return new Libsql(name);
  } catch (error) {
    // The driver gives an empty code when opening fails.
    if (/^SQLITE_/.test(String((error as { code?: unknown }).code))) throw error;
    throw cannotOpen('it is no file, or may not be read');
  }
}

/** For the owner alone: it holds secrets. SQLite gives its side files the same mode. */
function createPrivateFile(filename: string): void {
  const folder = dirname(filename);
  mkdirSync(folder, { recursive: true });
  closeSync(openSync(filename, 'a', 0o600));
  chmodSync(filename, 0o600);
  // So that the name itself survives a loss of power.
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function fileIdOf(filename: string): string | null {
  const found = statSync(filename, { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

function cannotOpen(why: string): Error {
  return Object.assign(new Error(why), { code: 'SQLITE_CANTOPEN' });
}
