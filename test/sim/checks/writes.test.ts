import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { A_LINES, MINUTE, SECOND } from '../clusters.ts';
import { ZONE } from '../world.ts';
import type { World } from '../world.ts';
import { calmWorld, forgeRequest, forgeWrite, processOf, untilRead, verdict } from './bench.ts';

/** A node goes by an order of its own, as under another leader. */
function skewOrder(world: World, node: string): void {
  const { state } = processOf(world, node);
  const { configuration } = state.cluster;
  const members = configuration.members.map((one) => ({ ...one, lines: one.id === node ? A_LINES : [] }));
  state.cluster = { ...state.cluster, configuration: { ...configuration, members } };
}

function forgeRead(world: World, node: string): void {
  const { state, clock } = processOf(world, node);
  const call = { action: 'readZone', rpc: 'DescribeDomainRecords', zone: ZONE, page: 1 } as const;
  for (const watcher of world.watchers) watcher.onCall(node, { ...call, recordId: null, value: null }, null);
  state.provider.lastReadSentAt = clock.monotonicMs();
}

describe('S1, one writer', () => {
  it('finds two good nodes that write the same record one after the other', async () => {
    const world = await calmWorld();
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    await world.run(3 * SECOND);
    assert.equal(verdict(world, 'S1'), '', 'one alone is S2’s matter');
    forgeWrite(world, 'a', { why: 'holder-dead', about: 'b' });
    assert.match(verdict(world, 'S1'), /b wrote it 3000 ms before; both are good/);
    assert.equal(world.checks.figures().races, 1);
  });

  it('leaves a handover alone, and counts a race with a node that is not good', async () => {
    const world = await calmWorld();
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    await world.run(3 * SECOND);
    forgeWrite(world, 'a', { why: 'yielded', about: 'b' });
    assert.equal(world.checks.figures().races, 0);
    world.machine('a').freeze(MINUTE);
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.equal(world.checks.figures().races, 1);
    assert.equal(verdict(world, 'S1'), '');
  });

  it('counts heirs of one holder that go by different orders, and finds those of one order', async () => {
    for (const [isSkewed, about, isRead, expected] of [
      [true, 'c', false, /^$/],
      [false, 'c', false, /both are good/],
      [true, 'a', false, /both are good/],
      [true, 'c', true, /both are good/],
    ] as const) {
      const world = await calmWorld();
      if (isSkewed) skewOrder(world, 'b');
      forgeWrite(world, 'a', { value: '47.92.0.77', why: 'holder-dead', about: 'c' });
      await world.run(12 * SECOND);
      if (isRead) forgeRead(world, 'b');
      forgeWrite(world, 'b', { why: 'holder-dead', about });
      assert.match(verdict(world, 'S1'), expected);
      assert.equal(world.checks.figures().races, 1);
    }
  });
});

describe('S2, no wrongful take-over', () => {
  it('finds a record taken from a good node', async () => {
    const world = await calmWorld();
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.match(verdict(world, 'S2'), /taken from a, which has been good for 300\.0 s, as holder-dead/);
    assert.equal(world.checks.figures().wrongfulTakeOvers, 1);
  });

  it('leaves alone a record that may have become another’s, when its value went from node to node', async () => {
    for (const [lender, expected] of [
      ['a', /taken from a/],
      ['b', /^$/],
    ] as const) {
      const world = await calmWorld();
      const { value } = world.record('www', 'default');
      world.setAddress('a', '47.92.0.77');
      world.setAddress(lender, value);
      world.setAddress('a', value);
      forgeWrite(world, 'b', { value: '47.92.0.78', why: 'own-address', about: 'b' });
      assert.match(verdict(world, 'S2'), expected);
    }
  });

  it('leaves alone what is taken from a dead or announced one, and within the gap of a plan', async () => {
    const dead = await calmWorld();
    dead.machine('a').crash();
    await dead.run(2 * MINUTE);
    assert.equal(dead.holdings()['b'], 6);
    assert.equal(verdict(dead, 'S2'), '');
    const announced = await calmWorld();
    processOf(announced, 'a').state.isDraining = true;
    await announced.run(2 * SECOND);
    forgeWrite(announced, 'b', { why: 'holder-unfit', about: 'a' });
    assert.equal(verdict(announced, 'S2'), '');
    const racing = await calmWorld();
    forgeWrite(racing, 'a', { value: '47.92.0.77' });
    racing.claim('a', '47.92.0.77');
    await racing.run(2 * SECOND);
    forgeWrite(racing, 'b', { why: 'holder-dead', about: 'a' });
    assert.equal(verdict(racing, 'S2'), '');
  });

  it('leaves alone what is taken from one that dropped the taker by no newer edition, and nothing else', async () => {
    for (const [isDropped, versions, expected] of [
      [true, 0, /^$/],
      [true, -1, /^$/],
      [true, 1, /taken from a/],
      [false, -1, /taken from a/],
    ] as const) {
      const world = await calmWorld();
      const { state } = processOf(world, 'a');
      const { configuration } = state.cluster;
      const members = configuration.members.filter(({ id }) => id === 'a' || !isDropped);
      const stamp = { ...configuration.stamp, version: configuration.stamp.version + versions };
      state.cluster = { ...state.cluster, configuration: { ...configuration, members, stamp } };
      forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
      assert.match(verdict(world, 'S2'), expected);
    }
  });

  it('tells a record of one’s own, whose address is another’s by now, from one that the other wrote', async () => {
    const world = await calmWorld();
    world.network.cut('a', 'b');
    world.setAddress('a', '47.92.0.2');
    world.setAddress('b', '47.92.0.1');
    forgeWrite(world, 'a', { why: 'own-address', value: '47.92.0.2' });
    assert.equal(verdict(world, 'S2'), '');
    forgeWrite(world, 'b', { why: 'own-address', value: '47.92.0.1', line: 'china-unicom' });
    await world.run(20 * SECOND);
    forgeWrite(world, 'a', { why: 'own-address', value: '47.92.0.2', line: 'china-unicom' });
    assert.match(verdict(world, 'S2'), /taken from b, .* as own-address/);
  });
});

describe('S4, no flapping', () => {
  it('finds the sixth move of a record within ten minutes, not the fifth', async () => {
    const world = await calmWorld();
    for (let count = 1; count <= 6; count += 1) {
      assert.equal(verdict(world, 'S4'), '');
      const [taker, holder] = count % 2 === 1 ? ['b', 'a'] : ['a', 'b'];
      // Each with a fault of its own.
      world.machine(holder).freeze(SECOND / 4);
      await world.run(SECOND / 2);
      forgeWrite(world, taker, { why: 'yielded', about: holder });
    }
    assert.match(verdict(world, 'S4'), /moved 6 times in 10 min/);
    assert.equal(world.checks.figures().moves, 6);
  });

  it('finds a take-over while all nodes run and reach the provider', async () => {
    const world = await calmWorld();
    await world.run(6 * MINUTE);
    world.network.cut('a', 'b');
    await world.run(5 * MINUTE);
    assert.equal(verdict(world, 'S4'), '');
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.match(verdict(world, 'S4'), /all nodes have run and reached the provider/);
  });
});

describe('S5, no idle writes', () => {
  it('finds an update to what has long stood there, not one that may not have seen it', async () => {
    const world = await calmWorld();
    for (const id of ['a', 'b']) processOf(world, id).state.freezes.add('command');
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    await world.run(10 * SECOND);
    // Its own writer knows better at once, which is another judge's matter.
    const value = '47.92.0.2';
    forgeRequest(world, 'a', { value });
    assert.equal(verdict(world, 'S5'), '');
    await world.run(30 * SECOND);
    forgeRequest(world, 'a', { value });
    assert.match(verdict(world, 'S5'), /sets 47\.92\.0\.2, which has stood there for 40\.0 s/);
  });

  it('finds too many reads while all is quiet, and no more than there are', async () => {
    const world = await calmWorld();
    const since = world.time.now;
    await world.run(60 * MINUTE);
    world.checks.finish(since);
    assert.equal(verdict(world, 'S5'), '');
    for (let count = 0; count < 71; count += 1) world.reads.push({ at: world.time.now, node: 'a' });
    world.checks.finish(since);
    assert.match(verdict(world, 'S5'), /a reads a zone 1\d\d times an hour/);
  });
});

describe('S5, reads that do not come', () => {
  it('are found, unless there is no service any more whose zone could be read', async () => {
    for (const [isServed, expected] of [
      [true, /a does not read for/],
      [false, /^$/],
    ] as const) {
      const world = await calmWorld();
      const since = world.time.now;
      if (!isServed) {
        const removal = { kind: 'service-remove', zone: ZONE, label: 'www', deleteRecords: false } as const;
        void world.machine('a').node.application.apply(removal, false);
      }
      await world.run(60 * MINUTE);
      world.reads.length = 0;
      world.checks.finish(since);
      assert.match(verdict(world, 'S5'), expected);
    }
  });
});

describe('S7, true values', () => {
  it('finds an address that is not the writer’s', async () => {
    const world = await calmWorld();
    forgeWrite(world, 'a', { value: '47.92.9.9' });
    assert.match(verdict(world, 'S7'), /47\.92\.9\.9 is not the writer's address, which is 47\.92\.0\.1/);
  });

  it('gives a node the time to find out that its address has changed', async () => {
    const world = await calmWorld();
    processOf(world, 'a').state.freezes.add('command');
    forgeWrite(world, 'b', {});
    world.setAddress('a', '47.92.0.71');
    await world.run(30 * SECOND);
    forgeWrite(world, 'a', { value: '47.92.0.1' });
    assert.equal(verdict(world, 'S7'), '');
    await world.run(3 * MINUTE);
    forgeWrite(world, 'a', { value: '47.92.0.1', line: 'overseas' });
    assert.match(verdict(world, 'S7'), /is not the writer's address/);
  });
});

describe('S8, fresh plans', () => {
  it('finds a write on an old read, not one on a fresh one', async () => {
    const world = await calmWorld();
    await untilRead(world, 'a');
    await world.run(8 * SECOND);
    forgeWrite(world, 'a', { value: '47.92.0.71' });
    assert.equal(verdict(world, 'S8'), '');
    const late = await calmWorld();
    await untilRead(late, 'b');
    await late.run(20 * SECOND);
    forgeWrite(late, 'b', { value: '47.92.0.72' });
    assert.match(verdict(late, 'S8'), /the deciding read was sent 2\d\.\d s before/);
  });

  it('finds a stop between read and write, unless nobody could notice it', async () => {
    for (const [stopMs, expected] of [
      [17 * SECOND, /the process was stopped until/],
      [9 * SECOND, /^$/],
    ] as const) {
      const world = await calmWorld();
      await untilRead(world, 'a');
      world.machine('a').freeze(stopMs);
      await world.runUntil(() => processOf(world, 'a').gate.isOpen, MINUTE, 'the end of the stop');
      forgeRequest(world, 'a', { value: '47.92.0.71' });
      assert.match(verdict(world, 'S8'), expected);
    }
  });
});
