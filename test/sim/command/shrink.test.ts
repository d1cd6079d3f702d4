import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Schedule } from '../schedule/schedule.ts';
import { faultAt, scheduleOf } from './samples.ts';
import { shrink, type Shrunk } from './shrink.ts';

const MANY = scheduleOf(
  Array.from({ length: 41 }, (_, index) => faultAt(100 + 60 * index, { node: 'b', index })),
);

function shrunk(
  schedule: Schedule,
  isBroken: (candidate: Schedule) => boolean,
  most = Infinity,
): Promise<Shrunk> {
  let attempts = 0;
  return shrink(schedule, {
    isBroken: async (candidate) => isBroken(candidate),
    isOver: () => attempts >= most,
    onProgress: (_, done) => {
      attempts = done;
    },
  });
}

function indexes({ faults }: Schedule): readonly unknown[] {
  return faults.map((fault) => fault['index']);
}

describe('a schedule that breaks a promise', () => {
  it('is cut to the faults that it takes, wherever they stand', async () => {
    const { schedule, attempts, isComplete } = await shrunk(MANY, (candidate) => {
      const left = indexes(candidate);
      return left.includes(3) && left.includes(29);
    });
    assert.deepEqual(indexes(schedule), [3, 29]);
    assert.ok(isComplete && attempts < 100, `${attempts} attempts`);
  });

  it('is cut to no fault at all when it takes none', async () => {
    const { schedule } = await shrunk(MANY, () => true);
    assert.deepEqual(schedule.faults, []);
  });

  it('has its faults shortened as far as it still breaks', async () => {
    const { schedule } = await shrunk(
      scheduleOf([faultAt(100)]),
      ({ faults }) => (faults[0]?.lastsMs ?? 0) >= 20_000,
    );
    const [fault] = schedule.faults;
    assert.ok(
      fault !== undefined && fault.lastsMs >= 20_000 && fault.lastsMs <= 36_000,
      String(fault?.lastsMs),
    );
  });

  it('loses the nodes and services that no fault speaks of, and every oddity', async () => {
    const faults = [faultAt(100, { node: 'b' }), faultAt(200, { wire: 'a>c', label: 'git' })];
    const { schedule } = await shrunk(scheduleOf(faults), (candidate) => candidate.faults.length === 2);
    assert.deepEqual(
      schedule.cluster.nodes.map(({ id }) => id),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(schedule.cluster.labels, ['www', 'git']);
    assert.ok(schedule.cluster.nodes.every(({ hasV6, clockRate }) => !hasV6 && clockRate === 1));
  });

  it('keeps what it takes to break: an odd clock on one node', async () => {
    const { schedule } = await shrunk(
      scheduleOf([]),
      ({ cluster }) => (cluster.nodes[2]?.clockRate ?? 1) !== 1,
    );
    assert.deepEqual(
      schedule.cluster.nodes.map(({ clockRate }) => clockRate),
      [1, 1, 1.01],
    );
  });

  it('begins with its first fault and ends with its last', async () => {
    const { schedule } = await shrunk(scheduleOf([faultAt(1_000), faultAt(1_300)]), ({ faults }) => {
      const [first, second] = faults;
      return first !== undefined && second?.at === first.at + 300_000;
    });
    assert.deepEqual(
      schedule.faults.map(({ at }) => at),
      [1_000, 301_000],
    );
    assert.ok(schedule.troubleMs < 310_000);
  });

  it('is what it was after the last success when the attempts run out', async () => {
    const { schedule, attempts, isComplete } = await shrunk(MANY, ({ faults }) => faults.length > 20, 3);
    assert.ok(!isComplete && attempts === 3 && schedule.faults.length > 20);
  });

  it('stays as it is when nothing can go', async () => {
    const plain = JSON.stringify(MANY);
    const { schedule } = await shrunk(MANY, (candidate) => JSON.stringify(candidate) === plain);
    assert.deepEqual(schedule, MANY);
  });
});
