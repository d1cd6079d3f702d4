// Which store do `DataBaseType` and `DSN` ask for?
import type { Secret } from '../model/secret.ts';
import { parseDsn } from './dsn.ts';
import { connect } from './sql/connect.ts';
import { SqlDatabase } from './sql/sql-database.ts';
import { SqlStore } from './sql/sql-store.ts';
import type { Store } from './store.ts';

export interface DatabaseSettings {
  /** `DataBaseType`: sqlite, sqlite3, mysql or mariadb; empty: told by the DSN's form. */
  readonly type: string;
  readonly dsn: Secret;
  /** Relative SQLite paths start here. */
  readonly baseFolder: string;
}

/**
 * Does no I/O: call `prepare()` to connect, or any method, which connects first.
 *
 * @throws AppError `invalid` when type or DSN cannot be understood
 */
export function openStore(settings: DatabaseSettings): Store {
  const target = parseDsn(settings.type, settings.dsn.reveal());
  return new SqlStore(new SqlDatabase(connect(target, { baseFolder: settings.baseFolder })));
}
