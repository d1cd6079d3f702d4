/** Nodes to which nothing happens read the zones in turn, and miss nothing by it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Line } from '../../../src/model/line.ts';
import { HOUR, MINUTE, SECOND } from '../clusters.ts';
import { World, ZONE } from '../world.ts';

const LINES: readonly Line[] = ['default', 'china-telecom', 'china-unicom', 'china-mobile', 'overseas'];
/** A slow interval, then word of the read to everybody, and the tick that acts on it. */
const SEEN_BY_ALL = 60 * SECOND + 8.8 * SECOND + 4 * SECOND;

/** So many nodes, calm for a while; the first five own a line each. */
async function calm(count: number, seed = '1'): Promise<World> {
  const ids = Array.from({ length: count }, (_, index) => String.fromCharCode(97 + index));
  const nodes = Object.fromEntries(
    ids.map((id, index) => [id, { v4: `47.92.0.${index + 1}`, lines: LINES.slice(index, index + 1) }]),
  );
  const world = await World.create({ seed, nodes });
  await world.startCalm();
  await world.run(5 * MINUTE);
  return world;
}

/** The provider of this machine has gone for its node. */
const isLost = (world: World, id: string): boolean =>
  world.machine(id).process?.state.provider.isUp === false;

describe('nodes that share their reads', () => {
  const rows = [
    { count: 2, most: 32 },
    { count: 3, most: 24 },
    { count: 5, most: 16 },
    { count: 8, most: 16 },
  ];
  for (const { count, most } of rows) {
    it(`of ${count} each reads at most ${most} times an hour, and never less than every recMost`, async () => {
      const world = await calm(count);
      const since = world.time.now;
      await world.run(HOUR);
      for (const id of world.machines.keys()) {
        const reads = world.readsOf(id, since);
        assert.ok(reads.length <= most, `${id}: ${reads.length} reads per hour`);
        const gaps = reads.map((at, index) => at - (reads[index - 1] ?? since - 300 * SECOND));
        assert.ok(Math.max(...gaps.slice(1)) <= 303 * SECOND, `${id}: ${Math.max(...gaps.slice(1))} ms`);
      }
      const all = world.reads.filter(({ at }) => at >= since).map(({ at }) => at);
      const pauses = all.slice(1).map((at, index) => at - (all[index] ?? at));
      assert.ok(Math.max(...pauses) <= 75 * SECOND, `nobody read for ${Math.max(...pauses)} ms`);
      assert.deepEqual(
        world.writes.filter(({ at }) => at >= since),
        [],
      );
    });
  }

  it('all see a change by hand within recSlow and a heartbeat, and its holder undoes it', async () => {
    const world = await calm(5);
    for (const pause of [3, 17, 31, 48, 59].map((s) => s * SECOND)) {
      await world.run(pause);
      const changedAt = world.time.now;
      const { id } = world.record('www', 'china-unicom');
      world.dns.editByHand(ZONE, id, { value: '192.0.2.7' });
      await world.run(SEEN_BY_ALL);
      for (const node of world.machines.keys()) {
        assert.ok(world.readsOf(node, changedAt).length > 0, `${node} has not seen it`);
      }
      // The value stands for tUnknown, and is found to with the next quick read.
      await world.runUntil(
        () => world.record('www', 'china-unicom').value === '47.92.0.3',
        60 * SECOND + 12 * SECOND,
        'the repair',
      );
      await world.run(10 * MINUTE);
    }
    world.checks.assertNone();
  });

  it('notice the loss of the provider within recMost, and at once when a witness is needed', async () => {
    const world = await calm(5);
    world.machine('c').loseProvider();
    await world.runUntil(() => isLost(world, 'c'), 320 * SECOND, 'the notice');
    // It has just read, hears everybody, and is heard by nobody: only its witness is in a hurry.
    const before = world.readsOf('d').length;
    await world.runUntil(() => world.readsOf('d').length > before, 305 * SECOND, 'a read');
    await world.run(2 * SECOND);
    world.machine('d').loseProvider();
    for (const id of ['a', 'b', 'c', 'e']) world.network.cutOneWay('d', id);
    await world.runUntil(() => isLost(world, 'd'), 45 * SECOND, 'the notice');
  });

  it('read themselves as soon as they are alone', async () => {
    const world = await calm(2);
    world.machine('b').crash();
    await world.run(10 * MINUTE);
    const since = world.time.now;
    await world.run(HOUR);
    const reads = world.readsOf('a', since).length;
    assert.ok(reads >= 58 && reads <= 70, `${reads} reads per hour`);
  });

  it('do not chase each other when one of them is shown something else for good', async () => {
    const world = await calm(3);
    world.machine('b').tamper = (reading) => ({
      ...reading,
      records: reading.records.map((record) => ({ ...record, ttl: 1 })),
    });
    await world.run(10 * MINUTE);
    const since = world.time.now;
    await world.run(HOUR);
    for (const id of ['a', 'b', 'c']) {
      const reads = world.readsOf(id, since).length;
      assert.ok(reads <= 75, `${id}: ${reads} reads per hour`);
    }
  });
});
