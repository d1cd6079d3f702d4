import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROFILES, resolveTimers } from '../../src/config/timers.ts';
import { every, jobTable } from '../../src/daemon/jobs.ts';

const NOTHING = (): Promise<void> => Promise.resolve();
const ACTIONS = {
  dnsRound: NOTHING,
  checkAddresses: NOTHING,
  pushToLegacy: NOTHING,
  housekeep: NOTHING,
  prune: NOTHING,
};

describe('an interval as a cron expression', () => {
  const cases = [
    { seconds: 1, cron: '*/1 * * * * *' },
    { seconds: 10, cron: '*/10 * * * * *' },
    { seconds: 25, cron: '*/20 * * * * *' },
    { seconds: 59, cron: '*/30 * * * * *' },
    { seconds: 60, cron: '0 */1 * * * *' },
    { seconds: 120, cron: '0 */2 * * * *' },
    { seconds: 600, cron: '0 */10 * * * *' },
    { seconds: 3_600, cron: '0 0 * * * *' },
    { seconds: 0.2, cron: '*/1 * * * * *' },
  ];
  for (const { seconds, cron } of cases) {
    it(`${seconds} s: ${cron}`, () => {
      assert.equal(every(seconds * 1_000), cron);
    });
  }
});

describe('the table of jobs', () => {
  it('names every job once, with a limit', () => {
    for (const profile of PROFILES) {
      const jobs = jobTable(ACTIONS, resolveTimers(profile));
      assert.equal(new Set(jobs.map(({ name }) => name)).size, jobs.length);
      for (const { name, cron, stuckAfterMs } of jobs) {
        assert.equal(cron.split(' ').length, 6, name);
        assert.ok(stuckAfterMs > 0, name);
      }
    }
  });

  it('reads the zones at least every recSlow', () => {
    const [round] = jobTable(ACTIONS, resolveTimers('normal'));
    assert.deepEqual([round?.name, round?.cron], ['dns-round', '0 */1 * * * *']);
  });
});
