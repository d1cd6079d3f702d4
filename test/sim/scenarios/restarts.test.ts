/** Processes that end and begin again, at good and at bad moments. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveTimers } from '../../../src/config/timers.ts';
import { MemoryState } from '../../../src/store/memory-store.ts';
import { HOUR, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';

describe('restarts', () => {
  it('a restart within tDead moves nothing', async () => {
    const world = await twoNodes();
    await world.startCalm();
    for (const pauseMs of [2 * SECOND, 20 * SECOND, 45 * SECOND]) {
      const at = world.time.now;
      world.machine('a').crash();
      await world.run(pauseMs);
      await world.start('a');
      await world.run(10 * MINUTE);
      assert.deepEqual(world.cellWrites(at), [], `after ${pauseMs} ms`);
    }
    world.checks.assertNone();
  });

  it('a restart within tDead with another address rewrites its own cells, after 30 s and two reads', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').crash();
    await world.run(20 * SECOND);
    world.setAddress('a', '47.92.0.51');
    const backAt = world.time.now;
    await world.start('a');
    await world.run(10 * MINUTE);
    const writes = world.cellWrites(backAt);
    assert.deepEqual([writes.length, world.moves(backAt).length], [6, 0]);
    for (const write of writes) {
      assert.equal(world.reasonOf(write), 'own-address');
      assert.ok(write.at - backAt > 30 * SECOND && write.at - backAt < 65 * SECOND);
    }
    world.checks.assertNone();
  });

  it('a restart into a partition is covered by its witness in time', async () => {
    for (const pauseMs of [5, 15, 25, 35, 42].map((s) => s * SECOND)) {
      const world = await twoNodes({ seed: String(pauseMs) });
      await world.startCalm();
      const at = world.time.now;
      world.machine('a').crash();
      world.network.cut('a', 'b');
      await world.run(pauseMs);
      await world.start('a');
      await world.run(10 * MINUTE);
      assert.deepEqual(world.cellWrites(at), [], `down for ${pauseMs} ms`);
      world.checks.assertNone();
    }
  });

  it('a restart during a partition does not withdraw the witness', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    world.network.cut('a', 'b');
    await world.run(10 * MINUTE);
    for (let times = 0; times < 5; times += 1) {
      world.machine('a').crash();
      await world.run(10 * SECOND);
      await world.start('a');
      await world.run(5 * MINUTE);
    }
    assert.deepEqual(world.cellWrites(at), []);
    world.checks.assertNone();
  });

  it('a power failure of all nodes moves nothing when they come back together', async () => {
    const world = await twoNodes();
    await world.startCalm();
    for (const machine of world.machines.values()) machine.crash();
    await world.run(HOUR);
    const backAt = world.time.now;
    await world.start();
    await world.run(30 * MINUTE);
    assert.deepEqual(world.cellWrites(backAt), []);
    world.checks.assertNone();
  });

  it('a node that comes up alone takes over after its grace, not before', async () => {
    const world = await twoNodes();
    await world.startCalm();
    for (const machine of world.machines.values()) machine.crash();
    await world.run(HOUR);
    const backAt = world.time.now;
    await world.start('b');
    await world.runUntil(() => world.holdings()['b'] === 12, 85 * SECOND, 'the take-over');
    assert.ok((world.moves(backAt)[0]?.at ?? 0) - backAt >= 60 * SECOND);
    world.checks.assertNone();
  });

  it('a node that lost its notes of addresses writes nothing that is not its own', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    const { disk } = world.machine('b');
    world.machine('b').crash();
    disk.memory = new MemoryState().memory;
    await world.run(20 * SECOND);
    await world.start('b');
    await world.run(20 * MINUTE);
    assert.deepEqual(world.cellWrites(at), []);
    world.checks.assertNone();
  });

  it('a leader that is dead from the start is missed for configuration alone (L5)', async () => {
    const world = await threeNodes();
    await world.startCalm();
    for (const machine of world.machines.values()) machine.crash();
    await world.run(HOUR);
    await world.start('b', 'c');
    await world.runUntil(() => world.holdings()['c'] === 8, 90 * SECOND, 'the take-over from the leader');
    await world.run(5 * MINUTE);
    world.setAddress('b', '47.92.0.61');
    await world.run(2 * MINUTE);
    assert.equal(world.record('www', 'china-unicom').value, '47.92.0.61');
    world.machine('c').crash();
    await world.runUntil(() => world.holdings()['b'] === 12, 90 * SECOND, 'the take-over from C');
    await world.run(2 * MINUTE);
    await world.start('c');
    await world.runUntil(() => world.holdings()['c'] === 8, 155 * SECOND, 'the return of C');
    assert.equal(world.holdings()['b'], 4);
    world.checks.assertNone();
  });

  it('a node that dies whenever its records are back moves none of them more than five times in ten minutes (S4)', async () => {
    const world = await twoNodes({ timers: resolveTimers('fast') });
    await world.startCalm();
    const at = world.time.now;
    for (let times = 0; times < 3; times += 1) {
      world.machine('a').crash();
      await world.runUntil(() => world.holdings()['b'] === 12, MINUTE, 'the take-over');
      await world.start('a');
      await world.runUntil(() => world.holdings()['a'] === 6, 10 * MINUTE, 'the return');
    }
    assert.equal(world.moves(at).length, 36);
    world.checks.assertNone();
  });

  it('nor does it by way of a node that was away and has seen none of the moves (S4)', async () => {
    const world = await threeNodes({ timers: resolveTimers('fast') });
    await world.startCalm();
    world.machine('c').crash();
    await world.runUntil(() => world.holdings()['a'] === 8, MINUTE, 'the take-over from C');
    const at = world.time.now;
    const lose = async (heir: string): Promise<void> => {
      world.machine('a').crash();
      await world.runUntil(() => world.holdings()[heir] === 12, MINUTE, 'the take-over from A');
    };
    await lose('b');
    await world.start('a');
    await world.runUntil(() => world.holdings()['a'] === 8, 3 * MINUTE, 'the return to A');
    await lose('b');
    // C comes before B in the order of A's lines, and is the first that has been well for long enough.
    await world.start('a', 'c');
    await world.runUntil(() => world.holdings()['c'] === 4, 3 * MINUTE, 'the yield of A’s lines to C');
    await world.run(2 * MINUTE);
    assert.ok(world.time.now - at < 9 * MINUTE);
    assert.equal(world.holdings()['a'], undefined, 'not given on while they are restless');
    await world.runUntil(() => world.holdings()['a'] === 4, 12 * MINUTE, 'the return to A');
    world.checks.assertNone();
  });
});
