/** Worked examples 19.4, 19.5 and 19.6: a node without its provider, and a node that was stopped. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SILENT, UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import { ADDRESS, MINUTE, SECOND, twoNodes } from '../clusters.ts';

describe('A cut off from provider and from B (19.4)', () => {
  it('B takes over; A reads twice when its provider is back, sees B in its cells and stands by', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const cutAt = world.time.now;
    const a = world.machine('a');
    a.disturb = () => UNREACHABLE;
    world.network.cut('a', 'b');
    await world.runUntil(() => world.holdings()['b'] === 12, 85 * SECOND, 'the take-over');
    await world.run(5 * MINUTE);
    a.disturb = () => null;
    const backAt = world.time.now;
    await world.run(20 * MINUTE);
    assert.deepEqual(
      world.cellWrites(backAt),
      [],
      'A leaves the cells to B while they cannot hear each other',
    );
    assert.equal(world.cellWrites(cutAt).length, 6);
    world.checks.assertNone();
  });
});

describe('A cut off from the provider only (19.5)', () => {
  it('nothing moves while its address stays', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const cutAt = world.time.now;
    world.machine('a').disturb = () => UNREACHABLE;
    await world.run(60 * MINUTE);
    assert.deepEqual(world.cellWrites(cutAt), []);
  });

  it('B takes the cells tUnfit after the address has changed (F7)', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').disturb = () => UNREACHABLE;
    await world.run(10 * MINUTE);
    world.setAddress('a', '47.92.0.31');
    await world.runUntil(() => world.view('a').addresses.v4 === '47.92.0.31', 65 * SECOND, 'the detection');
    const foundAt = world.time.now;
    await world.runUntil(() => world.holdings()['b'] === 12, 80 * SECOND, 'the take-over');
    assert.ok((world.moves(foundAt)[0]?.at ?? 0) - foundAt >= 59 * SECOND, 'not before tUnfit');
    world.checks.assertNone();
  });

  it('so it does if the address goes on changing', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').disturb = () => UNREACHABLE;
    await world.run(10 * MINUTE);
    const changedAt = world.time.now;
    for (let change = 0; change < 10; change += 1) {
      world.setAddress('a', `47.92.0.${31 + change}`);
      await world.run(40 * SECOND);
    }
    const [first] = world.moves(changedAt);
    assert.ok(first !== undefined, 'B has taken them');
    const tookMs = first.at - changedAt;
    const { addressCheckMs, unfitMs, readFastMs } = world.timers;
    assert.ok(tookMs >= unfitMs && tookMs <= addressCheckMs + unfitMs + 2 * readFastMs, `${tookMs} ms`);
    assert.equal(world.holdings()['b'], 12);
    world.checks.assertNone();
  });

  it('nothing moves if the address comes and goes, and the record is right in between', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').disturb = () => UNREACHABLE;
    await world.run(10 * MINUTE);
    const cutAt = world.time.now;
    for (const address of ['47.92.0.31', ADDRESS.a, '47.92.0.32', ADDRESS.a]) {
      world.setAddress('a', address);
      await world.runUntil(() => world.view('a').addresses.v4 === address, 65 * SECOND, 'the detection');
      await world.run(MINUTE - 20 * SECOND);
    }
    await world.run(10 * MINUTE);
    assert.deepEqual(world.cellWrites(cutAt), []);
    world.checks.assertNone();
  });
});

describe('A frozen for five minutes (19.6)', () => {
  it('B takes over at about 65 s; A wakes, stands by, and has its cells back about 150 s later', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const frozenAt = world.time.now;
    world.machine('a').freeze(5 * MINUTE);
    const took = await world.runUntil(() => world.holdings()['b'] === 12, 85 * SECOND, 'the take-over');
    assert.ok(took >= 52 * SECOND, `took ${took} ms`);
    await world.run(frozenAt + 5 * MINUTE - world.time.now);
    const back = await world.runUntil(() => world.holdings()['a'] === 6, 155 * SECOND, 'the return');
    assert.ok(back >= 120 * SECOND, `back after ${back} ms`);
    await world.run(30 * MINUTE);
    const perCell = new Map<string, number>();
    for (const { cellKey } of world.cellWrites(frozenAt)) {
      perCell.set(cellKey ?? '', (perCell.get(cellKey ?? '') ?? 0) + 1);
    }
    assert.deepEqual([...perCell.values()], [2, 2, 2, 2, 2, 2]);
    world.checks.assertNone();
  });
});

describe('a zone whose listing never comes', () => {
  it('does not keep the records of the other zones from their take-over', async () => {
    const services = ['example.test', 'slow.test'].map((zone) => ({
      name: zone,
      zone,
      label: 'www',
      provider: 'Ali',
    }));
    const world = await twoNodes({ otherZones: ['slow.test'], document: { services } });
    for (const machine of world.machines.values()) {
      machine.disturb = ({ zone }) => (zone === 'slow.test' ? SILENT : null);
    }
    await world.startCalm();
    assert.ok(world.view('b').provider.isUp);
    world.machine('a').crash();
    await world.runUntil(() => world.holdings()['b'] === 6, 95 * SECOND, 'the take-over');
    assert.equal(world.moves().length, 3);
    world.checks.assertNone();
  });
});
