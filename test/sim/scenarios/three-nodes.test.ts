/** Worked example 19.7: three nodes, one dies, and exactly one of the others acts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORBIDDEN, UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import { MINUTE, SECOND, threeNodes } from '../clusters.ts';

describe('three nodes, one dies (19.7)', () => {
  it('C acts and B, which finds A dead as well, waits', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.machine('a').crash();
    const lostAt = world.time.now;
    await world.runUntil(() => world.holdings()['c'] === 8, 85 * SECOND, 'the take-over by C');
    await world.run(30 * MINUTE);
    assert.deepEqual([...new Set(world.cellWrites(lostAt).map(({ node }) => node))], ['c']);
    assert.equal(world.cellWrites(lostAt).length, 4);
    world.checks.assertNone();
  });

  it('when C is alive and stuck, B acts after tPass', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.machine('a').crash();
    const lostAt = world.time.now;
    world.machine('c').disturb = ({ action, value }) =>
      action === 'updateValue' && value?.startsWith('cw1.') === false ? FORBIDDEN : null;
    await world.runUntil(() => world.holdings()['b'] === 8, 85 * SECOND + 100 * SECOND, 'the take-over by B');
    const [first] = world.moves(lostAt);
    assert.ok(((first?.at ?? 0) - lostAt) / SECOND >= 60 + 85, 'not before tPass');
    world.checks.assertNone();
  });

  it('when B and C cannot hear each other they still agree that C acts', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.network.cut('b', 'c');
    await world.run(5 * MINUTE);
    world.machine('a').crash();
    const lostAt = world.time.now;
    await world.run(30 * MINUTE);
    const moves = world.cellWrites(lostAt);
    assert.deepEqual([...new Set(moves.map(({ node }) => node))], ['c']);
    assert.equal(moves.length, 4);
    world.checks.assertNone();
  });

  it('after an outage of the provider for all, B, which is back first, still waits for C', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.machine('a').crash();
    const lostAt = world.time.now;
    world.machine('c').disturb = ({ action }) => (action === 'updateValue' ? FORBIDDEN : null);
    await world.run(75 * SECOND);
    for (const machine of world.machines.values()) machine.disturb = () => UNREACHABLE;
    await world.run(10 * MINUTE);
    world.machine('b').disturb = () => null;
    await world.run(20 * SECOND);
    world.machine('c').disturb = () => null;
    await world.run(10 * MINUTE);
    const moves = world.cellWrites(lostAt);
    assert.deepEqual([...new Set(moves.map(({ node }) => node))], ['c']);
    assert.equal(moves.length, 4);
    world.checks.assertNone();
  });
});
