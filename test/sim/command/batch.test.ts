import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runBatch } from './batch.ts';
import { outcomeOf } from './samples.ts';
import { seedOf, type Ran, type Task } from './simulation.ts';
import { emptyTotals, type Totals } from './totals.ts';

const EMPTY = emptyTotals(10, { nodes: 2 }, null);

/** Every third one takes longer than those after it. */
async function ran(task: Task): Promise<Ran> {
  const seed = seedOf(task);
  for (let turn = 0; turn < (seed % 3 === 0 ? 9 : 1); turn += 1) await Promise.resolve();
  return { outcome: outcomeOf(seed, { moves: 1 }, 'S1'), cpuMs: 1 };
}

function batch(schedules: number, stopAfter = Infinity): Promise<Totals> {
  let begun = 0;
  return runBatch(EMPTY, schedules, {
    size: 4,
    run: (task) => {
      begun += 1;
      return ran(task);
    },
    isStopped: () => begun >= stopAfter,
    onTotals: () => undefined,
  });
}

describe('a batch', () => {
  it('runs every seed once and adds up in their order, whichever ends first', async () => {
    const totals = await batch(20);
    assert.deepEqual([totals.schedules, totals.moves], [20, 20]);
    const seeds = totals.breaches.map(({ seed }) => seed);
    assert.deepEqual(
      seeds,
      Array.from({ length: 20 }, (_, index) => 10 + index),
    );
  });

  it('that is stopped has no gap, and what had begun is counted', async () => {
    const totals = await batch(100, 9);
    assert.equal(totals.schedules, 9);
  });

  it('draws its schedules as the totals say', async () => {
    const drawn: unknown[] = [];
    const run = (task: Task): Promise<Ran> => {
      drawn.push(task);
      return ran(task);
    };
    await runBatch(EMPTY, 1, { size: 1, run, isStopped: () => false, onTotals: () => undefined });
    assert.deepEqual(drawn, [{ seed: 10, draw: { nodes: 2 } }]);
  });
});
