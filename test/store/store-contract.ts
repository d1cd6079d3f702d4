// What every store must do, whatever it is made of. Each implementation's test file calls this once.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { AppError, type ErrorCode } from '../../src/model/app-error.ts';
import type { ClusterRecord, Memory, Store } from '../../src/store/store.ts';
import {
  asEdition,
  BARE,
  journalRow,
  largeCluster,
  LEADER,
  MEMORY,
  revealed,
  RICH,
  withService,
} from './samples.ts';

/** One database. */
export interface Bench {
  /** Another store on it, as another process would open it. */
  readonly open: () => Store;
}

/** @param makeBench makes an empty database */
export function checkStoreContract(makeBench: () => Promise<Bench>): void {
  const opened: Store[] = [];
  const start = async (): Promise<{ store: Store; open: () => Store }> => {
    const bench = await makeBench();
    const open = (): Store => {
      const store = bench.open();
      opened.push(store);
      return store;
    };
    const store = open();
    await store.prepare();
    return { store, open };
  };
  after(async () => {
    for (const store of opened) await store.close();
  });

  describe('identity and configuration', () => {
    checkConfiguration(start);
  });
  describe('concurrent changes', () => {
    checkConcurrency(start);
  });
  describe('memory, journal and made records', () => {
    checkMemory(start);
  });
}

type Start = () => Promise<{ store: Store; open: () => Store }>;

/** Checks that `promise` fails with an AppError of that code. */
export async function rejectsWith(promise: Promise<unknown>, code: ErrorCode): Promise<AppError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof AppError, `expected an AppError, got ${String(error)}`);
    assert.equal(error.code, code, error.message);
    return error;
  }
  assert.fail(`expected an AppError ${code}, but it succeeded`);
}

function checkConfiguration(start: Start): void {
  it('knows nothing before it is initialised, and says so', async () => {
    const { store } = await start();
    assert.equal(await store.loadIdentity(), null);
    await rejectsWith(store.loadCluster(), 'not-found');
    await rejectsWith(store.saveCluster(BARE, { epoch: 0, version: 0 }), 'not-found');
    await rejectsWith(
      store.editCluster(() => BARE),
      'not-found',
    );
    assert.deepEqual(await store.loadMemory(), {
      addressBook: [],
      ownAddresses: [],
      flaps: [],
      takeOvers: [],
    });
  });

  for (const [name, record] of [
    ['a rich', RICH],
    ['a bare', BARE],
    ['a large', largeCluster(100, 3)],
  ] as const) {
    it(`gives back ${name} configuration exactly as it was given`, async () => {
      const { store, open } = await start();
      await store.initialise(LEADER, record);
      const other = open();
      assert.deepEqual(revealed(await other.loadIdentity()), revealed(LEADER));
      assert.deepEqual(revealed(await other.loadCluster()), revealed(record));
    });
  }

  it('is initialised once only', async () => {
    const { store, open } = await start();
    await store.initialise(LEADER, RICH);
    await rejectsWith(open().initialise({ ...LEADER, id: 'other' }, BARE), 'conflict');
    assert.equal((await store.loadIdentity())?.id, LEADER.id);
    assert.deepEqual(revealed(await store.loadCluster()), revealed(RICH));
  });

  it('keeps nothing of a configuration that was replaced', async () => {
    const { store } = await start();
    await store.initialise(LEADER, RICH);
    await store.saveCluster(BARE, { epoch: 3, version: 12 });
    assert.deepEqual(revealed(await store.loadCluster()), revealed(BARE));
  });

  it('refuses a save that expects another edition, and changes nothing', async () => {
    const { store } = await start();
    await store.initialise(LEADER, RICH);
    for (const expected of [
      { epoch: 3, version: 11 },
      { epoch: 2, version: 12 },
    ]) {
      await rejectsWith(store.saveCluster(BARE, expected), 'conflict');
    }
    assert.deepEqual(revealed(await store.loadCluster()), revealed(RICH));
  });

  it('passes on what a change throws, and changes nothing', async () => {
    const { store } = await start();
    await store.initialise(LEADER, RICH);
    const refuse = (): never => {
      throw new RangeError('no such node');
    };
    await assert.rejects(store.editCluster(refuse), RangeError);
    assert.deepEqual(revealed(await store.loadCluster()), revealed(RICH));
    const next = await store.editCluster((current) => withService(current, 'mail'));
    assert.deepEqual(revealed(await store.loadCluster()), revealed(next));
  });

  it('shares no object with its callers', async () => {
    const { store } = await start();
    const given = structuredClone({ ...BARE, configuration: { ...BARE.configuration, services: [] } });
    await store.initialise(LEADER, given);
    const service = { name: 'x', zone: 'x', label: 'x', provider: 'x' };
    (given.configuration.services as unknown[]).push(service);
    ((await store.loadCluster()).configuration.services as unknown[]).push(service);
    const seen: ClusterRecord[] = [];
    const answered = await store.editCluster((current) => {
      seen.push(current);
      return asEdition(current, 0, 1);
    });
    for (const record of [...seen, answered]) (record.configuration.services as unknown[]).push(service);
    assert.deepEqual((await store.loadCluster()).configuration.services, []);
  });

  it('saves 100 services on 3 nodes in less than 100 ms', async () => {
    const { store } = await start();
    const record = largeCluster(100, 3);
    await store.initialise(LEADER, asEdition(record, 1, 0));
    const tookMs: number[] = [];
    for (let version = 0; version < 7; version += 1) {
      const startedAt = performance.now();
      await store.saveCluster(asEdition(record, 1, version + 1), { epoch: 1, version });
      tookMs.push(performance.now() - startedAt);
    }
    // The best of several: the machine that runs tests has other things to do as well.
    assert.ok(Math.min(...tookMs) < 100, `took ${tookMs.map(Math.round).join(', ')} ms`);
  });
}

function checkConcurrency(start: Start): void {
  it('lets one of several first initialisations win', async () => {
    const { store, open } = await start();
    const stores = [store, open(), open(), open()];
    const outcomes = await Promise.allSettled(
      stores.map((each, index) => each.initialise({ ...LEADER, id: `n${index}` }, BARE)),
    );
    const winners = outcomes.flatMap((outcome, index) =>
      outcome.status === 'fulfilled' ? [`n${index}`] : [],
    );
    assert.equal(winners.length, 1);
    assert.equal((await store.loadIdentity())?.id, winners[0]);
  });

  it('lets one of several saves win and tells the others', async () => {
    const { store, open } = await start();
    await store.initialise(LEADER, BARE);
    const stores = [store, open(), open(), open()];
    const outcomes = await Promise.allSettled(
      stores.map((each, index) => each.saveCluster(withService(BARE, `w${index}`), { epoch: 0, version: 0 })),
    );
    const winners = outcomes.flatMap((outcome, index) =>
      outcome.status === 'fulfilled' ? [`w${index}`] : [],
    );
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        assert.ok(outcome.reason instanceof AppError && outcome.reason.code === 'conflict');
      }
    }
    assert.equal(winners.length, 1);
    const names = (await store.loadCluster()).configuration.services.map((service) => service.name);
    assert.deepEqual(names, winners);
  });

  it('loses no edit of several stores at once', async () => {
    const { store, open } = await start();
    await store.initialise(LEADER, BARE);
    const stores = [store, open(), open()];
    const edits = Array.from({ length: 30 }, (_, index) => {
      return { name: `e${index}`, store: stores[index % 3] ?? store };
    });
    await Promise.all(
      edits.map((edit) => edit.store.editCluster((current) => withService(current, edit.name))),
    );
    const { configuration } = await store.loadCluster();
    const names = configuration.services.map((service) => service.name).sort();
    assert.deepEqual(names, edits.map((edit) => edit.name).sort());
    assert.equal(configuration.stamp.version, 30);
  });

  it('starts an edit again when somebody saved meanwhile', async () => {
    const { store, open } = await start();
    await store.initialise(LEADER, BARE);
    const edits = Promise.all([
      store.editCluster((current) => withService(current, 'edit')),
      // Repeats until its compare-and-set gets through between the edits.
      saveUntilItWins(open(), 'save'),
      store.editCluster((current) => withService(current, 'edit2')),
    ]);
    await edits;
    const names = (await store.loadCluster()).configuration.services.map((service) => service.name);
    assert.deepEqual(names.sort(), ['edit', 'edit2', 'save']);
  });
}

async function saveUntilItWins(store: Store, name: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const current = await store.loadCluster();
    try {
      await store.saveCluster(withService(current, name), current.configuration.stamp);
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    }
  }
  assert.fail('no save got through');
}

function checkMemory(start: Start): void {
  it('gives back what the protocol remembers', async () => {
    const { store, open } = await start();
    await store.saveMemory(MEMORY);
    assert.deepEqual(await open().loadMemory(), MEMORY);
    await store.saveMemory({});
    assert.deepEqual(await store.loadMemory(), MEMORY);
  });

  it('replaces entries with the same key and leaves the others', async () => {
    const { store } = await start();
    await store.saveMemory(MEMORY);
    const changes: Partial<Memory> = {
      addressBook: [{ nodeId: '乙', family: 'v6', address: '2001:db8::7', kind: 'current', order: 9 }],
      ownAddresses: [{ family: 'v4', address: '198.51.100.1', firstSeenAt: 1, lastSeenAt: 2 }],
      flaps: MEMORY.flaps,
      takeOvers: MEMORY.takeOvers.map((takeOver) => ({ ...takeOver, overturned: true })),
    };
    await store.saveMemory(changes);
    const memory = await store.loadMemory();
    assert.deepEqual(memory, {
      ...changes,
      addressBook: [MEMORY.addressBook[0], ...(changes.addressBook ?? [])],
    });
  });

  it('tells keys apart by case and accent, and orders entries by time', async () => {
    const { store } = await start();
    const flaps = ['b', 'B', 'ü', 'u', '🐾'].map((nodeId, index) => ({ nodeId, at: 1_000 - index }));
    await store.saveMemory({ flaps });
    const same = ['x', 'X'].map((nodeId) => ({ nodeId, at: 5 }));
    await store.saveMemory({ flaps: [...same, ...same] });
    const expected = [...same, ...flaps].sort((a, b) => a.at - b.at || (a.nodeId < b.nodeId ? -1 : 1));
    assert.deepEqual((await store.loadMemory()).flaps, expected);
  });

  it('keeps more entries than fit into one statement', async () => {
    const { store } = await start();
    const flaps = Array.from({ length: 700 }, (_, index) => ({ nodeId: `n${index % 7}`, at: index }));
    await store.saveMemory({ flaps });
    assert.deepEqual((await store.loadMemory()).flaps, flaps);
  });

  it('forgets what is older than asked, and nothing else', async () => {
    const { store } = await start();
    const own = (address: string, lastSeenAt: number): Memory['ownAddresses'][number] => {
      return { family: 'v4', address, firstSeenAt: 1, lastSeenAt };
    };
    const takeOver = (at: number): Memory['takeOvers'][number] => {
      return { nodeId: 'a', cellKey: 'c', at, overturned: true };
    };
    await store.saveMemory({
      addressBook: MEMORY.addressBook,
      ownAddresses: [own('192.0.2.1', 99), own('192.0.2.2', 100)],
      flaps: [
        { nodeId: 'a', at: 199 },
        { nodeId: 'a', at: 200 },
      ],
      takeOvers: [takeOver(199), takeOver(200)],
    });
    await store.appendJournal([journalRow(299, 'old'), journalRow(300, 'new')]);
    await store.prune({ ownAddresses: 100, events: 200, journal: 300 });
    assert.deepEqual(await store.loadMemory(), {
      addressBook: MEMORY.addressBook,
      ownAddresses: [own('192.0.2.2', 100)],
      flaps: [{ nodeId: 'a', at: 200 }],
      takeOvers: [takeOver(200)],
    });
    assert.deepEqual(await store.readJournal(10), [journalRow(300, 'new')]);
  });

  it('forgets former addresses beyond the 16 claimed last, per node and family', async () => {
    const { store } = await start();
    const claim = (nodeId: string, order: number, kind: 'current' | 'previous') =>
      ({ nodeId, family: 'v4', address: `192.0.2.${order}`, kind, order }) as const;
    const former = Array.from({ length: 20 }, (_, index) => claim('a', index + 2, 'previous'));
    const kept = [claim('a', 1, 'current'), claim('b', 3, 'previous')];
    await store.saveMemory({ addressBook: [...kept, ...former] });
    await store.prune({ ownAddresses: 0, events: 0, journal: 0 });
    const { addressBook } = await store.loadMemory();
    const orders = (nodeId: string): readonly number[] =>
      addressBook.filter((one) => one.nodeId === nodeId).map(({ order }) => order);
    assert.deepEqual(orders('a'), [1, ...former.slice(4).map(({ order }) => order)]);
    assert.deepEqual(orders('b'), [3]);
  });

  it('reads the journal newest first, also when clocks went back', async () => {
    const { store, open } = await start();
    await store.appendJournal([]);
    await store.appendJournal([journalRow(5, 'first'), journalRow(5, 'second')]);
    await store.appendJournal([journalRow(1, '第三 🐾')]);
    const rows = [journalRow(1, '第三 🐾'), journalRow(5, 'second'), journalRow(5, 'first')];
    assert.deepEqual(await open().readJournal(10), rows);
    assert.deepEqual(await store.readJournal(2), rows.slice(0, 2));
    assert.deepEqual(await store.readJournal(0), []);
  });

  it('lists the records it made until they are removed', async () => {
    const { store, open } = await start();
    const made = (
      provider: string,
      recordId: string,
      cellKey = 'c',
    ): Parameters<Store['addMadeRecord']>[0] => {
      return { provider, zone: '例子.test', recordId, cellKey };
    };
    await store.addMadeRecord(made('Ali', '9007199254740993'));
    await store.addMadeRecord(made('Ali', '9007199254740992'));
    await store.addMadeRecord(made('Other', '9007199254740993'));
    await store.addMadeRecord(made('Ali', '9007199254740993', 'again'));
    assert.deepEqual(await open().listMadeRecords(), [
      made('Ali', '9007199254740992'),
      made('Ali', '9007199254740993', 'again'),
      made('Other', '9007199254740993'),
    ]);
    await store.removeMadeRecord('Ali', '9007199254740993');
    await store.removeMadeRecord('Ali', 'never-there');
    assert.deepEqual(
      (await store.listMadeRecords()).map((record) => `${record.provider} ${record.recordId}`),
      ['Ali 9007199254740992', 'Other 9007199254740993'],
    );
  });

  it('answers whether it is reachable, and closes twice without complaint', async () => {
    const { store } = await start();
    assert.equal(await store.isReachable(), true);
    await store.close();
    await store.close();
  });
}
