import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE } from '../clusters.ts';
import type { World } from '../world.ts';
import { calmWorld, processOf, verdict } from './bench.ts';

/** B takes it for shown. */
function believesTested(world: World): void {
  processOf(world, 'b').state.witness.selfTestedAt = Infinity;
}

describe('L1, who could witness has shown that it can', () => {
  it('finds a node that has started and does not write its record', async () => {
    const world = await calmWorld();
    world.machine('b').crash();
    await world.start('b');
    believesTested(world);
    await world.run(10 * MINUTE);
    assert.match(verdict(world, 'L1'), /b has not written its witness record since it started/);
  });

  it('lets be who writes it soon, or cannot for want of the provider', async () => {
    const world = await calmWorld();
    world.machine('b').crash();
    await world.start('b');
    await world.run(10 * MINUTE);
    assert.equal(verdict(world, 'L1'), '');
    world.machine('b').crash();
    world.machine('b').loseProvider();
    await world.start('b');
    await world.run(10 * MINUTE);
    assert.equal(verdict(world, 'L1'), '');
  });

  it('asks nothing while a link is cut', async () => {
    const world = await calmWorld();
    world.network.cut('a', 'b');
    world.machine('b').crash();
    await world.start('b');
    believesTested(world);
    await world.run(10 * MINUTE);
    assert.equal(verdict(world, 'L1'), '');
  });
});
