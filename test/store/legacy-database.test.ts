import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import Libsql from 'libsql';
import { Secret } from '../../src/model/secret.ts';
import { type LegacyRow, readLegacyDatabase } from '../../src/store/legacy-database.ts';
import { type Mariadb, startMariadb } from '../support/mariadb.ts';
import { temporaryFolder } from './benches.ts';
import { rejectsWith } from './store-contract.ts';

const NODES = JSON.stringify([
  { nodeName: '可可 🍫', nodeCode: 'K1', ISPs: ['default'], watchDog: '0001-01-01T00:00:00Z' },
]);

const ROW: LegacyRow = {
  apiPort: 44_443,
  nodeName: '可可 🍫',
  nodeCode: 'K1',
  nodeAddress: 'http://192.0.2.1:44443',
  workMode: 'leader',
  cocoaSecret: `pw'"\\密`,
  reverseProxy: 0,
  otherCocoaSyncer: NODES,
  cocoaManagedService: 'null',
  cloudPlatformInfo: '[]',
  timeout: 10,
  dataBaseType: 'sqlite3',
  dsn: 'test.db',
  createdAt: '2023-09-07 15:52:46',
  updatedAt: null,
  configImported: 1,
};

/** What the Go program's mapper creates. */
const COLUMN_TYPES: Readonly<Record<string, string>> = {
  apiPort: 'int',
  timeout: 'int',
  reverseProxy: 'tinyint(1)',
  configImported: 'tinyint(1)',
  createdAt: 'datetime',
  updatedAt: 'datetime',
  nodeName: 'varchar(255)',
};

type Spelling = (column: string) => string;
const asWritten: Spelling = (column) => column;
const snake: Spelling = (column) => column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const capital: Spelling = (column) => column.slice(0, 1).toUpperCase() + column.slice(1);

/** CREATE TABLE and INSERT statements. */
function statements(spelling: Spelling, rows: readonly LegacyRow[], suffix = ''): string[] {
  const columns = Object.keys(ROW);
  const defined = columns.map((column) => `\`${spelling(column)}\` ${COLUMN_TYPES[column] ?? 'text'}`);
  const literal = (value: string | number | null): string =>
    typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
  return [
    `create table cocoa_basic (${defined.join(', ')}) ${suffix}`,
    ...rows.map((row) => `insert into cocoa_basic values (${Object.values(row).map(literal).join(', ')})`),
  ];
}

const draft: LegacyRow = { ...ROW, nodeName: 'draft', configImported: 0 };

describe('the Go program’s database in SQLite', () => {
  function make(lines: readonly string[], pragma = 'journal_mode = delete'): string {
    const path = join(temporaryFolder(), 'test.db');
    const database = new Libsql(path);
    database.exec(`PRAGMA ${pragma}`);
    for (const line of lines) database.exec(line);
    database.close();
    return path;
  }
  const read = (path: string, dsn = 'file:test.db?cache=shared', type?: string): Promise<LegacyRow | null> =>
    readLegacyDatabase({
      dsn: Secret.of(dsn),
      baseFolder: dirname(path),
      ...(type === undefined ? {} : { type }),
    });

  for (const [name, spelling] of Object.entries({ asWritten, snake, capital })) {
    it(`is read with column names ${name}`, async () => {
      const path = make(statements(spelling, [draft, ROW]));
      assert.deepEqual(await read(path), ROW);
      assert.deepEqual(await read(path, 'test.db', 'sqlite3'), ROW);
    });
  }

  for (const mode of ['delete', 'wal']) {
    it(`is not changed in journal mode ${mode}, nor its folder`, async () => {
      const path = make(statements(asWritten, [ROW]), `journal_mode = ${mode}`);
      const before = readFileSync(path);
      assert.deepEqual(await read(path), ROW);
      assert.ok(readFileSync(path).equals(before));
      if (mode === 'delete') assert.deepEqual(readdirSync(dirname(path)), ['test.db']);
    });
  }

  it('without an imported row has nothing to give', async () => {
    assert.equal(await read(make(statements(asWritten, [draft]))), null);
  });

  it('with several imported rows, without the table, or without the file is refused', async () => {
    await rejectsWith(read(make(statements(asWritten, [ROW, ROW]))), 'conflict');
    const empty = make(['create table other (x)']);
    const error = await rejectsWith(read(empty), 'not-found');
    assert.match(error.text.en, /cocoa_basic/);
    await rejectsWith(read(empty, 'missing.db'), 'unavailable');
    assert.deepEqual(readdirSync(dirname(empty)), ['test.db']);
  });

  it('with columns missing gives null for them', async () => {
    const path = make([
      'create table cocoa_basic (nodeName text, configImported int)',
      "insert into cocoa_basic values ('x', 1)",
    ]);
    const row = await read(path);
    assert.deepEqual([row?.nodeName, row?.nodeCode, row?.configImported], ['x', null, 1]);
  });
});

const started = await startMariadb();

if ('skip' in started) {
  it('the Go program’s database in MariaDB', { skip: started.skip });
} else {
  describe('the Go program’s database in MariaDB', () => {
    after(() => started.stop());
    checkMariadb(started);
  });
}

function checkMariadb(server: Mariadb): void {
  const read = (dsn: string): Promise<LegacyRow | null> =>
    readLegacyDatabase({ dsn: Secret.of(dsn), baseFolder: '/' });

  for (const [name, spelling] of Object.entries({ asWritten, snake })) {
    it(`is read with column names ${name}, Chinese and emoji intact`, async () => {
      const dsn = await server.createDatabase(`legacy_${name.toLowerCase()}`);
      const lines = statements(spelling, [draft, ROW], 'default charset utf8mb4');
      await server.query(
        `use legacy_${name.toLowerCase()}`,
        "set sql_mode = 'NO_BACKSLASH_ESCAPES'",
        ...lines,
      );
      assert.deepEqual(await read(dsn), ROW);
    });
  }

  it('is read by a user who may only read, on a server that prefers latin1', async () => {
    const dsn = await server.createDatabase('legacy_latin');
    await server.query(
      'use legacy_latin',
      "set sql_mode = 'NO_BACKSLASH_ESCAPES'",
      ...statements(asWritten, [ROW], 'default charset utf8mb4'),
      "create user 'reader'@'%' identified by 'x'",
      "grant select on legacy_latin.* to 'reader'@'%'",
      "set global init_connect = 'set names latin1'",
    );
    assert.deepEqual(await read(dsn.replace('root@', 'reader:x@')), ROW);
  });

  it('without the table is refused, and none is made', async () => {
    const dsn = await server.createDatabase('legacy_empty');
    await rejectsWith(read(dsn), 'not-found');
    const tables = await server.select(
      "select table_name from information_schema.tables where table_schema = 'legacy_empty'",
    );
    assert.deepEqual(tables, []);
  });
}
