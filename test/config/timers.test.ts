import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseDuration } from '../../src/config/duration.ts';
import { PROFILES, TIMER_FIELDS, checkTimers, resolveTimers } from '../../src/config/timers.ts';
import type { TimerName } from '../../src/config/timers.ts';

describe('a profile', () => {
  for (const profile of PROFILES) {
    it(`${profile} gives every timer a value and breaks no inequality`, () => {
      const timers = resolveTimers(profile);
      for (const field of Object.values(TIMER_FIELDS)) assert.ok(timers[field] > 0, field);
      assert.equal(Object.keys(timers).length, Object.keys(TIMER_FIELDS).length);
      assert.deepEqual(checkTimers(timers, profile), []);
    });
  }

  it('has the values of the protocol', () => {
    const columns = (
      field: 'heartbeatMs' | 'deadMs' | 'exitMs' | 'relayMs' | 'graceMs' | 'leaseMs' | 'holdMs',
    ): number[] => PROFILES.map((profile) => resolveTimers(profile)[field] / 1000);
    assert.deepEqual(columns('heartbeatMs'), [8, 3, 15, 10]);
    assert.deepEqual(columns('deadMs'), [60, 35, 180, 150]);
    assert.deepEqual(columns('exitMs'), [20, 15, 60, 75]);
    assert.deepEqual(columns('relayMs'), [8.8, 3.3, 16.5, 40]);
    assert.deepEqual(columns('graceMs'), [60, 35, 180, 150]);
    assert.deepEqual(columns('leaseMs'), [120, 90, 300, 255]);
    assert.deepEqual(columns('holdMs'), [120, 60, 600, 300]);
  });

  it('lets what follows from other timers follow them, unless it is given', () => {
    const timers = resolveTimers('normal', { tHb: 4_000, tDead: 90_000 });
    assert.equal(timers.relayMs, 4_400);
    assert.equal(timers.graceMs, 90_000);
    assert.equal(resolveTimers('normal', { tDead: 90_000, tGrace: 95_000 }).graceMs, 95_000);
    assert.equal(resolveTimers('large', { tHb: 4_000 }).relayMs, 40_000);
    assert.equal(
      resolveTimers('normal', { dRw: 15_000 }).exitMs,
      25_000,
      'every call must have shown by then',
    );
    assert.equal(
      resolveTimers('normal', { tDead: 14_100 }).exitMs,
      14_100,
      'never later than without a note',
    );
    assert.equal(resolveTimers('normal', { dRw: 15_000, tExit: 30_000 }).exitMs, 30_000);
    const slow = resolveTimers('normal', {
      tDead: 900_000,
      refresh: 700_000,
      lease: 2_000_000,
      recSlow: 400_000,
    });
    assert.deepEqual(
      [slow.longRefreshMs, slow.longLeaseMs, slow.oldMs, slow.readMostMs],
      [700_000, 1_615_000, 908_800, 400_000],
    );
  });
});

describe('timers that do not go together', () => {
  const rows: readonly (readonly [Partial<Record<TimerName, number>>, string])[] = [
    [
      { tDead: 50_000 },
      'C1: tDead (50 s) must be at least tUnacked + tTick + tWpub + dRw + tRelay + 5 s = 59.8 s',
    ],
    [{ lease: 100_000 }, 'C2: lease − refresh (60 s) must be at least tDead + tWpub = 75 s'],
    [{ tUnacked: 19_000 }, 'C3: tUnacked (19 s) must be at least 2 × 1.1 × tHb + 2 s = 19.6 s'],
    [{ tUnknown: 45_999 }, 'C4: tUnknown (45.999 s) must be at least 2 × tHb + dRw + 2 × tFresh = 46 s'],
    [{ tSettle: 19_999 }, 'C5: tSettle (19.999 s) must be at least 2 × dRw = 20 s'],
    [{ tFresh: 10_001 }, 'C5: tFresh (10.001 s) must be at most tProv + 2 s = 10 s'],
    [{ tExit: 19_999 }, 'C6: tExit (19.999 s) must be at least tProv + dRw + 2 s = 20 s'],
    [{ tExit: 60_001 }, 'C6: tExit (60.001 s) must be at most tDead = 60 s'],
    [{ longLease: 674_999 }, 'C7: longLease − longRefresh (74.999 s) must be at least tDead + tWpub = 75 s'],
    [{ longRefresh: 39_999 }, 'C7: longRefresh (39.999 s) must be at least refresh = 40 s'],
    [{ tOld: 68_799 }, 'C7: tOld (68.799 s) must be at least tDead + tRelay = 68.8 s'],
    [{ recMost: 59_999 }, 'C8: recMost (59.999 s) must be at least recSlow = 60 s'],
    [{ tGrace: 59_999 }, 'C5: tGrace (59.999 s) must be at least tDead = 60 s'],
  ];
  for (const [overrides, sentence] of rows) {
    it(`are refused: ${sentence}`, () => {
      const found = checkTimers(resolveTimers('normal', overrides), 'normal').map(({ text }) => text.en);
      assert.deepEqual(found, [sentence]);
    });
  }

  it('are allowed at the very edge', () => {
    const edge = { tDead: 59_800, lease: 114_800, tUnknown: 46_000, tSettle: 20_000 };
    assert.deepEqual(checkTimers(resolveTimers('normal', edge), 'normal'), []);
  });

  it('are measured by the age of gossip in a large cluster', () => {
    const found = checkTimers(resolveTimers('large', { tUnacked: 57_000 }), 'large');
    assert.deepEqual(
      found.map(({ text }) => text.en),
      ['C3: tUnacked (57 s) must be at least 2 × 2.9 × tHb = 58 s'],
    );
  });

  it('are all named at once, in both languages', () => {
    const found = checkTimers(resolveTimers('normal', { tDead: 10_000, tSettle: 1_000 }), 'normal');
    assert.deepEqual(
      found.map(({ rule, timer }) => [rule, timer]),
      [
        ['C1', 'tDead'],
        ['C5', 'tSettle'],
      ],
    );
    assert.match(found[0]?.text.zh ?? '', /^C1：tDead（10 s）不得小于 tUnacked .* = 59\.8 s$/);
  });
});

describe('a duration', () => {
  const rows: readonly (readonly [string | number, number | null])[] = [
    ['60s', 60_000],
    ['500ms', 500],
    ['2m', 120_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    [' 2 m 5 s ', 125_000],
    ['60', 60_000],
    [60, 60_000],
    [0.5, 500],
    ['', null],
    ['60 sec', null],
    ['-5s', null],
    ['s', null],
    ['1d', null],
    [Number.NaN, null],
  ];
  for (const [input, ms] of rows) {
    it(`${JSON.stringify(input)} is ${String(ms)} ms`, () => {
      assert.equal(parseDuration(input), ms);
    });
  }
});
