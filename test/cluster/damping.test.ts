import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { countOverturned, holdForMs } from '../../src/cluster/damping.ts';
import { SECOND, TIMERS } from './a-peer.ts';

const HOUR = 3_600_000;
const NOW = 10 * HOUR;

describe('hold-down', () => {
  const cases = [
    { name: 'never flapped', flapsAt: [], seconds: 120 },
    { name: 'once', flapsAt: [NOW - 1], seconds: 120 },
    { name: 'twice', flapsAt: [NOW - 1, NOW - 2], seconds: 240 },
    { name: 'five times', flapsAt: [1, 2, 3, 4, 5].map((age) => NOW - age), seconds: 1920 },
    { name: 'ten times: the cap', flapsAt: Array.from({ length: 10 }, () => NOW - 1), seconds: 3600 },
    {
      name: 'next year, by a calendar that was wrong',
      flapsAt: [1, 2].map((days) => NOW + days * 24 * HOUR),
      seconds: 120,
    },
    { name: 'long ago', flapsAt: [NOW - 6 * HOUR, NOW - 7 * HOUR, NOW - 1], seconds: 120 },
  ];
  for (const { name, flapsAt, seconds } of cases) {
    it(`${name}: ${seconds} s`, () => {
      assert.equal(holdForMs(flapsAt, NOW, TIMERS), seconds * SECOND);
    });
  }
});

describe('overturned verdicts', () => {
  const cases = [
    { name: 'none', ages: [], count: 0 },
    { name: 'several cells within 30 s are one', ages: [100, 90, 75].map((age) => age * SECOND), count: 1 },
    { name: '31 s apart are two', ages: [100 * SECOND, 69 * SECOND], count: 2 },
    { name: 'older than six hours are forgotten', ages: [6 * HOUR, 5 * HOUR], count: 1 },
  ];
  for (const { name, ages, count } of cases) {
    it(`${name}: ${count}`, () => {
      assert.equal(
        countOverturned(
          ages.map((age) => NOW - age),
          NOW,
        ),
        count,
      );
    });
  }
});
