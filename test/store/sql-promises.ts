// What SQLite and MariaDB must do beyond the contract that the memory store shares.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Secret } from '../../src/model/secret.ts';
import type { Memory, Store } from '../../src/store/store.ts';
import { eventually } from '../support/eventually.ts';
import type { SqlBench } from './benches.ts';
import { BARE, journalRow, LEADER, MEMORY, revealed, RICH, withService } from './samples.ts';
import { rejectsWith } from './store-contract.ts';
import { WriterProcess } from './writer-process.ts';

export function checkSqlPromises(makeBench: () => Promise<SqlBench>): void {
  const opened: Store[] = [];
  const openOn = (bench: SqlBench): Store => {
    const store = bench.open();
    opened.push(store);
    return store;
  };
  after(async () => {
    for (const store of opened) await store.close();
  });

  describe('transactions', () => {
    it('prepares itself at the first call, and again without harm', async () => {
      const store = openOn(await makeBench());
      assert.equal(await store.loadIdentity(), null);
      await store.prepare();
      await store.prepare();
    });

    it('prepares one database from several processes at once', async () => {
      const bench = await makeBench();
      const stores = Array.from({ length: 4 }, () => openOn(bench));
      await Promise.all(stores.map((store) => store.prepare()));
      await stores[0]?.initialise(LEADER, RICH);
      assert.equal((await stores[3]?.loadIdentity())?.id, LEADER.id);
    });

    it('leaves nothing of a write that fails half way', async () => {
      const store = openOn(await makeBench());
      await store.initialise(LEADER, RICH);
      await store.saveMemory(MEMORY);
      const { configuration } = withService(RICH, 'half');
      // Fails when the accounts are written: members and services have been replaced by then.
      const broken = { provider: 'Ali', keyId: null as unknown as string, keySecret: Secret.of('leak-me') };
      const next = { ...RICH, configuration: { ...configuration, members: [], accounts: [broken] } };
      const error = await rejectsWith(store.saveCluster(next, RICH.configuration.stamp), 'internal');
      assert.doesNotMatch(describeWhole(error), /leak-me/);
      const bad = { nodeId: null as unknown as string, cellKey: 'c', at: 1, overturned: true };
      await rejectsWith(store.saveMemory({ flaps: [{ nodeId: 'x', at: 1 }], takeOvers: [bad] }), 'internal');
      const rows = [journalRow(1, 'good'), { ...journalRow(2, 'bad'), reason: null as unknown as string }];
      await rejectsWith(store.appendJournal(rows), 'internal');

      assert.deepEqual(revealed(await store.loadCluster()), revealed(RICH));
      assert.deepEqual(await store.loadMemory(), MEMORY);
      assert.deepEqual(await store.readJournal(10), []);
    });

    it('fails after close, by itself', async () => {
      const store = openOn(await makeBench());
      await store.prepare();
      await store.close();
      await rejectsWith(store.loadCluster(), 'unavailable');
      assert.equal(await store.isReachable(), false);
    });
  });

  describe('several processes', () => {
    it('keeps all of 200 edits that two processes make at the same time', async () => {
      const bench = await makeBench();
      const store = openOn(bench);
      await store.initialise(LEADER, BARE);
      const writers = ['p', 'q'].map((name) => new WriterProcess(bench, 'edit', name, 100));
      await Promise.all(writers.map((writer) => writer.ended()));
      for (const writer of writers) assert.equal(writer.acknowledged.length, 100);

      const { configuration } = await store.loadCluster();
      const expected = writers.flatMap((writer) => writer.acknowledged).sort();
      assert.deepEqual(configuration.services.map((service) => service.name).sort(), expected);
      assert.equal(configuration.stamp.version, 200);
      assert.equal(new Set(expected).size, 200);
    });

    it('loses nothing acknowledged when the writing process is killed at any moment', async () => {
      const bench = await makeBench();
      const first = openOn(bench);
      await first.initialise(LEADER, BARE);
      await first.close();
      const acknowledged: string[] = [];
      for (let life = 0; life < 4; life += 1) {
        const writer = new WriterProcess(bench, 'all', `l${life}-`, 100_000);
        const wanted = 1 + Math.floor(Math.random() * 25);
        await eventually(() => writer.acknowledged.length >= wanted, 20_000, `${wanted} acknowledged writes`);
        await writer.kill();
        acknowledged.push(...writer.acknowledged);

        const store = openOn(bench);
        const { configuration } = await store.loadCluster();
        const memory = await store.loadMemory();
        const journal = await store.readJournal(100_000);
        const made = await store.listMadeRecords();
        const stored = {
          edit: new Set(configuration.services.map((service) => service.name)),
          memory: new Set(memory.flaps.map((flap) => flap.nodeId)),
          journal: new Set(journal.map((row) => row.reason)),
          made: new Set(made.map((record) => record.recordId)),
        };
        for (const [what, names] of Object.entries(stored)) {
          const lost = acknowledged.filter((name) => !names.has(name));
          assert.deepEqual(lost, [], `${what} lost after ${acknowledged.length} acknowledged writes`);
        }
        // What was under way is there as a whole or not at all.
        assert.equal(configuration.services.length, configuration.stamp.version);
        assertPairs(memory);
        await store.close();
      }
    });
  });
}

/** The writer stores a flap and a take-over together. */
function assertPairs(memory: Memory): void {
  assert.deepEqual(
    memory.flaps.map((flap) => flap.nodeId).sort(),
    memory.takeOvers.map((takeOver) => takeOver.nodeId).sort(),
  );
}

/** Message, texts and the chain of causes. */
function describeWhole(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.stack ?? ''} ${JSON.stringify(error)} ${describeWhole(error.cause)}`;
}
