import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { Ended, startDeadline, unlessEnded } from '../../../src/dns/provider/deadline.ts';
import { ManualClock } from './manual-clock.ts';

describe('a deadline', () => {
  it('aborts when the time is up and says so', async () => {
    const clock = new ManualClock();
    const deadline = startDeadline(clock, 8_000, []);
    await clock.advance(7_999);
    assert.equal(deadline.ending, null);
    assert.equal(deadline.remainingMs(), 1);
    await clock.advance(1);
    assert.equal(deadline.ending, 'timeout');
    assert.equal(deadline.signal.aborted, true);
    assert.equal(deadline.remainingMs(), 0);
  });

  it('aborts with any of the outer signals, also one that has aborted before', () => {
    const outer = new AbortController();
    const deadline = startDeadline(new ManualClock(), 8_000, [undefined, outer.signal]);
    outer.abort();
    assert.equal(deadline.ending, 'cancelled');
    assert.equal(startDeadline(new ManualClock(), 8_000, [outer.signal]).ending, 'cancelled');
  });

  it('leaves no timer and no listener behind', () => {
    const clock = new ManualClock();
    const outer = new AbortController();
    startDeadline(clock, 8_000, [outer.signal]).end();
    assert.equal(clock.pending, 0);
    assert.equal(getEventListeners(outer.signal, 'abort').length, 0);
  });

  it('does not wait for work that never ends', async () => {
    const controller = new AbortController();
    const waiting = unlessEnded(new Promise(() => undefined), controller.signal);
    controller.abort();
    await assert.rejects(waiting, Ended);
  });
});
