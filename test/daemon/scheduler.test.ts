import assert from 'node:assert/strict';
import { afterEach, describe, it, mock } from 'node:test';
import type { Job } from '../../src/daemon/jobs.ts';
import { startScheduler } from '../../src/daemon/scheduler.ts';
import { silentMeter } from '../../src/metrics/meter.ts';
import { silentLog } from '../../src/platform/log.ts';
import { HandClock, SECOND } from './a-state.ts';

const HOUR = 3_600_000;

/** The calendar that node-cron reads goes along with the clock, and can be set. */
class Calendar extends HandClock {
  constructor() {
    super();
    mock.timers.enable({ apis: ['Date'], now: this.wallMs() });
  }

  async seconds(count: number): Promise<void> {
    for (let step = 0; step < count * 10; step += 1) {
      mock.timers.setTime(this.wallMs() + 100);
      await this.pass(100);
    }
  }

  jump(ms: number): void {
    this.wallLeadMs += ms;
    mock.timers.setTime(this.wallMs());
  }
}

function aJob(run: () => Promise<void>): Job {
  return { name: 'test', cron: '*/10 * * * * *', stuckAfterMs: HOUR, run };
}

afterEach(() => {
  mock.timers.reset();
});

describe('the regular jobs', () => {
  const jumps = [
    { title: 'is set back by an hour', ms: -HOUR },
    { title: 'is set back by a year', ms: -365 * 24 * HOUR },
    { title: 'is set forward by a day', ms: 24 * HOUR },
    { title: 'is set forward by a year', ms: 365 * 24 * HOUR },
  ];
  for (const { title, ms } of jumps) {
    it(`go on at their pace when the calendar ${title}, and hold nothing up`, async () => {
      const clock = new Calendar();
      const runs: number[] = [];
      const job = aJob(() => {
        runs.push(clock.now);
        return Promise.resolve();
      });
      const scheduler = startScheduler([job], clock, silentLog, silentMeter);
      await clock.seconds(60);
      assert.equal(runs.length, 6);
      clock.jump(ms);
      const begunAt = performance.now();
      await clock.seconds(60);
      const later = runs.length - 6;
      assert.ok(later >= 5 && later <= 7, `${later} runs`);
      assert.ok(performance.now() - begunAt < 5 * SECOND, 'nothing is counted off');
      scheduler.stop();
    });
  }

  it('never overlap themselves, and end when told to', async () => {
    const clock = new Calendar();
    let runs = 0;
    let release: () => void = () => undefined;
    const job = aJob(() => {
      runs += 1;
      return new Promise((resolve) => {
        release = resolve;
      });
    });
    const scheduler = startScheduler([job], clock, silentLog, silentMeter);
    await clock.seconds(35);
    assert.equal(runs, 1);
    release();
    await clock.seconds(10);
    assert.equal(runs, 2);
    release();
    scheduler.stop();
    await clock.seconds(30);
    assert.equal(runs, 2);
    assert.equal(clock.waiting, 0);
  });
});
