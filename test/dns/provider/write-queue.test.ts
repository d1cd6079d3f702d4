import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ended } from '../../../src/dns/provider/deadline.ts';
import { WriteQueue } from '../../../src/dns/provider/write-queue.ts';
import { settle } from './manual-clock.ts';

const never = new AbortController().signal;

function gate(): { readonly opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    opened,
    open: () => {
      open();
    },
  };
}

describe('the write queue', () => {
  it('runs writes to one zone one after another, in the order of asking', async () => {
    const queue = new WriteQueue();
    const log: string[] = [];
    const first = gate();
    const a = queue.run('example.test', never, async () => {
      log.push('a in');
      await first.opened;
      log.push('a out');
    });
    const b = queue.run('EXAMPLE.test', never, async () => log.push('b'));
    await settle();
    assert.deepEqual(log, ['a in']);
    first.open();
    await Promise.all([a, b]);
    assert.deepEqual(log, ['a in', 'a out', 'b']);
  });

  it('lets zones go their own way', async () => {
    const queue = new WriteQueue();
    const stuck = gate();
    const a = queue.run('one.test', never, () => stuck.opened);
    assert.equal(await queue.run('two.test', never, async () => 2), 2);
    stuck.open();
    await a;
  });

  it('goes on after a write that failed', async () => {
    const queue = new WriteQueue();
    const a = queue.run('example.test', never, async () => {
      throw new Error('no');
    });
    const b = queue.run('example.test', never, async () => 'b');
    await assert.rejects(a, /no/);
    assert.equal(await b, 'b');
  });

  it('never runs a write whose signal aborted while it waited, nor lets the next one overtake', async () => {
    const queue = new WriteQueue();
    const log: string[] = [];
    const first = gate();
    const a = queue.run('example.test', never, () => first.opened);
    const controller = new AbortController();
    const b = queue.run('example.test', controller.signal, async () => log.push('b'));
    const c = queue.run('example.test', never, async () => log.push('c'));
    controller.abort();
    await assert.rejects(b, Ended);
    await settle();
    assert.deepEqual(log, []);
    first.open();
    await Promise.all([a, c]);
    assert.deepEqual(log, ['c']);
    await settle();
    assert.equal(queue.busyZones, 0);
  });
});
