// How does knex talk to MySQL or MariaDB? Through its mysql2 dialect; here every connection is put into the
// state this program relies on, whatever the server's defaults are.
import Mysql2Client from 'knex/lib/dialects/mysql2/index.js';
import type { Connection } from 'mysql2';

const LOCK_WAIT_SECONDS = 5;

/**
 * Strict: what does not fit is an error, never cut off. sql_mode without NO_BACKSLASH_ESCAPES and ANSI_QUOTES:
 * the driver escapes values with backslashes.
 */
const SESSION = [
  'SET NAMES utf8mb4',
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', " +
    `innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, autocommit = 1, foreign_key_checks = 1`,
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
];

export class MysqlClient extends Mysql2Client {
  override async acquireRawConnection(): Promise<Connection> {
    const connection = (await super.acquireRawConnection()) as Connection;
    try {
      for (const statement of SESSION) await run(connection, statement);
      return connection;
    } catch (error) {
      connection.destroy();
      throw error;
    }
  }
}

/** TLS if the server can, otherwise without (`tls=preferred`). */
export class MysqlClientWithOptionalTls extends MysqlClient {
  override async acquireRawConnection(): Promise<Connection> {
    try {
      return await super.acquireRawConnection();
    } catch (error) {
      const settings = this.connectionSettings as { ssl?: unknown };
      const hasNoTls = (error as { code?: unknown }).code === 'HANDSHAKE_NO_SSL_SUPPORT';
      if (!hasNoTls || settings.ssl === undefined) throw error;
      delete settings.ssl;
      return await super.acquireRawConnection();
    }
  }
}

function run(connection: Connection, statement: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(statement, (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
