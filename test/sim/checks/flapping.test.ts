/**
 * S4 tells an address that a hand typed, which may be replaced however late, from one that a node had; and heirs that
 * die one after the other, and nodes of which there are two, from a record that goes to and fro; and a node that is
 * relieved of what it has long said it cannot serve, from one that is robbed.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND } from '../clusters.ts';
import { ZONE } from '../world.ts';
import type { World } from '../world.ts';
import { calmWorld, forgeWrite, processOf, verdict } from './bench.ts';

const TYPED = '192.0.2.9';

/** B cannot hear A, and so leaves alone what may be A's new address. */
async function unheard(): Promise<World> {
  const world = await calmWorld();
  await world.run(6 * MINUTE);
  world.network.cut('a', 'b');
  await world.run(MINUTE);
  return world;
}

describe('S4, values of nobody', () => {
  it('lets a value that a hand typed be replaced when all are accounted for, however late', async () => {
    const world = await unheard();
    world.dns.editByHand(ZONE, world.record('www', 'default').id, { value: TYPED });
    await world.run(20 * MINUTE);
    assert.equal(world.record('www', 'default').value, TYPED);
    world.network.heal();
    await world.run(5 * MINUTE);
    assert.notEqual(world.record('www', 'default').value, TYPED);
    assert.equal(verdict(world, 'S4'), '');
  });

  it('finds a value replaced that a node wrote, though nobody has it any more', async () => {
    const world = await unheard();
    forgeWrite(world, 'a', { value: TYPED });
    await world.run(20 * MINUTE);
    assert.equal(verdict(world, 'S4'), '');
    forgeWrite(world, 'b', { why: 'unknown-claimed' });
    assert.match(verdict(world, 'S4'), /all nodes have run and reached the provider/);
  });

  it('finds a node’s address replaced that a hand put there', async () => {
    const world = await unheard();
    const { id } = world.record('www', 'default');
    world.dns.editByHand(ZONE, id, { value: '47.92.0.1' });
    await world.run(20 * MINUTE);
    forgeWrite(world, 'b', { why: 'unknown-claimed' });
    assert.match(verdict(world, 'S4'), /all nodes have run and reached the provider/);
  });
});

describe('S4, heirs that die', () => {
  it('counts what a dead heir leaves once, and what was given back in between each time', async () => {
    for (const [why, expected] of [
      ['holder-dead', /^$/],
      ['yielded', /moved 6 times in 10 min/],
    ] as const) {
      const world = await calmWorld();
      for (let count = 1; count <= 9; count += 1) {
        const [taker, holder] = count % 2 === 1 ? ['b', 'a'] : ['a', 'b'];
        const isTaken = taker === 'b' || why === 'holder-dead';
        if (isTaken) world.machine(holder).freeze(SECOND);
        forgeWrite(world, taker, { why: isTaken ? 'holder-dead' : why, about: holder });
        await world.run(2 * SECOND);
      }
      assert.match(verdict(world, 'S4'), expected);
    }
  });
});

describe('S4, copies', () => {
  it('counts no moves to and from a node while a copy of it runs, and all when that is gone', async () => {
    const world = await calmWorld();
    const copy = world.cloneOf('a', '47.95.39.15');
    await copy.start();
    for (const expected of [/^$/, /moved 6 times in 10 min/]) {
      for (let count = 1; count <= 6; count += 1) {
        const [taker, holder] = count % 2 === 1 ? ['b', 'a'] : ['a', 'b'];
        forgeWrite(world, taker, { why: 'yielded', about: holder });
        await world.run(SECOND / 2);
      }
      assert.match(verdict(world, 'S4'), expected);
      copy.crash();
    }
  });
});

describe('S4, holders that cannot serve', () => {
  it('lets a drained node be relieved that can yield to nobody, as by another edition', async () => {
    const world = await calmWorld();
    // As after an old back-up of A, the leader: B is ahead.
    const { state } = processOf(world, 'b');
    const { configuration } = state.cluster;
    const stamp = { ...configuration.stamp, version: configuration.stamp.version + 1 };
    state.cluster = { ...state.cluster, configuration: { ...configuration, stamp } };
    await world.run(10 * MINUTE);
    const drained = processOf(world, 'a').node.application.drain();
    await world.run(2 * MINUTE);
    assert.equal((await drained).handedOver, 0);
    assert.equal(world.record('www', 'default').value, '47.92.0.2');
    assert.equal(verdict(world, 'S4'), '');
  });

  it('finds it taken too soon, too late, for another reason, and from one that says nothing', async () => {
    const { unfitMs } = (await calmWorld()).timers;
    for (const [saidMs, overMs, why, isFound] of [
      [unfitMs, 0, 'holder-unfit', false],
      [unfitMs / 2, 0, 'holder-unfit', true],
      [unfitMs, MINUTE, 'holder-unfit', true],
      [unfitMs, 0, 'holder-dead', true],
      [0, 0, 'holder-unfit', true],
    ] as const) {
      const world = await calmWorld();
      for (const id of ['a', 'b']) processOf(world, id).state.freezes.add('command');
      await world.run(10 * MINUTE);
      const { state } = processOf(world, 'a');
      state.isDraining = saidMs > 0;
      await world.run(saidMs);
      state.isDraining = false;
      await world.run(overMs);
      forgeWrite(world, 'b', { why, about: 'a' });
      const expected = isFound ? /all nodes have run and reached the provider/ : /^$/;
      assert.match(verdict(world, 'S4'), expected, `${saidMs} ms, ${overMs} ms, ${why}`);
    }
  });
});
