// The parts of knex's dialects that are subclassed here; knex ships no types for them.
declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex';

  class BetterSqlite3Client extends Knex.Client {
    _query(connection: unknown, query: { readonly sql: string; response?: unknown }): Promise<unknown>;
  }
  export default BetterSqlite3Client;
}

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex';

  class Mysql2Client extends Knex.Client {}
  export default Mysql2Client;
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction.js' {
  class SqliteTransaction {
    constructor(client: unknown, ...rest: unknown[]);
    readonly readOnly?: boolean;
    readonly trxClient: { query(connection: unknown, sql: string): Promise<unknown> };
    begin(connection: unknown): Promise<void>;
  }
  export default SqliteTransaction;
}
