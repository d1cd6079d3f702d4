import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Secret } from '../../src/model/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { type Mariadb, startMariadb } from '../support/mariadb.ts';
import { databaseOf, mariadbBench, reusedMariadbBench } from './benches.ts';
import { BARE, LEADER, revealed, RICH, withService } from './samples.ts';
import { checkSqlPromises } from './sql-promises.ts';
import { checkStoreContract, rejectsWith } from './store-contract.ts';

const started = await startMariadb();

if ('skip' in started) {
  it('the MariaDB store', { skip: started.skip });
} else {
  describe('the MariaDB store', () => {
    after(() => started.stop());
    checkStoreContract(reusedMariadbBench(started));
    checkSqlPromises(() => mariadbBench(started));
    describe('the server', () => {
      checkServerTrouble(started);
    });
    describe('connections', () => {
      checkConnections(started);
    });
  });
}

function checkServerTrouble(server: Mariadb): void {
  it('may be stopped and started again between calls', async () => {
    const store = (await mariadbBench(server)).open();
    await store.initialise(LEADER, BARE);
    await server.stop();
    assert.equal(await store.isReachable(), false);
    const error = await rejectsWith(store.loadCluster(), 'unavailable');
    assert.match(error.text.en, /does not answer \(connect ECONNREFUSED/);
    await rejectsWith(
      store.editCluster((current) => withService(current, 'lost')),
      'unavailable',
    );
    await server.restart();
    await store.editCluster((current) => withService(current, 'kept'));
    // Its connections are dead now, but nobody has to notice.
    await server.restart();
    const { services } = (await store.loadCluster()).configuration;
    assert.deepEqual(
      services.map((service) => service.name),
      ['kept'],
    );
    await store.close();
  });

  it('may be away when the store is opened', async () => {
    const bench = await mariadbBench(server);
    await server.stop();
    const store = bench.open();
    await rejectsWith(store.prepare(), 'unavailable');
    await rejectsWith(store.loadIdentity(), 'unavailable');
    await server.restart();
    await store.prepare();
    await store.initialise(LEADER, RICH);
    assert.deepEqual(revealed(await store.loadCluster()), revealed(RICH));
    await store.close();
  });

  it('may be killed, and still has what was acknowledged', async () => {
    const store = (await mariadbBench(server)).open();
    await store.initialise(LEADER, BARE);
    await store.editCluster((current) => withService(current, 'acknowledged'));
    await server.kill();
    await server.restart();
    assert.equal((await store.loadCluster()).configuration.services[0]?.name, 'acknowledged');
    await store.close();
  });

  it('is given up within 10 s when it hangs, and nothing of the write is stored', async () => {
    const store = (await mariadbBench(server)).open();
    await store.initialise(LEADER, BARE);
    server.pause();
    try {
      const startedAt = performance.now();
      await Promise.all([
        rejectsWith(store.loadCluster(), 'unavailable'),
        rejectsWith(
          store.editCluster((current) => withService(current, 'hung')),
          'unavailable',
        ),
      ]);
      assert.ok(performance.now() - startedAt < 10_000);
    } finally {
      server.resume();
    }
    assert.deepEqual((await store.loadCluster()).configuration.services, []);
    await store.editCluster((current) => withService(current, 'after'));
    await store.close();
  });
}

function checkConnections(server: Mariadb): void {
  const open = (dsn: string): Store => openStore({ type: 'mysql', dsn: Secret.of(dsn), baseFolder: '/' });
  const password = `p@s:/()?%#&w&密`;

  it('takes passwords with any character, over TCP and the socket, as Go form and as URL', async () => {
    await server.createDatabase('odd_password');
    await server.query(
      `create user 'odd'@'%' identified by '${password}'`,
      `create user 'odd'@'localhost' identified by '${password}'`,
      "grant all on odd_password.* to 'odd'@'%'",
      "grant all on odd_password.* to 'odd'@'localhost'",
      // What the server would have its clients speak unless they ask for more.
      "set global init_connect = 'set names latin1'",
    );
    const encoded = encodeURIComponent(password);
    const dsns = [
      `odd:${password}@tcp(127.0.0.1:${server.port})/odd_password?charset=utf8&parseTime=true&loc=Asia/Shanghai`,
      `odd:${password}@unix(${server.socket})/odd_password`,
      `mysql://odd:${encoded}@127.0.0.1:${server.port}/odd_password`,
      `mariadb://odd:${encoded}@localhost/odd_password?socket=${encodeURIComponent(server.socket)}`,
      `odd:${password}@tcp(127.0.0.1:${server.port})/odd_password?tls=preferred`,
    ];
    for (const dsn of dsns) {
      const store = open(dsn);
      if ((await store.loadIdentity()) === null) await store.initialise(LEADER, RICH);
      assert.deepEqual(revealed(await store.loadCluster()), revealed(RICH), dsn);
      await store.close();
    }
  });

  it('says what is wrong without telling the password', async () => {
    const cases = [
      [`root:wrong-secret@tcp(127.0.0.1:${server.port})/x`, /ER_ACCESS_DENIED_ERROR/, /password/],
      [`root@tcp(127.0.0.1:${server.port})/not_there`, /ER_BAD_DB_ERROR/, /CREATE DATABASE/],
      [`root:wrong-secret@tcp(127.0.0.1:1)/x`, /ECONNREFUSED 127.0.0.1:1/, /server runs/],
      [`root:wrong-secret@unix(/nowhere/m.sock)/x`, /ENOENT \/nowhere\/m.sock/, /server runs/],
      [`root:wrong-secret@tcp(127.0.0.1:${server.port})/x?tls=true`, /HANDSHAKE_NO_SSL_SUPPORT/, /./],
    ] as const;
    for (const [dsn, what, hint] of cases) {
      const store = open(dsn);
      const error = await rejectsWith(store.prepare(), 'unavailable');
      assert.match(error.text.en, what);
      assert.match(error.hint?.en ?? '', hint);
      const cause = error.cause as Error;
      assert.doesNotMatch(
        `${error.stack ?? ''} ${cause.stack ?? ''} ${JSON.stringify(cause)}`,
        /wrong-secret/,
      );
      await store.close();
    }
  });

  it('keeps utf8mb4 in every table, whatever the server prefers', async () => {
    const bench = await mariadbBench(server);
    const store = bench.open();
    await store.prepare();
    await store.close();
    const rows = await server.select(
      `select table_name as name, table_collation as collation, engine from information_schema.tables
       where table_schema = '${databaseOf(bench)}' and table_name not like 'cs_migrations%'`,
    );
    assert.ok(rows.length >= 16);
    for (const row of rows) assert.deepEqual([row['collation'], row['engine']], ['utf8mb4_bin', 'InnoDB']);
  });
}
