/** Addresses and identities that change hands, two families, and the making of witness records. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unjoinedCluster } from '../../../src/cluster/new-cluster.ts';
import { ANSWER_LOST } from '../../../src/dns/provider/memory/disturbance.ts';
import { MemoryState } from '../../../src/store/memory-store.ts';
import { A_LINES, ADDRESS, B_LINES, HOUR, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';
import { World } from '../world.ts';

describe('addresses', () => {
  it('two nodes that swap theirs end with true values, at one extra write each at worst', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    world.setAddress('a', ADDRESS.b);
    world.setAddress('b', ADDRESS.a);
    await world.run(10 * MINUTE);
    for (const record of world.managed()) {
      const owner = A_LINES.some((line) => line === record.line) ? ADDRESS.b : ADDRESS.a;
      assert.equal(record.value, owner, `${record.rr} ${String(record.line)}`);
    }
    assert.ok(world.cellWrites(at).length <= 24, `${world.cellWrites(at).length} writes`);
    const quietAt = world.time.now;
    await world.run(10 * MINUTE);
    assert.deepEqual(world.cellWrites(quietAt), []);
  });

  it('two nodes that swap theirs while they cannot hear each other take nothing from each other', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    await world.run(5 * MINUTE);
    const at = world.time.now;
    world.setAddress('a', ADDRESS.b);
    world.setAddress('b', ADDRESS.a);
    await world.run(10 * MINUTE);
    const cells = world.cellWrites(at).map(({ cellKey }) => cellKey);
    assert.equal(new Set(cells).size, cells.length, 'none is written twice');
    world.checks.assertNone();
  });

  it('one that has lost its own and is added anew has no claim on the one that another node has now', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.machine('b').crash();
    await world.run(5 * MINUTE);
    world.machine('c').addresses.v4 = null;
    world.machine('b').addresses.v4 = ADDRESS.c;
    await world.start('b');
    await world.run(10 * MINUTE);
    const { url, secret } = world.machine('c').identity;
    const lines = ['china-telecom', 'china-mobile'] as const;
    void world.machine('a').node.application.apply({ kind: 'node-remove', node: 'c' }, false);
    await world.run(SECOND);
    const at = world.time.now;
    const added = { kind: 'node-add', url, secret, lines, families: ['v4'] } as const;
    void world.machine('a').node.application.apply(added, false);
    await world.run(HOUR);
    assert.deepEqual(world.cellWrites(at), []);
    world.checks.assertNone();
  });

  for (const [what, isEmpty] of [
    ['an empty disk', true],
    ['its own', false],
  ] as const) {
    it(`an old witness record of the dead takes none from the living, for one that starts with ${what}`, async () => {
      const world = await threeNodes();
      await world.startCalm();
      world.setAddress('c', '47.92.0.33');
      await world.run(5 * MINUTE);
      world.machine('c').crash();
      world.setAddress('a', ADDRESS.c);
      await world.run(15 * MINUTE);
      // Both: what a process has heard of the dead it passes on, and that is younger than the record.
      const [a, b] = [world.machine('a'), world.machine('b')];
      a.crash();
      b.crash();
      const { disk, identity } = b;
      if (isEmpty) Object.assign(disk, new MemoryState(), { identity, cluster: unjoinedCluster(identity) });
      const at = world.time.now;
      world.network.cut('a', 'b');
      await world.start('a', 'b');
      await world.run(10 * SECOND);
      world.network.heal();
      await world.run(HOUR);
      assert.deepEqual(world.moves(at), []);
      world.checks.assertNone();
    });
  }

  it('a storm of changes ends with the last one, and moves nothing', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    for (let step = 0; step < 10; step += 1) {
      world.setAddress('a', `47.92.3.${step}`);
      await world.run(17 * SECOND);
    }
    await world.run(5 * MINUTE);
    assert.equal(world.managed().filter(({ value }) => value === '47.92.3.9').length, 6);
    assert.deepEqual(world.moves(at), []);
    world.checks.assertNone();
  });

  it('a node without IPv6 takes over the A records alone', async () => {
    const world = await World.create({
      nodes: {
        a: { v4: ADDRESS.a, v6: '2408:4000::1', lines: A_LINES },
        b: { v4: ADDRESS.b, lines: B_LINES },
        c: { v4: ADDRESS.c, v6: '2408:4000::3', lines: [], standby: false },
      },
    });
    await world.startCalm();
    world.machine('a').crash();
    const at = world.time.now;
    await world.run(10 * MINUTE);
    const moved = world.moves(at);
    assert.equal(moved.length, 6);
    assert.ok(moved.every(({ newValue }) => newValue === ADDRESS.b));
    assert.equal(world.record('www', 'default', 'AAAA').value, '2408:4000::1');
    world.checks.assertNone();
  });

  it('a node whose IPv6 address comes a moment after its start gives no record away', async () => {
    const world = await World.create({
      nodes: {
        a: { v4: ADDRESS.a, v6: '2408:4000::1', lines: A_LINES },
        b: { v4: ADDRESS.b, v6: '2408:4000::2', lines: B_LINES },
      },
    });
    await world.startCalm();
    const at = world.time.now;
    const a = world.machine('a');
    a.crash();
    a.addresses.v6 = null;
    await a.start();
    await world.run(2 * SECOND);
    a.addresses.v6 = '2408:4000::1';
    await world.run(5 * MINUTE);
    assert.deepEqual(world.cellWrites(at), []);
    world.checks.assertNone();
  });

  it('both families of a cell go to a node that has both', async () => {
    const world = await World.create({
      nodes: {
        a: { v4: ADDRESS.a, v6: '2408:4000::1', lines: A_LINES },
        b: { v4: ADDRESS.b, v6: '2408:4000::2', lines: B_LINES },
      },
    });
    await world.startCalm();
    world.machine('a').crash();
    await world.runUntil(() => world.holdings()['b'] === 24, 90 * SECOND, 'the take-over');
    world.checks.assertNone();
  });
});

describe('identities', () => {
  it('of a cloned machine and its original one fences itself before it writes a cell, and there is no fight', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    const clone = world.cloneOf('a', '47.92.0.99');
    world.network.cut('a', 'b');
    await clone.start();
    await world.run(30 * MINUTE);
    const isFenced = (node: typeof clone.node): boolean =>
      node.application.view().alarms.some(({ code }) => code === 'duplicate-identity');
    assert.ok(isFenced(clone.node) || isFenced(world.machine('a').node));
    assert.deepEqual(world.cellWrites(at), []);
  });
});

describe('the making of witness records', () => {
  it('makes no second one when the answer is lost and reads are stale', async () => {
    const world = await twoNodes();
    for (const machine of world.machines.values()) {
      let isLost = false;
      machine.disturb = ({ action }) => {
        if (action === 'readZone') return { stalenessMs: 9 * SECOND };
        if (action !== 'addRecord' || isLost) return null;
        isLost = true;
        return ANSWER_LOST;
      };
    }
    world.network.cut('a', 'b');
    await world.start();
    await world.run(10 * MINUTE);
    assert.equal(world.witnessRecords().length, 2);
    world.checks.assertNone();
  });
});
