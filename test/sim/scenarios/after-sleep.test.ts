/** A machine that has slept knows nothing of how long: what it heard before is neither acted upon nor passed on. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, threeNodes } from '../clusters.ts';
import type { World } from '../world.ts';

/** Longer than a yield lives. */
const SLEEP_MS = 200 * SECOND;

/** B is back, and C, which stood in for it, has just said that it gives B's lines back. */
async function justYielded(): Promise<World> {
  const world = await threeNodes();
  await world.startCalm();
  world.machine('b').crash();
  await world.run(5 * MINUTE);
  await world.start('b');
  const isYielding = (): boolean =>
    [...(world.machine('c').process?.state.memories.values() ?? [])].some(({ yielded }) => yielded !== null);
  await world.runUntil(isYielding, 10 * MINUTE, 'C gives the lines back');
  return world;
}

/** What B has written into its own lines. */
function takenByB(world: World, since: number): readonly string[] {
  const writes = world.cellWrites(since).filter(({ node }) => node === 'b');
  return writes.map(({ line }) => line ?? '').filter((line) => line === 'china-unicom' || line === 'cernet');
}

describe('a machine that wakes', () => {
  it('does not pass on what it heard before as if it were of this moment', async () => {
    const world = await justYielded();
    const at = world.time.now;
    world.network.cut('b', 'a');
    world.network.cut('b', 'c');
    await world.run(10 * SECOND);
    world.network.cut('a', 'c');
    world.machine('a').suspend(SLEEP_MS);
    await world.run(SLEEP_MS - SECOND);
    world.network.heal();
    for (const other of ['a', 'b']) world.network.cut(other, 'c');
    await world.run(MINUTE);
    assert.deepEqual(takenByB(world, at), [], 'the yield is over');
    world.network.heal();
    await world.run(10 * MINUTE);
    assert.equal(takenByB(world, at).length, 4, 'it is given again');
    world.checks.assertNone();
  });

  it('does not take what was given to it before', async () => {
    const world = await justYielded();
    const b = world.machine('b');
    const at = world.time.now;
    const hasHeard = (): boolean =>
      Object.keys(b.process?.state.liveness.peers.get('c')?.statement?.yields ?? {}).length > 0;
    await world.runUntil(hasHeard, MINUTE, 'B hears of it');
    b.suspend(SLEEP_MS);
    world.network.cut('b', 'a');
    world.network.cut('b', 'c');
    await world.run(SLEEP_MS + MINUTE);
    assert.deepEqual(takenByB(world, at), [], 'the yield is over');
    world.network.heal();
    await world.run(10 * MINUTE);
    assert.equal(takenByB(world, at).length, 4, 'it is given again');
    world.checks.assertNone();
  });
});
