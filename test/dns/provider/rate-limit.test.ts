import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RateLimit } from '../../../src/dns/provider/rate-limit.ts';
import { ManualClock, settle } from './manual-clock.ts';

const never = new AbortController().signal;

describe('the rate limit', () => {
  it('lets a burst go at once and the rest at the rate', async () => {
    const clock = new ManualClock();
    const limit = new RateLimit({ clock, callsPerSecond: 10, burst: 3 });
    const start = clock.monotonicMs();
    const leftAt: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      void limit.take(10_000, never).then(() => leftAt.push(clock.monotonicMs() - start));
    }
    await clock.advance(1_000);
    assert.deepEqual(leftAt, [0, 0, 0, 100, 200, 300]);
  });

  it('never lets more than rate × time + burst leave, however calls arrive', async () => {
    const clock = new ManualClock();
    const limit = new RateLimit({ clock, callsPerSecond: 20, burst: 5 });
    let left = 0;
    for (let step = 0; step < 100; step += 1) {
      for (let i = 0; i < (step * 7) % 5; i += 1) void limit.take(60_000, never).then(() => (left += 1));
      await clock.advance(50);
      assert.ok(left <= 5 + (20 * 50 * (step + 1)) / 1000, `step ${step}: ${left}`);
    }
    assert.ok(left >= 100, `it should not be slower than its rate: ${left}`);
  });

  it('says no at once to a call that could not leave in time, and holds back nobody behind it', async () => {
    const clock = new ManualClock();
    const limit = new RateLimit({ clock, callsPerSecond: 1, burst: 1 });
    assert.equal(await limit.take(0, never), true);
    assert.equal(await limit.take(500, never), false);
    const patient = limit.take(2_000, never);
    await clock.advance(1_000);
    assert.equal(await patient, true);
  });

  it('gives the token of a call that was called off to the next one', async () => {
    const clock = new ManualClock();
    const limit = new RateLimit({ clock, callsPerSecond: 1, burst: 1 });
    await limit.take(0, never);
    const controller = new AbortController();
    const off = limit.take(5_000, controller.signal);
    await settle();
    controller.abort();
    assert.equal(await off, false);
    assert.equal(clock.pending, 0);
    const next = limit.take(5_000, never);
    await clock.advance(1_000);
    assert.equal(await Promise.race([next, Promise.resolve('waiting')]), true);
  });
});
