import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wasStopped } from '../../src/cluster/stop-guard.ts';

describe('a process was stopped', () => {
  const cases = [
    { name: 'a tick in time', elapsed: 1_000, wall: 1_000, isStopped: false },
    { name: 'a tick 15 s late', elapsed: 16_000, wall: 16_000, isStopped: false },
    { name: 'a tick more than 15 s late', elapsed: 16_001, wall: 16_001, isStopped: true },
    {
      name: 'a machine that slept: only the calendar went on',
      elapsed: 1_000,
      wall: 60_000,
      isStopped: true,
    },
    { name: 'a calendar set back a year', elapsed: 1_000, wall: -31_536_000_000, isStopped: true },
    { name: 'a calendar corrected by 10 s', elapsed: 1_000, wall: 11_000, isStopped: false },
  ];
  for (const { name, elapsed, wall, isStopped } of cases) {
    it(`${name}: ${isStopped ? 'yes' : 'no'}`, () => {
      const last = { monotonic: 5_000, wall: 1_700_000_000_000 };
      const now = { monotonic: 5_000 + elapsed, wall: 1_700_000_000_000 + wall };
      assert.equal(wasStopped(last, now, 1_000, 15_000), isStopped);
    });
  }
});
