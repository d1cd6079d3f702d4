/** What is drawn: everything that can go wrong, sooner or later, and the same for the same seed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkTimers } from '../../../src/config/timers.ts';
import { LINES } from '../../../src/model/line.ts';
import { FAULT_KINDS } from '../faults/all-faults.ts';
import { drawSchedule, timersOf } from './draw-schedule.ts';
import type { Schedule } from './schedule.ts';

const HOUR = 3_600_000;
const MANY: readonly Schedule[] = Array.from({ length: 1_000 }, (_, seed) => drawSchedule(seed));

function share(isSo: (schedule: Schedule) => boolean): number {
  return MANY.filter(isSo).length / MANY.length;
}

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(drawSchedule(7), drawSchedule(7));
    assert.notDeepEqual({ ...drawSchedule(7), seed: 8 }, drawSchedule(8));
  });

  it('is plain JSON, and the same after a journey through it', () => {
    for (const schedule of MANY.slice(0, 50)) {
      assert.deepEqual(JSON.parse(JSON.stringify(schedule)), schedule);
    }
  });

  it('has its faults in order of time and within its troubled part', () => {
    for (const { faults, troubleMs, seed } of MANY) {
      assert.equal(troubleMs, 1.25 * HOUR);
      for (const [index, { at, lastsMs }] of faults.entries()) {
        assert.ok(at >= (faults[index - 1]?.at ?? 0) && at < troubleMs, `seed ${seed}, fault ${index}`);
        assert.ok(Number.isInteger(at) && Number.isInteger(lastsMs) && lastsMs >= 0, `seed ${seed}`);
      }
    }
  });

  it('is as long and as large as asked for', () => {
    const { cluster, troubleMs, profile } = drawSchedule(1, { nodes: 6, hours: 0.5, profile: 'calm' });
    assert.deepEqual([cluster.nodes.length, troubleMs, profile], [6, HOUR / 2, 'calm']);
  });

  it('has no owner twice where a cluster could not be founded, and some owner for what is managed', () => {
    for (const { cluster } of MANY) {
      const owned = cluster.nodes.flatMap(({ lines }) => lines);
      assert.ok(owned.length > 0 && owned.every((line) => LINES.includes(line)));
      for (const { lines } of cluster.nodes) assert.equal(new Set(lines).size, lines.length);
      assert.equal(cluster.nodes[0]?.isLegacy, false);
    }
  });
});

describe('many schedules', () => {
  it('draw every kind of fault, some with the leader dead from the start', () => {
    const drawn = new Set(MANY.flatMap(({ faults }) => faults.map(({ kind }) => kind)));
    for (const { kind } of FAULT_KINDS) assert.ok(drawn.has(kind), kind);
  });

  it('are mostly of two and three nodes in the normal profile, and otherwise of all sorts', () => {
    const isSo = (low: number, high: number, found: number): void => {
      assert.ok(found > low && found < high, String(found));
    };
    isSo(
      0.5,
      0.7,
      share(({ cluster }) => cluster.nodes.length === 2),
    );
    isSo(
      0.2,
      0.4,
      share(({ cluster }) => cluster.nodes.length === 3),
    );
    isSo(
      0.05,
      0.15,
      share(({ cluster }) => cluster.nodes.length > 3),
    );
    isSo(
      0.65,
      0.85,
      share(({ profile }) => profile === 'normal'),
    );
    isSo(
      0.01,
      0.12,
      share(({ cluster }) => cluster.nodes.some((node) => node.isLegacy)),
    );
    isSo(
      0.005,
      0.1,
      share(({ faults }) => faults.length === 0),
    );
    isSo(
      0.2,
      0.8,
      share(({ cluster }) => cluster.nodes.some((node) => node.clockRate !== 1)),
    );
  });

  it('leave out most kinds each, so that rare combinations come up', () => {
    for (const { faults } of MANY) {
      const kinds = new Set(faults.map(({ kind }) => kind));
      assert.ok(kinds.size < FAULT_KINDS.length * 0.75, `${kinds.size} kinds`);
    }
  });

  it('stay within the assumptions: clocks within 1 %, and timers that go together', () => {
    for (const { cluster, profile } of MANY) {
      assert.deepEqual(checkTimers(timersOf(profile), profile), []);
      for (const { clockRate } of cluster.nodes) assert.ok(Math.abs(clockRate - 1) <= 0.0101);
    }
  });
});
