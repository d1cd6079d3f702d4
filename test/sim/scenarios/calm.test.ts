/** What a cluster does when nothing happens, and on bad but not broken wires: nothing. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, threeNodes, twoNodes } from '../clusters.ts';

describe('a calm cluster', () => {
  it('reads at most 24 times per node and hour, and writes nothing at all', async () => {
    const world = await threeNodes();
    await world.startCalm();
    const calmAt = world.time.now;
    await world.run(2 * HOUR);
    assert.deepEqual(
      world.writes.filter(({ at }) => at >= calmAt),
      [],
    );
    for (const id of world.machines.keys()) {
      const perHour = world.readsOf(id, calmAt).length / 2;
      assert.ok(perHour >= 12 && perHour <= 24, `${id}: ${perHour} reads per hour`);
    }
  });

  it('has one witness record per node, each from its self-test', async () => {
    const world = await threeNodes();
    await world.startCalm();
    assert.equal(world.witnessRecords().length, 3);
    assert.equal(world.witnessWrites().length, 3);
  });

  it('stays calm with loss, delay, doubling and clocks that run unevenly', async () => {
    const world = await threeNodes();
    Object.assign(world.network.wire, { loss: 0.1, delayMs: 400, doubling: 0.2 });
    world.machine('a').rate = 1.01;
    world.machine('b').rate = 0.99;
    world.machine('b').wallOffsetMs = -366 * 24 * HOUR;
    world.machine('c').wallOffsetMs = 366 * 24 * HOUR;
    await world.startCalm();
    const calmAt = world.time.now;
    await world.run(HOUR);
    assert.deepEqual(world.cellWrites(calmAt), []);
    world.checks.assertNone();
  });

  it('depends on its seed alone', async () => {
    const tell = async (): Promise<string> => {
      const world = await twoNodes({ seed: 'twice' });
      await world.startCalm();
      world.machine('a').crash();
      await world.run(3 * MINUTE);
      return JSON.stringify([world.writes, world.reads]);
    };
    assert.equal(await tell(), await tell());
  });
});
