import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import {
  formatAge,
  formatAgo,
  formatInstant,
  formatOffset,
  isoOf,
} from '../../../src/http/views/format-time.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

describe('formatAge', () => {
  const rows: readonly (readonly [number, string, string])[] = [
    [0, '0 s', '0 秒'],
    [59.9 * SECOND, '59 s', '59 秒'],
    [60 * SECOND, '1 min', '1 分钟'],
    [HOUR - 1, '59 min', '59 分钟'],
    [HOUR, '1 h', '1 小时'],
    [3 * HOUR + 20 * 60 * SECOND, '3 h 20 min', '3 小时 20 分钟'],
    [52 * HOUR, '2 d 4 h', '2 天 4 小时'],
    [-5 * SECOND, '0 s', '0 秒'],
    [Number.NaN, '0 s', '0 秒'],
  ];
  for (const [ms, en, zh] of rows) {
    it(`writes ${ms} ms as ${en}`, () => {
      assert.equal(formatAge(ms, 'en'), en);
      assert.equal(formatAge(ms, 'zh'), zh);
    });
  }

  it('puts the past behind the age in both languages', () => {
    assert.equal(formatAgo(45 * SECOND, 'en'), '45 s ago');
    assert.equal(formatAgo(45 * SECOND, 'zh'), '45 秒前');
  });
});

describe('instants', () => {
  it('are written in the zone asked for', () => {
    const at = Date.UTC(2026, 10, 20, 20, 14, 5);
    assert.equal(formatInstant(at, 0), '2026-11-20 20:14:05');
    assert.equal(formatInstant(at, 480), '2026-11-21 04:14:05');
    assert.equal(formatInstant(at, -210), '2026-11-20 16:44:05');
  });

  it('that are none do not break the page', () => {
    assert.equal(isoOf(Number.NaN), '1970-01-01T00:00:00.000Z');
  });

  it('name their zone', () => {
    assert.deepEqual([0, 480, -210, 345].map(formatOffset), ['UTC', 'UTC+8', 'UTC-3:30', 'UTC+5:45']);
  });
});
