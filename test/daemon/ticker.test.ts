import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startTicker } from '../../src/daemon/ticker.ts';
import { silentMeter } from '../../src/metrics/meter.ts';
import { silentLog } from '../../src/platform/log.ts';
import { HandClock, SECOND } from './a-state.ts';

describe('the ticker', () => {
  it('ticks once a second, and no more after it was stopped', async () => {
    const clock = new HandClock();
    const ticks: number[] = [];
    const ticker = startTicker(() => ticks.push(clock.now), SECOND, clock, silentLog, silentMeter);
    await clock.pass(3.5 * SECOND);
    ticker.stop();
    await clock.pass(10 * SECOND);
    assert.deepEqual(ticks, [1_000, 2_000, 3_000]);
    assert.equal(clock.waiting, 0);
  });

  it('does not make up for ticks that a stop swallowed', async () => {
    const clock = new HandClock();
    let ticks = 0;
    const lateness: number[] = [];
    const meter = { ...silentMeter, tickLatenessSeconds: (seconds: number) => lateness.push(seconds) };
    const ticker = startTicker(() => (ticks += 1), SECOND, clock, silentLog, meter);
    clock.now = 60 * SECOND;
    await clock.pass(0);
    assert.equal(ticks, 2, 'the late one and the one after it');
    assert.equal(lateness[0], 59);
    await clock.pass(2 * SECOND);
    assert.equal(ticks, 4);
    ticker.stop();
  });

  it('goes on after a tick that failed', async () => {
    const clock = new HandClock();
    let ticks = 0;
    const fail = (): void => {
      ticks += 1;
      throw new Error('no');
    };
    const ticker = startTicker(fail, SECOND, clock, silentLog, silentMeter);
    await clock.pass(3 * SECOND);
    ticker.stop();
    assert.equal(ticks, 3);
  });
});
