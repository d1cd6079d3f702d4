import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ADDRESS, MINUTE, SECOND } from '../clusters.ts';
import { passAddressOn, restore } from '../old-disks.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';
import { calmWorld, everySecond, forgeWrite, processOf, verdict } from './bench.ts';

const OTHER = { a: '47.92.0.91', b: '47.92.0.92' } as const;

/** B's lines show what both have had; each believes that it is the other's, or B knows that it is its own. Nobody acts. */
async function staleWorld(isLeft: boolean): Promise<World> {
  const world = await calmWorld();
  const a = world.machine('a');
  const backup = await passAddressOn(world, 'a', OTHER.a, 'b');
  a.crash();
  if (isLeft) {
    // For want of another address it goes on saying what its disk tells.
    restore(a, backup);
    a.addresses.v4 = null;
  }
  await world.start('a');
  await world.run(40 * SECOND);
  world.setAddress('a', OTHER.a);
  everySecond(world, () => {
    for (const id of ['a', 'b']) {
      const { state } = processOf(world, id);
      state.memories.clear();
      for (const { key } of state.cells) state.refusals.set(key, { count: 1, until: Infinity });
    }
  });
  world.setAddress('b', OTHER.b);
  return world;
}

describe('a former address that its owner leaves to another one', () => {
  it('S2 finds it taken too soon, and lets it be taken when its time is over', async () => {
    for (const [waitedMs, isFound] of [
      [9 * MINUTE, true],
      [11 * MINUTE, false],
    ] as const) {
      const world = await staleWorld(true);
      await world.run(waitedMs);
      forgeWrite(world, 'a', { line: 'cernet', why: 'unknown-claimed' });
      assert.match(verdict(world, 'S2'), isFound ? /taken from b/ : /^$/);
    }
  });

  it('S2 finds it taken however late if the owner knows that it is its own, or as something else', async () => {
    for (const [isLeft, why] of [
      [false, 'unknown-claimed'],
      [true, 'holder-unfit'],
    ] as const) {
      const world = await staleWorld(isLeft);
      await world.run(20 * MINUTE);
      forgeWrite(world, 'a', { line: 'cernet', why });
      assert.match(verdict(world, 'S2'), /taken from b/);
    }
  });

  it('L2 gives it its time, and finds it when that is over', async () => {
    const world = await staleWorld(true);
    await world.run(20 * MINUTE);
    assert.equal(verdict(world, 'L2'), '');
    await world.run(10 * MINUTE);
    assert.match(verdict(world, 'L2'), /still shows 47\.92\.0\.1/);
  });

  it('L2 gives an owner that knows better no more time than ever', async () => {
    const world = await staleWorld(false);
    await world.run(5 * MINUTE);
    assert.match(verdict(world, 'L2'), /still shows 47\.92\.0\.1/);
    assert.equal(world.record('www', 'cernet').value, ADDRESS.a, `${ZONE} is as it was`);
  });
});
