/** What happens between the read of a round and the last of its writes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ADDRESS, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';

const LABELS = Array.from({ length: 10 }, (_, index) => `www${index}`);
const held = (world: World, address: string): number =>
  world.managed().filter(({ value }) => value === address).length;

describe('in the middle of a round', () => {
  it('a second change of address is followed at once, not at the next regular read', async () => {
    const world = await twoNodes({ labels: LABELS });
    await world.startCalm();
    const { node } = world.machine('a');
    const at = world.time.now;
    world.setAddress('a', '47.92.9.1');
    const noticed = node.jobs.checkAddresses();
    await world.runUntil(() => held(world, '47.92.9.1') > 3, 10 * SECOND, 'the first writes');
    world.setAddress('a', '47.92.9.2');
    const checked = node.jobs.checkAddresses();
    await world.runUntil(() => held(world, '47.92.9.2') === 30, 35 * SECOND, 'the last address everywhere');
    await Promise.all([noticed, checked]);
    assert.deepEqual(world.moves(at), []);
    world.checks.assertNone();
  });

  it('a freeze stops the moves that are still to come', async () => {
    const world = await twoNodes({ labels: LABELS });
    await world.startCalm();
    world.machine('a').crash();
    await world.runUntil(() => held(world, ADDRESS.b) > 32, 2 * MINUTE, 'the first moves');
    await world.machine('b').node.application.setFrozen(true);
    await world.run(SECOND);
    const sofar = held(world, ADDRESS.b);
    await world.run(5 * MINUTE);
    assert.equal(held(world, ADDRESS.b), sofar);
    assert.ok(sofar < 60);
    await world.machine('b').node.application.setFrozen(false);
    await world.runUntil(() => held(world, ADDRESS.b) === 60, MINUTE, 'the rest');
    world.checks.assertNone();
  });

  it('a node that leaves the cluster takes nothing more', async () => {
    const world = await twoNodes({ labels: LABELS });
    await world.startCalm();
    world.machine('a').crash();
    await world.runUntil(() => held(world, ADDRESS.b) > 32, 2 * MINUTE, 'the first moves');
    const left = world.machine('b').node.application.quit(false);
    await world.run(SECOND);
    const sofar = held(world, ADDRESS.b);
    await world.run(2 * MINUTE);
    await left;
    assert.equal(held(world, ADDRESS.b), sofar);
    assert.ok(sofar < 60);
  });

  it('take-overs that are another node’s by a new order are left to that one', async () => {
    const world = await threeNodes({ labels: LABELS });
    await world.startCalm();
    const { application } = world.machine('a').node;
    await application.apply({ kind: 'node-set', node: 'a', maintenance: true }, false);
    await world.runUntil(() => held(world, ADDRESS.a) === 0, 5 * MINUTE, 'the hand-over');
    const before = held(world, ADDRESS.b);
    await world.run(MINUTE);
    world.machine('c').crash();
    await world.runUntil(() => held(world, ADDRESS.b) > before + 4, 2 * MINUTE, 'the first moves');
    const changed = application.apply({ kind: 'node-set', node: 'a', maintenance: false }, false);
    const at = world.time.now;
    await world.runUntil(() => held(world, ADDRESS.c) === 0, MINUTE, 'the rest');
    await changed;
    const writers = world.cellWrites(at + SECOND).map(({ node }) => node);
    assert.ok(writers.length > 4);
    assert.deepEqual([...new Set(writers)], ['a']);
    world.checks.assertNone();
  });

  it('records of a service that is removed are written no more', async () => {
    const world = await twoNodes({ labels: LABELS });
    await world.startCalm();
    world.machine('b').crash();
    await world.runUntil(() => held(world, ADDRESS.a) > 32, 2 * MINUTE, 'the first moves');
    const { application } = world.machine('a').node;
    const edits = LABELS.map((label) =>
      application.apply({ kind: 'service-remove', zone: ZONE, label, deleteRecords: false }, false),
    );
    const at = world.time.now;
    await world.run(2 * MINUTE);
    await Promise.all(edits);
    assert.deepEqual(world.cellWrites(at + SECOND), []);
    assert.ok(held(world, ADDRESS.a) < 60);
  });

  it('a node that is stopped ends with the write it is at, and that one stands in its journal', async () => {
    const world = await twoNodes({ labels: LABELS });
    await world.startCalm();
    const b = world.machine('b');
    world.machine('a').crash();
    await world.runUntil(() => held(world, ADDRESS.b) > 32, 2 * MINUTE, 'the first moves');
    let isStopped = false;
    void b.node.stop(false).then(() => {
      isStopped = true;
    });
    await world.runUntil(() => isStopped, 5 * SECOND, 'the end');
    const sofar = held(world, ADDRESS.b);
    await world.run(2 * MINUTE);
    assert.equal(held(world, ADDRESS.b), sofar);
    assert.ok(sofar <= 35, `${sofar} held`);
    const taken = world.writes.filter(({ node, cellKey }) => node === 'b' && cellKey !== null);
    assert.deepEqual(
      b.disk.journal.map(({ cellKey }) => cellKey),
      taken.map(({ cellKey }) => cellKey),
    );
  });
});
