/** Leaders that came back from a backup, leaders that nobody asked for, and editions that have forked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodePushFor } from '../../../src/cluster/peer/push-body.ts';
import { reviseConfiguration } from '../../../src/cluster/stamp.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import { MemoryState } from '../../../src/store/memory-store.ts';
import { parsePushAnswer } from '../../../src/wire/push.ts';
import { MINUTE, SECOND, threeNodes } from '../clusters.ts';
import { Gate } from '../virtual-clock.ts';
import type { World } from '../world.ts';

const setPriority = (priority: number) => ({ kind: 'node-set', node: 'b', priority }) as const;
const stampOf = (world: World, id: string) => world.view(id).configuration.stamp;
const alarmsOf = (world: World, id: string): readonly string[] =>
  world.view(id).alarms.map(({ code }) => code);
const application = (world: World, id: string) => world.machine(id).node.application;

/** Lets time go on until the promise has settled; answers its error's code, or `done`. */
async function outcome(world: World, work: Promise<unknown>): Promise<string> {
  const results: string[] = [];
  work.then(
    () => results.push('done'),
    (error: unknown) => results.push(String((error as { code?: unknown }).code)),
  );
  await world.runUntil(() => results.length > 0, MINUTE, 'an outcome');
  return results.join();
}

/** The leader is back with what it held two changes ago. */
async function restoredLeader(): Promise<{ world: World; newest: Configuration }> {
  const world = await threeNodes();
  await world.startCalm();
  const backup = Object.assign(new MemoryState(), world.machine('a').disk);
  for (const priority of [90, 80]) {
    assert.equal(await outcome(world, application(world, 'a').apply(setPriority(priority), false)), 'done');
  }
  await world.run(MINUTE);
  const newest = world.view('b').configuration;
  assert.equal(newest.stamp.version, stampOf(world, 'a').version);
  world.machine('a').crash();
  Object.assign(world.machine('a').disk, backup);
  await world.start('a');
  await world.run(MINUTE);
  return { world, newest };
}

describe('a leader restored from an old backup', () => {
  it('pushes nothing, refuses changes, says why, and goes on keeping records', async () => {
    const { world, newest } = await restoredLeader();
    assert.ok(stampOf(world, 'a').version < newest.stamp.version);
    assert.ok(alarmsOf(world, 'a').includes('stale-leader'));
    assert.equal(await outcome(world, application(world, 'a').apply(setPriority(70), false)), 'not-allowed');
    assert.deepEqual(stampOf(world, 'b'), newest.stamp);
    assert.deepEqual(world.cellWrites(), []);
    const at = world.time.now;
    world.machine('c').crash();
    await world.runUntil(() => world.holdings()['a'] === 8, 90 * SECOND, 'the take-over');
    assert.ok(world.cellWrites(at).every(({ node }) => node === 'a'));
    world.checks.assertNone();
  });

  it('takes back what a follower holds, secrets and all, and leads again', async () => {
    const { world, newest } = await restoredLeader();
    assert.equal(await outcome(world, application(world, 'a').adoptConfiguration('node b')), 'done');
    assert.deepEqual(stampOf(world, 'a'), newest.stamp);
    const secrets = (configuration: Configuration): readonly string[] =>
      [
        ...configuration.members.map(({ secret }) => secret),
        ...configuration.accounts.map(({ keySecret }) => keySecret),
      ].map((secret) => secret.reveal());
    assert.deepEqual(secrets(world.view('a').configuration), secrets(newest));
    assert.deepEqual(alarmsOf(world, 'a'), []);
    assert.equal(await outcome(world, application(world, 'a').apply(setPriority(70), false)), 'done');
    await world.runUntil(
      () => ['b', 'c'].every((id) => stampOf(world, id).version === newest.stamp.version + 1),
      2 * SECOND,
      'the push',
    );
    world.checks.assertNone();
  });

  it('wins with a higher epoch when it is told to', async () => {
    const { world } = await restoredLeader();
    assert.equal(await outcome(world, application(world, 'a').forceConfiguration()), 'done');
    await world.runUntil(
      () => ['b', 'c'].every((id) => stampOf(world, id).epoch === 2),
      2 * SECOND,
      'the push of the new epoch',
    );
    assert.deepEqual(alarmsOf(world, 'a'), []);
    assert.deepEqual(stampOf(world, 'b'), stampOf(world, 'a'));
    world.checks.assertNone();
  });

  it('that nobody could warn forks; all say so, and forcing joins them again', async () => {
    const world = await threeNodes();
    await world.startCalm();
    const backup = Object.assign(new MemoryState(), world.machine('a').disk);
    assert.equal(await outcome(world, application(world, 'a').apply(setPriority(90), false)), 'done');
    await world.run(MINUTE);
    world.machine('a').crash();
    Object.assign(world.machine('a').disk, backup);
    for (const id of ['b', 'c']) world.network.cut('a', id);
    await world.start('a');
    assert.equal(await outcome(world, application(world, 'a').apply(setPriority(10), false)), 'done');
    world.network.heal();
    await world.run(MINUTE);
    assert.equal(stampOf(world, 'a').version, stampOf(world, 'b').version);
    assert.notEqual(stampOf(world, 'a').hash, stampOf(world, 'b').hash);
    assert.ok(alarmsOf(world, 'a').includes('config-fork'));
    assert.equal(await outcome(world, application(world, 'a').apply(setPriority(20), false)), 'not-allowed');
    assert.equal(await outcome(world, application(world, 'a').forceConfiguration()), 'done');
    await world.run(2 * MINUTE);
    for (const id of ['b', 'c']) assert.deepEqual(stampOf(world, id), stampOf(world, 'a'));
    assert.deepEqual(alarmsOf(world, 'a'), []);
    world.checks.assertNone();
  });
});

describe('adopting', () => {
  it('is refused where it would make the version fall', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.network.cutOneWay('a', 'c');
    const changed = application(world, 'a').apply(setPriority(90), false);
    assert.equal(await outcome(world, changed), 'done');
    await world.run(MINUTE);
    const { version } = stampOf(world, 'a');
    assert.equal(stampOf(world, 'c').version, version - 1);
    world.network.heal();
    assert.equal(await outcome(world, application(world, 'a').adoptConfiguration('node c')), 'not-allowed');
    assert.equal(stampOf(world, 'a').version, version);
    await world.runUntil(() => stampOf(world, 'c').version === version, 70 * SECOND, 'the push to C');
  });
});

describe('a second leader', () => {
  it('is refused by every follower, which stays with its own and says so until that one speaks again', async () => {
    const world = await threeNodes();
    await world.startCalm();
    const b = world.machine('b').identity;
    const url = 'http://z.test:44443';
    const post = world.network.connect({ id: 'z', url, gate: new Gate(world.time), answer: () => null });
    const { configuration } = world.view('b');
    const members = configuration.members.map((member) =>
      member.id === 'a' ? { ...member, id: 'z', name: 'node z', url } : member,
    );
    const foreign = reviseConfiguration(configuration, { ...configuration, leaderId: 'z', members });
    const body = encodePushFor(b, foreign, undefined, { at: 0, selfId: 'z' });
    let answer: unknown = null;
    void post(`${b.url}/v1/updateClusterInfo`, body).then((text) => {
      answer = parsePushAnswer(JSON.parse(text));
    });
    await world.run(SECOND);
    const { epoch, version, hash } = configuration.stamp;
    assert.deepEqual(answer, { kind: 'refused', stamp: { epoch, version, hash } });
    assert.equal(world.view('b').boundLeaderId, 'a');
    assert.ok(alarmsOf(world, 'b').includes('two-leaders'));
    assert.deepEqual(stampOf(world, 'b'), configuration.stamp);
    assert.equal(await outcome(world, application(world, 'a').apply(setPriority(90), false)), 'done');
    await world.run(2 * SECOND);
    assert.equal(stampOf(world, 'b').version, version + 1);
    assert.ok(!alarmsOf(world, 'b').includes('two-leaders'));
    assert.deepEqual(world.cellWrites(), []);
    world.checks.assertNone();
  });
});

describe('a node that leaves', () => {
  it('is not taken in again by a change that was on its way to it', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.network.wire.delayMs = 1_000;
    void application(world, 'c').quit(false);
    const isTelling = (): boolean => world.network.lastSent.get('c')?.path === 'leave';
    await world.runUntil(isTelling, 2 * MINUTE, 'the notice');
    void application(world, 'a').apply(setPriority(90), false);
    await world.run(MINUTE);
    assert.deepEqual([world.view('c').isJoined, stampOf(world, 'c').version], [false, 0]);
    assert.deepEqual(
      world.view('a').configuration.members.map(({ id }) => id),
      ['a', 'b'],
    );
  });
});

describe('alarms', () => {
  it('about a node that is removed go with it', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.machine('b').crash();
    await world.run(3 * MINUTE);
    assert.ok(alarmsOf(world, 'a').includes('node-dead'));
    const removal = application(world, 'a').apply({ kind: 'node-remove', node: 'b' }, false);
    await world.run(2 * MINUTE);
    await removal;
    assert.deepEqual(alarmsOf(world, 'a'), []);
    assert.deepEqual(alarmsOf(world, 'c'), []);
  });
});
