import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { areEnoughCaught, catchesFrom, hunt, merged, type Catch } from './mutant-hunt.ts';
import { outcomeOf } from './samples.ts';
import { seedOf, type Ran, type Task } from './simulation.ts';

const PREY = { name: 'no-settle', what: '…', draw: { nodes: 2 }, firstSeed: 1, schedules: 10 };

/** Breaks these promises at these seeds. */
function breaking(promises: Readonly<Record<number, readonly string[]>>) {
  return async (task: Task): Promise<Ran> => ({
    outcome: outcomeOf(seedOf(task), {}, ...(promises[seedOf(task)] ?? [])),
    cpuMs: 0,
  });
}

function hunted(mutated: (task: Task) => Promise<Ran>, plain = breaking({})): Promise<Catch> {
  return hunt(PREY, { mutated, plain, isStopped: () => false });
}

describe('the hunt for a planted fault', () => {
  it('ends with the first promise that breaks', async () => {
    const { promise, schedules, seed, evidence } = await hunted(breaking({ 4: ['S4', 'L3'], 6: ['S2'] }));
    assert.deepEqual([promise, schedules, seed, evidence], ['S4', 4, 4, 'S4 of 4']);
  });

  it('does not count a promise that breaks without the fault as well', async () => {
    const plain = breaking({ 2: ['S4'], 3: ['S4'] });
    const { promise, schedules } = await hunted(breaking({ 2: ['S4'], 3: ['S4', 'S2'] }), plain);
    assert.deepEqual([promise, schedules], ['S2', 3]);
  });

  it('gives up after so many schedules', async () => {
    const { promise, schedules } = await hunted(breaking({ 11: ['S1'] }));
    assert.deepEqual([promise, schedules], [null, 10]);
  });
});

describe('a hunt in pieces', () => {
  it('keeps what was caught, takes what is newer, and drops what there is no more', async () => {
    const one = await hunted(breaking({ 1: ['S1'] }));
    const named = (name: string, promise: string | null): Catch => ({ ...one, name, promise });
    const earlier = catchesFrom(JSON.stringify([named('a', 'S1'), named('b', null), named('gone', 'S2')]));
    const all = merged(
      earlier,
      [named('c', 'L1'), named('b', 'S4')],
      [{ name: 'c' }, { name: 'b' }, { name: 'a' }, { name: 'not-yet' }],
    );
    assert.deepEqual(
      all.map(({ name, promise }) => [name, promise]),
      [
        ['c', 'L1'],
        ['b', 'S4'],
        ['a', 'S1'],
      ],
    );
  });
});

describe('enough are caught', () => {
  const catches = async (caught: number, survived: number): Promise<readonly Catch[]> => {
    const [one, other] = [await hunted(breaking({ 1: ['S1'] })), await hunted(breaking({}))];
    return [...Array<Catch>(caught).fill(one), ...Array<Catch>(survived).fill(other)];
  };

  it('19 of 20 are; 18 of 20 are not', async () => {
    assert.equal(areEnoughCaught(await catches(19, 1)), true);
    assert.equal(areEnoughCaught(await catches(18, 2)), false);
  });
});
