/** Who can witness is found dead soon, and so has to be known: also while a node is missed, and no longer than it is true. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, twoNodes } from '../clusters.ts';
import { f1Ms } from '../checks/bounds.ts';
import { World } from '../world.ts';

/** A to E, in byte order of their codes, of whom three speak; A has been dead for a quarter of an hour. */
async function fiveWithoutA(): Promise<World> {
  const world = await World.create({
    nodes: {
      a: { v4: '47.92.0.1', lines: ['default'] },
      b: { v4: '47.92.0.2', lines: ['china-telecom'] },
      c: { v4: '47.92.0.3', lines: ['china-unicom'] },
      d: { v4: '47.92.0.4', lines: ['china-mobile'] },
      e: { v4: '47.92.0.5', lines: ['cernet', 'overseas'] },
    },
  });
  await world.startCalm();
  world.machine('a').crash();
  await world.run(15 * MINUTE);
  return world;
}

const saysItCan = (world: World, id: string, of: string): boolean =>
  world.machine(id).process?.state.liveness.peers.get(of)?.capabilities?.includes('wit') === true;

describe('a node that leaves the speaking to others', () => {
  it('proves once that it could when it starts while another is missed, and falls silent', async () => {
    const world = await fiveWithoutA();
    world.machine('e').crash();
    await world.run(2 * MINUTE);
    await world.start('e');
    const startedAt = world.time.now;
    await world.run(30 * MINUTE);
    assert.equal(saysItCan(world, 'b', 'e'), true);
    const written = world.witnessWrites(startedAt).filter(({ node }) => node === 'e');
    assert.equal(written.length, 1);
    world.checks.assertNone();
  });

  it('is therefore found dead after tDead, not after Timeout', async () => {
    const world = await fiveWithoutA();
    world.machine('e').crash();
    await world.run(2 * MINUTE);
    await world.start('e');
    await world.run(10 * MINUTE);
    assert.ok((world.holdings()['e'] ?? 0) >= 4, 'it has its cells back');
    world.machine('e').crash();
    const { timers } = world;
    await world.runUntil(() => world.holdings()['e'] === undefined, f1Ms(timers, 4), 'the take-over');
    world.checks.assertNone();
  });
});

describe('a witness record that was disabled by hand', () => {
  it('is no witness: its node does not say that it has one, until it is enabled again', async () => {
    const world = await twoNodes();
    await world.startCalm();
    assert.equal(saysItCan(world, 'a', 'b'), true);
    const own = world.machine('b').process?.state.witnessRecord?.record;
    assert.ok(own);
    world.dns.editByHand('example.test', own.id, { enabled: false });
    await world.run(2 * MINUTE);
    assert.equal(saysItCan(world, 'a', 'b'), false);
    assert.equal(
      world.view('b').alarms.some(({ code }) => code === 'no-witness'),
      true,
    );
    world.network.cut('a', 'b');
    await world.run(5 * MINUTE);
    assert.deepEqual(world.moves(), [], 'B lives, and nobody can know it before Timeout');
    world.network.heal();
    world.dns.editByHand('example.test', own.id, { enabled: true });
    await world.run(3 * MINUTE);
    assert.equal(saysItCan(world, 'a', 'b'), true);
  });
});

describe('a provider that answers too slowly to act upon', () => {
  it('is none: a changed address is taken over for as for one without', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const isRead = (action: string): boolean => action === 'readZone';
    world.machine('b').disturb = ({ action }) => (isRead(action) ? { answerDelayMs: 6 * SECOND } : null);
    await world.run(10 * MINUTE);
    assert.deepEqual(world.moves(), [], 'its address is good, so nothing moves');
    world.setAddress('b', '47.92.0.32');
    await world.runUntil(() => world.holdings()['a'] === 12, 3 * MINUTE, 'the take-over');
    world.machine('b').disturb = () => null;
    await world.runUntil(() => world.holdings()['b'] === 6, 10 * MINUTE, 'the return');
  });
});
