import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import Libsql from 'libsql';
import { Secret } from '../../src/model/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import { eventually } from '../support/eventually.ts';
import { sqliteBench, temporaryFolder } from './benches.ts';
import { BARE, LEADER, withService } from './samples.ts';
import { rejectsWith } from './store-contract.ts';

describe('the SQLite file', () => {
  it('appears at the first call only, in a folder made as needed, for its owner alone', async () => {
    const { open, path } = await sqliteBench();
    const store = open();
    assert.equal(existsSync(dirname(path)), false);
    await store.initialise(LEADER, BARE);
    for (const name of readdirSync(dirname(path))) {
      assert.equal(statSync(join(dirname(path), name)).mode & 0o777, 0o600, name);
    }
    assert.ok(readdirSync(dirname(path)).includes('store.db-wal'));
    await store.close();
    // A copy of the file alone is complete.
    const ahead = statSync(`${path}-wal`, { throwIfNoEntry: false });
    assert.equal(ahead?.size ?? 0, 0);
  });

  it('lies relative to the base folder', async () => {
    const baseFolder = temporaryFolder();
    const store = openStore({ type: 'sqlite', dsn: Secret.of('file:a/b.db?cache=shared'), baseFolder });
    await store.prepare();
    await store.close();
    assert.ok(existsSync(join(baseFolder, 'a', 'b.db')));
  });

  it('is synced at every commit and written ahead', async () => {
    const { open, path } = await sqliteBench();
    const store = open();
    await store.initialise(LEADER, BARE);
    const database = new Libsql(path);
    assert.deepEqual(database.pragma('journal_mode'), [{ journal_mode: 'wal' }]);
    database.close();
    await store.close();
  });

  it('is not replaced by an empty one when it vanishes under the running program', async () => {
    const { open, path } = await sqliteBench();
    const store = open();
    await store.initialise(LEADER, BARE);
    await store.editCluster((current) => withService(current, 'kept'));
    const folder = dirname(path);
    renameSync(folder, `${folder}-away`);
    const error = await rejectsWith(
      store.editCluster((current) => withService(current, 'lost')),
      'unavailable',
    );
    assert.match(error.text.en, /SQLITE_CANTOPEN/);
    assert.equal(await store.isReachable(), false);
    assert.equal(existsSync(path), false);

    renameSync(`${folder}-away`, folder);
    await store.editCluster((current) => withService(current, 'after'));
    const names = (await store.loadCluster()).configuration.services.map((service) => service.name);
    assert.deepEqual(names, ['kept', 'after']);
    await store.close();
  });

  it('waits for another process that writes, without stopping this one', async () => {
    const { open, path } = await sqliteBench();
    const store = open();
    await store.initialise(LEADER, BARE);
    const other = new Libsql(path);
    other.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const ticker = setInterval(() => (ticks += 1), 5);
    const edit = store.editCluster((current) => withService(current, 'waited'));
    // Reading goes on meanwhile, also where nothing was open yet.
    const reader = open();
    try {
      assert.deepEqual((await reader.loadCluster()).configuration.services, []);
      await eventually(() => ticks > 15, 5_000, 'an event loop that turns while the writer waits');
    } finally {
      clearInterval(ticker);
      other.exec('COMMIT');
      other.close();
    }
    await edit;
    assert.equal((await reader.loadCluster()).configuration.services.length, 1);
    await reader.close();
    await store.close();
  });

  it('that is none, or cannot be made, is reported as unavailable', async () => {
    const baseFolder = temporaryFolder();
    writeFileSync(join(baseFolder, 'garbage.db'), 'this is no database, whatever its name says'.repeat(50));
    mkdirSync(join(baseFolder, 'folder.db'));
    for (const [name, what] of [
      ['garbage.db', /SQLITE_NOTADB/],
      ['garbage.db/below.db', /EEXIST|ENOTDIR/],
      ['folder.db', /SQLITE_|EISDIR/],
    ] as const) {
      const store = openStore({ type: 'sqlite', dsn: Secret.of(name), baseFolder });
      const error = await rejectsWith(store.prepare(), 'unavailable');
      assert.match(error.text.en, what);
      assert.match(error.hint?.en ?? '', /file and its folder/);
      await store.close();
    }
  });

  it('written by a newer version is refused', async () => {
    const { open, path } = await sqliteBench();
    const store = open();
    await store.prepare();
    await store.close();
    const database = new Libsql(path);
    database.exec("insert into cs_migrations (name, batch) values ('2999-01-01-future', 9)");
    database.close();
    const older = open();
    const error = await rejectsWith(older.prepare(), 'conflict');
    assert.match(error.text.en, /newer version/);
    await older.close();
  });
});
