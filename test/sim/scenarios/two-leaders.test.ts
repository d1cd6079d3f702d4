/**
 * Two leaders by mistake, and what the operating guide says to do about it, played to the end: D was a follower of A's
 * and has been set up as a leader with a copy of the configuration. Nothing here is done but by the product's own
 * commands and by starting machines with other settings.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { unjoinedCluster } from '../../../src/cluster/new-cluster.ts';
import { reviseConfiguration } from '../../../src/cluster/stamp.ts';
import type { Edit } from '../../../src/model/edit.ts';
import type { Member, Role } from '../../../src/model/node.ts';
import { MemoryState } from '../../../src/store/memory-store.ts';
import { MINUTE } from '../clusters.ts';
import type { NodeSetup } from '../world.ts';
import { World } from '../world.ts';

const IDS = ['a', 'b', 'c', 'd'] as const;

const alarmsOf = (world: World, id: string): readonly string[] => [
  ...new Set(world.view(id).alarms.map(({ code }) => code)),
];
const application = (world: World, id: string) => world.machine(id).node.application;
const priorityOf = (node: string, priority: number): Edit => ({ kind: 'node-set', node, priority });

/** D leads as well, one edition further than A; it calls A a leader still, or a follower. */
async function twoLeaders(roleOfFirst: Role = 'follower'): Promise<World> {
  const lines = ['default', 'cernet', 'overseas', 'china-mobile'] as const;
  const nodes: Record<string, NodeSetup> = {};
  for (const [index, id] of IDS.entries())
    nodes[id] = { v4: `47.92.3.${index + 1}`, lines: lines.slice(index, index + 1) };
  const world = await World.create({ nodes, labels: ['www'] });
  await world.startCalm();
  const { configuration } = world.view('a');
  const members = configuration.members.map((one): Member => {
    const role = one.id === 'd' ? 'leader' : one.id === 'a' ? roleOfFirst : one.role;
    return { ...one, role };
  });
  const edition = reviseConfiguration(configuration, { ...configuration, leaderId: 'd', members });
  const machine = world.machine('d');
  machine.crash();
  Object.assign(machine.identity, { role: 'leader' });
  Object.assign(machine.disk, {
    identity: { ...machine.identity },
    cluster: { configuration: edition, boundLeaderId: 'd' },
  });
  await world.start('d');
  await world.run(5 * MINUTE);
  return world;
}

/** An empty database and the settings of a follower. */
async function setUpAnew(world: World, id: string): Promise<void> {
  const { identity, disk } = world.machine(id);
  world.machine(id).crash();
  Object.assign(identity, { role: 'follower' });
  Object.assign(disk, new MemoryState(), {
    identity: { ...identity },
    cluster: unjoinedCluster(identity),
  });
  await world.start(id);
}

/** Lets time go on until the command is done; answers its error's code, or `done`. */
async function outcome(world: World, work: Promise<unknown>): Promise<string> {
  const results: string[] = [];
  work.then(
    () => results.push('done'),
    (error: unknown) => results.push(String((error as { code?: unknown }).code)),
  );
  await world.runUntil(() => results.length > 0, 3 * MINUTE, 'an outcome');
  return results.join();
}

/** One leader, one edition, every record where it belongs, and then silence. */
async function assertOneCluster(world: World, leader: string): Promise<void> {
  world.happenings.tell({ kind: 'peace' });
  await world.run(20 * MINUTE);
  const { stamp } = world.view(leader).configuration;
  for (const id of IDS) {
    assert.deepEqual(world.view(id).configuration.stamp, stamp, `the edition of ${id}`);
    assert.equal(world.view(id).boundLeaderId, leader, `the leader of ${id}`);
    assert.deepEqual(alarmsOf(world, id), [], `the alarms of ${id}`);
  }
  assert.deepEqual(world.holdings(), { a: 1, b: 1, c: 1, d: 1 });
  const quietSince = world.time.now;
  await world.run(30 * MINUTE);
  world.checks.finish(quietSince);
  world.checks.assertNone();
}

describe('two leaders', () => {
  it('keep their own editions, the followers the first one’s, and all say so; no record moves', async () => {
    const world = await twoLeaders();
    const since = world.time.now;
    await world.run(30 * MINUTE);
    assert.deepEqual(
      IDS.map((id) => world.view(id).boundLeaderId),
      ['a', 'a', 'a', 'd'],
    );
    assert.deepEqual(
      IDS.map((id) => alarmsOf(world, id)),
      [['stale-leader'], ['two-leaders'], ['two-leaders'], ['push-refused']],
    );
    assert.deepEqual(world.moves(since), []);
    world.checks.assertNone();
  });

  it('do not adopt from one another: a configuration is taken back from a follower alone', async () => {
    const world = await twoLeaders();
    for (const [id, from] of [
      ['a', 'node d'],
      ['d', 'node a'],
      ['d', 'node b'],
    ] as const) {
      const before = world.view(id).configuration.stamp;
      assert.equal(await outcome(world, application(world, id).adoptConfiguration(from)), 'unavailable');
      assert.deepEqual(world.view(id).configuration.stamp, before);
    }
    world.checks.assertNone();
  });

  it('are one again when the first is told to go on and the second is set up anew as a follower', async () => {
    const world = await twoLeaders();
    assert.equal(await outcome(world, application(world, 'a').forceConfiguration()), 'done');
    await world.run(2 * MINUTE);
    assert.ok(alarmsOf(world, 'd').includes('stale-leader'));
    assert.equal(
      await outcome(world, application(world, 'd').apply(priorityOf('b', 50), false)),
      'not-allowed',
    );
    await setUpAnew(world, 'd');
    await assertOneCluster(world, 'a');
  });

  it('are one again in either order: set up anew first, it is taken in by the leader that stays', async () => {
    const world = await twoLeaders();
    await setUpAnew(world, 'd');
    await world.run(5 * MINUTE);
    assert.deepEqual(alarmsOf(world, 'a'), []);
    assert.deepEqual(alarmsOf(world, 'b'), ['two-leaders']);
    assert.equal(await outcome(world, application(world, 'a').forceConfiguration()), 'done');
    await assertOneCluster(world, 'a');
  });

  for (const roleOfFirst of ['follower', 'leader'] as const) {
    it(`are one again when the second goes on and the first, a ${roleOfFirst} to it, is set up anew as a follower`, async () => {
      const world = await twoLeaders(roleOfFirst);
      assert.equal(await outcome(world, application(world, 'd').forceConfiguration()), 'done');
      await world.run(2 * MINUTE);
      for (const id of ['b', 'c']) assert.deepEqual(alarmsOf(world, id), ['leader-changed']);
      await setUpAnew(world, 'a');
      await world.run(2 * MINUTE);
      assert.equal(await outcome(world, application(world, 'd').apply(priorityOf('b', 90), false)), 'done');
      await assertOneCluster(world, 'd');
    });
  }

  it('leave one that can be changed when the other is merely stopped, and its node removed', async () => {
    const world = await twoLeaders();
    world.machine('d').crash();
    await world.run(10 * MINUTE);
    assert.equal(
      await outcome(world, application(world, 'a').apply(priorityOf('b', 90), false)),
      'not-allowed',
    );
    assert.equal(await outcome(world, application(world, 'a').forceConfiguration()), 'done');
    const removal = application(world, 'a').apply({ kind: 'node-remove', node: 'd' }, false);
    assert.equal(await outcome(world, removal), 'done');
    await world.run(10 * MINUTE);
    const { stamp } = world.view('a').configuration;
    for (const id of ['a', 'b', 'c']) {
      assert.deepEqual(world.view(id).configuration.stamp, stamp);
      assert.deepEqual(alarmsOf(world, id), []);
    }
    assert.equal(world.holdings()['d'], undefined);
    world.checks.assertNone();
  });
});
