import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DurableQueue } from '../../src/daemon/durable-queue.ts';
import { AppError } from '../../src/model/app-error.ts';
import { text } from '../../src/model/text.ts';
import { silentLog } from '../../src/platform/log.ts';
import { MemoryStore } from '../../src/store/memory-store.ts';
import type { JournalRow, Memory } from '../../src/store/store.ts';
import { HandClock, SECOND, turn } from './a-state.ts';

const flapAt = (at: number): Partial<Memory> => ({ flaps: [{ nodeId: 'b', at }] });
const rowAt = (at: number): JournalRow => ({
  at,
  cellKey: 'example.test|www|A|default',
  oldValue: null,
  newValue: '47.92.0.1',
  reason: 'own-address',
  evidence: {},
});

/** A store whose database can be taken away. */
class SickStore extends MemoryStore {
  failure: Error | null = null;

  override async saveMemory(changes: Partial<Memory>): Promise<void> {
    if (this.failure !== null) throw this.failure;
    await super.saveMemory(changes);
  }

  override async appendJournal(rows: readonly JournalRow[]): Promise<void> {
    if (this.failure !== null) throw this.failure;
    await super.appendJournal(rows);
  }
}

function aQueue() {
  const store = new SickStore();
  const clock = new HandClock();
  const reachable: boolean[] = [];
  const queue = new DurableQueue(store, clock, silentLog, (isReachable) => reachable.push(isReachable));
  return { store, clock, queue, reachable };
}

const AWAY = new AppError('unavailable', text('away', '不在'));

describe('writes that nobody waits for', () => {
  it('arrive in order', async () => {
    const { store, queue } = aQueue();
    for (const at of [1, 2, 3]) {
      queue.saveMemory(flapAt(at));
      queue.appendJournal(rowAt(at));
    }
    await turn();
    assert.deepEqual(
      (await store.loadMemory()).flaps.map(({ at }) => at),
      [1, 2, 3],
    );
    assert.deepEqual(
      (await store.readJournal(9)).map(({ at }) => at),
      [3, 2, 1],
    );
  });

  it('wait while the database is away, say so once, and follow when it is back', async () => {
    const { store, clock, queue, reachable } = aQueue();
    store.failure = AWAY;
    queue.saveMemory(flapAt(1));
    queue.appendJournal(rowAt(1));
    await clock.pass(60 * SECOND);
    assert.deepEqual(reachable, [false]);
    assert.deepEqual((await store.loadMemory()).flaps, []);
    store.failure = null;
    await clock.pass(5 * SECOND);
    assert.deepEqual(reachable, [false, true]);
    assert.equal((await store.loadMemory()).flaps.length, 1);
    assert.equal((await store.readJournal(9)).length, 1);
  });

  it('that can never be stored do not hold up the others', async () => {
    const { store, queue } = aQueue();
    store.failure = new Error('a fault in the note itself');
    queue.saveMemory(flapAt(1));
    await turn();
    store.failure = null;
    queue.saveMemory(flapAt(2));
    await turn();
    assert.deepEqual(
      (await store.loadMemory()).flaps.map(({ at }) => at),
      [2],
    );
  });

  it('go on in the journal after a row that can never be stored', async () => {
    const { store, queue } = aQueue();
    store.failure = new Error('a fault in the row itself');
    queue.appendJournal(rowAt(1));
    await turn();
    store.failure = null;
    for (const at of [2, 3]) {
      queue.appendJournal(rowAt(at));
      await turn();
    }
    assert.deepEqual(
      (await store.readJournal(9)).map(({ at }) => at),
      [3, 2],
    );
  });

  it('without content are not sent', async () => {
    const { store, queue } = aQueue();
    store.failure = AWAY;
    queue.saveMemory({ flaps: [], addressBook: [] });
    await turn();
    store.failure = null;
    assert.deepEqual((await store.loadMemory()).flaps, []);
  });

  it('closing waits for what is on its way, but not for ever', async () => {
    const { store, clock, queue } = aQueue();
    store.failure = AWAY;
    queue.saveMemory(flapAt(1));
    let isClosed = false;
    void queue.close(3 * SECOND).then(() => {
      isClosed = true;
    });
    await clock.pass(2.9 * SECOND);
    assert.equal(isClosed, false);
    await clock.pass(0.2 * SECOND);
    assert.equal(isClosed, true);
    assert.equal(clock.waiting, 0);
  });
});
