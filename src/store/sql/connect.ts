// How does a database target become a knex? Making one does no I/O; the first query connects.
import { resolve } from 'node:path';
import knexPackage, { type Knex } from 'knex';
import type { DatabaseTarget, MysqlTarget } from '../dsn.ts';
import { MysqlClient, MysqlClientWithOptionalTls } from './mysql-dialect.ts';
import { LibsqlClient } from './sqlite-dialect.ts';

/** Upper bound of opening one connection, TLS and login included. */
const CONNECT_TIMEOUT_MS = 5_000;
/** Upper bound of waiting for a free connection, its opening included. */
const ACQUIRE_TIMEOUT_MS = 8_000;
const MYSQL_CONNECTIONS = 4;
const IDLE_MS = 60_000;

export interface ConnectOptions {
  /** Relative SQLite paths start here. */
  readonly baseFolder: string;
  /** Never creates or changes anything; for reading other programs' databases. */
  readonly isReadOnly?: boolean;
}

export function connect(target: DatabaseTarget, options: ConnectOptions): Knex {
  // Values must not get into error messages: they may be secrets.
  const common = { compileSqlOnError: false, log: SILENT, useNullAsDefault: true };
  if (target.kind === 'sqlite') {
    return knexPackage.knex({
      ...common,
      client: LibsqlClient,
      connection: {
        filename: resolve(options.baseFolder, target.path),
        isReadOnly: options.isReadOnly === true,
      } as Knex.StaticConnectionConfig,
      pool: { min: 0, max: 1, idleTimeoutMillis: IDLE_MS, acquireTimeoutMillis: ACQUIRE_TIMEOUT_MS },
    });
  }
  return knexPackage.knex({
    ...common,
    client: target.tls === 'preferred' ? MysqlClientWithOptionalTls : MysqlClient,
    connection: mysqlSettings(target) as Knex.StaticConnectionConfig,
    pool: {
      min: 0,
      max: MYSQL_CONNECTIONS,
      idleTimeoutMillis: IDLE_MS,
      acquireTimeoutMillis: ACQUIRE_TIMEOUT_MS,
    },
  });
}

function mysqlSettings(target: MysqlTarget): Record<string, unknown> {
  const ssl = {
    off: {},
    preferred: { ssl: { rejectUnauthorized: false } },
    unverified: { ssl: { rejectUnauthorized: false } },
    verified: { ssl: { rejectUnauthorized: true, verifyIdentity: true } },
  }[target.tls];
  return {
    ...target.address,
    user: target.user,
    password: target.password.reveal(),
    database: target.database,
    charset: 'utf8mb4',
    connectTimeout: Math.min(target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS, CONNECT_TIMEOUT_MS),
    supportBigNumbers: true,
    dateStrings: true,
    jsonStrings: true,
    ...ssl,
  };
}

const SILENT: Knex.Logger = {
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
  deprecate: () => undefined,
};
