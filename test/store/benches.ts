// Empty databases for tests, one per call.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '../../src/model/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Mariadb } from '../support/mariadb.ts';
import type { Bench } from './store-contract.ts';

export interface SqlBench extends Bench {
  readonly type: string;
  readonly dsn: string;
}

/** A folder that is gone when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cs-store-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

let count = 0;

export async function sqliteBench(): Promise<SqlBench & { readonly path: string }> {
  count += 1;
  const path = join(sharedFolder(), `state-${count}`, 'store.db');
  return { ...benchOf('sqlite', path), path };
}

/** A database of its own, not prepared yet. */
export async function mariadbBench(server: Mariadb): Promise<SqlBench> {
  count += 1;
  return benchOf('mysql', await server.createDatabase(`store_${count}`));
}

/** Always the same database, prepared and emptied: creating tables is what takes the time. */
export function reusedMariadbBench(server: Mariadb): () => Promise<SqlBench> {
  let reused: SqlBench | null = null;
  return async () => {
    if (reused === null) {
      reused = await mariadbBench(server);
      const store = reused.open();
      await store.prepare();
      await store.close();
      return reused;
    }
    const database = databaseOf(reused);
    const tables = await server.select(
      `select table_name as name from information_schema.tables where table_schema = '${database}'`,
    );
    const kept = /^cs_(migrations|write_lock)/;
    const emptied = tables.map((row) => String(row['name'])).filter((name) => !kept.test(name));
    await server.query(
      'set foreign_key_checks = 0',
      ...emptied.map((name) => `delete from ${database}.${name}`),
    );
    return reused;
  };
}

export function databaseOf(bench: SqlBench): string {
  return bench.dsn.replace(/.*\/(\w+)\?.*/, '$1');
}

function benchOf(type: string, dsn: string): SqlBench {
  return { type, dsn, open: () => openStore({ type, dsn: Secret.of(dsn), baseFolder: tmpdir() }) };
}

let folder: string | null = null;

function sharedFolder(): string {
  folder ??= temporaryFolder();
  return folder;
}
