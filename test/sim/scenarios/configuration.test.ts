/** Configuration while nodes come and go: worked example 19.10, versions that differ, members that are dropped. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryState } from '../../../src/store/memory-store.ts';
import { A_LINES, ADDRESS, B_LINES, HOUR, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';
import type { NodeSetup } from '../world.ts';
import { World } from '../world.ts';
import { FOLLOWERS, halfPushed } from './half-pushed.ts';

const versionOf = (world: World, id: string): number => world.view(id).configuration.stamp.version;

describe('leader dies with configuration half pushed (19.10)', () => {
  it('everything works but yields between the groups; the leader returns and all are equal within a minute', async () => {
    const world = await halfPushed();
    await world.start(...FOLLOWERS);
    await world.run(3 * MINUTE);
    assert.deepEqual(
      FOLLOWERS.map((id) => versionOf(world, id)),
      [42, 42, 42, 42, 41, 41, 41, 41, 41],
    );

    world.machine('f1').crash();
    await world.runUntil(() => world.holdings()['f5'] === 1, 86 * SECOND, 'the take-over by F5');
    await world.start('f1');
    await world.run(4 * MINUTE);
    assert.equal(world.holdings()['f5'], 1, 'a yield waits while the versions differ');

    const backAt = world.time.now;
    await world.start('lead');
    const areEqual = (): boolean => FOLLOWERS.every((id) => versionOf(world, id) === 42);
    await world.runUntil(areEqual, MINUTE, 'equality');
    await world.runUntil(() => world.holdings()['f1'] === 1, 30 * SECOND, 'the yield to F1');
    assert.ok(world.cellWrites(backAt).every(({ node }) => node === 'f1'));
    world.checks.assertNone();
  });
});

describe('changes of the configuration', () => {
  it('reach every follower within 2 s, and a follower that was cut off within 70 s of its return (L6)', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.network.cut('a', 'c');
    await world.run(2 * MINUTE);
    const before = versionOf(world, 'a');
    const edit = { kind: 'node-set', node: 'b', priority: 90 } as const;
    await world.machine('a').node.application.apply(edit, false);
    assert.equal(versionOf(world, 'a'), before + 1);
    await world.runUntil(() => versionOf(world, 'b') === before + 1, 2 * SECOND, 'the push to B');
    await world.run(MINUTE);
    assert.equal(versionOf(world, 'c'), before);
    world.network.heal();
    await world.runUntil(() => versionOf(world, 'c') === before + 1, 70 * SECOND, 'the push to C');
    assert.deepEqual(world.cellWrites(), []);
    world.checks.assertNone();
  });

  it('a member dropped while it cannot be reached loses its cells after tUnknown, and stops', async () => {
    const world = await World.create({
      nodes: {
        a: { v4: ADDRESS.a, lines: ['default', 'overseas'] },
        b: { v4: ADDRESS.b, lines: ['china-unicom'] },
        c: { v4: ADDRESS.c, lines: ['china-telecom', 'overseas'], priority: 50 },
      },
    });
    await world.startCalm();
    await world.run(2 * MINUTE);
    assert.equal(world.ownerOf(world.record('www', 'overseas').value), 'c');
    world.network.cut('c', 'a');
    world.network.cut('c', 'b');
    await world.run(5 * MINUTE);
    const at = world.time.now;
    void world.machine('a').node.application.apply({ kind: 'node-remove', node: 'c' }, false);
    await world.run(HOUR);
    // C's other lines have no owner any more, so their records are nobody's cells and stay.
    const changes = world.cellWrites(at).map(({ from, to, cellKey }) => `${cellKey} ${from} ${to}`);
    assert.deepEqual(changes.sort(), ['example.test|git|A|overseas c a', 'example.test|www|A|overseas c a']);
    for (const write of world.cellWrites(at)) assert.ok(write.at - at >= 60 * SECOND, 'not before tUnknown');
    world.checks.assertNone();
  });
});

describe('a node that was removed while it was cut off', () => {
  for (const seed of [1, 2, 3]) {
    it(`takes nothing of the others after it was stopped, too (${seed})`, async () => {
      const world = await twoNodes({ seed: `left out, then stopped ${seed}` });
      await world.startCalm();
      world.network.cut('a', 'b');
      await world.run(5 * MINUTE);
      const at = world.time.now;
      void world.machine('a').node.application.apply({ kind: 'node-remove', node: 'b' }, false);
      await world.run(3 * MINUTE);
      world.machine('b').freeze(80 * SECOND);
      await world.run(HOUR);
      assert.deepEqual(world.cellWrites(at), []);
      world.checks.assertNone();
    });
  }
});

describe('a node that was removed and cannot be told', () => {
  for (const isAlone of [false, true]) {
    it(`takes nothing when it was down then, ${isAlone ? 'be the others dead or alive' : 'nor of those whose records are older'}`, async () => {
      const nodes: Record<string, NodeSetup> = {};
      for (const id of ['a', 'b', 'c', 'd', 'e'])
        nodes[id] = { v4: `47.92.0.${id.charCodeAt(0)}`, lines: [] };
      const world = await World.create({ nodes: { ...nodes, d: { v4: ADDRESS.c, lines: A_LINES } } });
      await world.startCalm();
      world.machine('e').crash();
      await world.run(MINUTE);
      void world.machine('a').node.application.apply({ kind: 'node-remove', node: 'e' }, false);
      await world.run(5 * MINUTE);
      for (const id of ['a', 'b', 'c', 'd']) world.network.cut(id, 'e');
      const at = world.time.now;
      if (isAlone) for (const id of ['a', 'b', 'c', 'd']) world.machine(id).crash();
      await world.start('e');
      await world.run(HOUR);
      assert.deepEqual(world.cellWrites(at), []);
      world.checks.assertNone();
    });
  }

  it('takes nothing of those that it was in touch with until its removal', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    const at = world.time.now;
    void world.machine('a').node.application.apply({ kind: 'node-remove', node: 'b' }, false);
    await world.run(HOUR);
    assert.deepEqual(world.cellWrites(at), []);
    world.checks.assertNone();
  });

  it('takes all when it is a member by what the others wrote last, and they are dead', async () => {
    const world = await threeNodes();
    await world.startCalm();
    const { disk } = world.machine('b');
    const before = Object.assign(new MemoryState(), disk);
    void world.machine('a').node.application.apply({ kind: 'node-set', node: 'c', priority: 90 }, false);
    await world.run(MINUTE);
    for (const machine of world.machines.values()) machine.crash();
    await world.run(MINUTE);
    for (const machine of world.machines.values()) await machine.start();
    await world.run(5 * MINUTE);
    for (const machine of world.machines.values()) machine.crash();
    Object.assign(disk, before);
    await world.start('b');
    await world.runUntil(() => world.holdings()['b'] === 12, 3 * MINUTE, 'the take-over');
    world.checks.assertNone();
  });
});

describe('a node that was removed and comes back with a disk from before', () => {
  const returned = async (): Promise<World> => {
    const world = await twoNodes();
    await world.startCalm();
    const b = world.machine('b');
    const before = Object.assign(new MemoryState(), b.disk);
    void world.machine('a').node.application.apply({ kind: 'node-remove', node: 'b' }, false);
    await world.run(5 * MINUTE);
    b.crash();
    Object.assign(b.disk, before);
    await world.start('b');
    await world.run(MINUTE);
    assert.ok(world.view('b').configuration.members.some(({ id }) => id === 'a'));
    return world;
  };

  it('takes nothing of those who do not count it any more, when it cannot hear them', async () => {
    const world = await returned();
    const at = world.time.now;
    world.network.cut('a', 'b');
    await world.run(HOUR);
    assert.deepEqual(world.cellWrites(at), []);
    world.checks.assertNone();
  });

  it('needs no witness while they answer it, and one as soon as they do not', async () => {
    const world = await returned();
    await world.run(5 * MINUTE);
    const at = world.time.now;
    await world.run(HOUR);
    assert.deepEqual(world.witnessWrites(at), []);
    const cutAt = world.time.now;
    world.network.cut('a', 'b');
    await world.run(40 * SECOND);
    assert.deepEqual(
      world.witnessWrites(cutAt).map(({ node }) => node),
      ['b'],
    );
  });

  it('counts as before once it is a member again', async () => {
    const world = await returned();
    void world.machine('b').node.application.quit(false);
    await world.runUntil(() => !world.view('b').isJoined, 2 * MINUTE, 'the end of its membership');
    const { url, secret } = world.machine('b').identity;
    const added = { kind: 'node-add', url, secret, lines: B_LINES, families: ['v4'] } as const;
    void world.machine('a').node.application.apply(added, false);
    await world.run(10 * MINUTE);
    assert.deepEqual(world.holdings(), { a: 6, b: 6 });
    const at = world.time.now;
    world.machine('a').crash();
    await world.run(90 * SECOND);
    assert.equal(world.moves(at).length, 6);
    world.checks.assertNone();
  });
});

describe('a node whose maintenance ends while it is cut off', () => {
  it('finds nobody dead who lives and knows it as in maintenance still', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const setMaintenance = (maintenance: boolean): void => {
      void world.machine('a').node.application.apply({ kind: 'node-set', node: 'a', maintenance }, false);
    };
    setMaintenance(true);
    await world.runUntil(() => world.holdings()['b'] === 12, 2 * MINUTE, 'the hand-over');
    await world.run(5 * MINUTE);
    world.network.cut('a', 'b');
    const at = world.time.now;
    await world.run(5 * MINUTE);
    setMaintenance(false);
    await world.run(20 * MINUTE);
    assert.deepEqual(world.cellWrites(at), []);
    world.network.heal();
    await world.runUntil(() => world.holdings()['a'] === 6, 4 * MINUTE, 'the return');
    world.checks.assertNone();
  });
});

describe('five nodes and more', () => {
  it('when more than half seem dead, take-overs wait for two minutes more', async () => {
    const nodes: Record<string, NodeSetup> = {};
    const lines = ['default', 'china-telecom', 'china-unicom', 'china-mobile', 'cernet'] as const;
    for (const [index, line] of lines.entries())
      nodes[`n${index}`] = { v4: `47.92.2.${index + 1}`, lines: [line] };
    const world = await World.create({ nodes, labels: ['www'] });
    await world.startCalm();
    const at = world.time.now;
    for (const id of ['n2', 'n3', 'n4']) world.machine(id).crash();
    await world.run(170 * SECOND);
    assert.deepEqual(world.cellWrites(at), []);
    assert.ok(world.view('n0').alarms.some(({ code }) => code === 'mass-failure'));
    await world.run(40 * SECOND);
    assert.equal(world.moves(at).length, 3);
    world.checks.assertNone();
  });
});
