/** A peer that stays dead for hours costs little, and the thin witness still protects from whoever comes back. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';
import type { World } from '../world.ts';

/** Long enough for the verdict to be old and the long lease to be posted. */
const OLD = 12 * MINUTE;

/** C has been dead for `ms`; A and B have its cells. */
async function withoutC(ms: number, seed = '1'): Promise<World> {
  const world = await threeNodes({ seed });
  await world.startCalm();
  world.machine('c').crash();
  await world.run(ms);
  assert.equal(world.holdings()['c'], undefined);
  return world;
}

/** C runs, but hears nobody or is heard by nobody, and had no provider for 13 minutes and `phase`. */
async function withCAway(phase: number, isDeaf: boolean): Promise<World> {
  const world = await threeNodes({ seed: `away ${phase}` });
  await world.startCalm();
  world.machine('c').loseProvider();
  for (const other of ['a', 'b']) {
    world.network.cutOneWay('c', other);
    if (isDeaf) world.network.cutOneWay(other, 'c');
  }
  await world.run(OLD + MINUTE + phase);
  assert.equal(world.holdings()['c'], undefined, 'its cells were taken');
  return world;
}

describe('a machine that slept for a quarter of an hour', () => {
  it('takes nothing from a peer that it cannot hear any more', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('b').suspend(13 * MINUTE);
    await world.run(13 * MINUTE - 10 * SECOND);
    world.network.cut('a', 'b');
    const awakeAt = world.time.now + 10 * SECOND;
    await world.run(6 * MINUTE);
    const taken = world.cellWrites(awakeAt).filter(({ node }) => node === 'b');
    assert.deepEqual(taken, []);
    world.checks.assertNone();
  });
});

describe('a peer that stays dead', () => {
  it('for six hours costs at most ten witness writes per speaker and hour, and slow reads', async () => {
    const world = await withoutC(OLD);
    const thinAt = world.time.now;
    await world.run(6 * HOUR - OLD);
    const hours = (world.time.now - thinAt) / HOUR;
    assert.deepEqual(world.cellWrites(thinAt), []);
    for (const id of ['a', 'b']) {
      const writes = world.witnessWrites(thinAt).filter(({ node }) => node === id).length / hours;
      assert.ok(writes > 4 && writes <= 10, `${id}: ${writes} witness writes per hour`);
      const reads = world.readsOf(id, thinAt).length / hours;
      assert.ok(reads <= 70, `${id}: ${reads} reads per hour`);
    }
    world.checks.assertNone();
  });

  it('comes back and everything is laid down', async () => {
    const world = await withoutC(HOUR);
    await world.start('c');
    await world.run(10 * MINUTE);
    assert.deepEqual(world.holdings(), { a: 4, b: 4, c: 4 });
    const calmAt = world.time.now;
    await world.run(30 * MINUTE);
    assert.deepEqual(
      world.writes.filter(({ at }) => at >= calmAt),
      [],
    );
  });

  it('comes back alive into a partition: nobody takes anything from anybody', async () => {
    for (const phase of [0, 170, 340, 510].map((s) => s * SECOND)) {
      const world = await withoutC(OLD + phase, `back ${phase}`);
      world.network.cut('a', 'c');
      world.network.cut('b', 'c');
      const backAt = world.time.now;
      await world.start('c');
      await world.run(40 * MINUTE);
      assert.deepEqual(world.cellWrites(backAt), [], `${phase} ms later`);
      const last = world.witnessWrites(backAt).filter(({ at }) => at > backAt + 30 * MINUTE);
      for (const id of ['a', 'b', 'c']) {
        const renewals = last.filter(({ node }) => node === id).length;
        assert.ok(renewals >= 13, `${id} renews every 40 s again: ${renewals} times in 10 minutes`);
      }
    }
  });
});

describe('while a peer is dead for long', () => {
  it('a survivor that dies is replaced in the time of F1', async () => {
    for (const phase of [20, 290, 560].map((s) => s * SECOND)) {
      const world = await withoutC(OLD + phase, `dies ${phase}`);
      world.machine('b').crash();
      const took = await world.runUntil(() => world.holdings()['a'] === 12, 90 * SECOND, 'the take-over');
      assert.ok(took >= 45 * SECOND, `after ${took} ms`);
      world.checks.assertNone();
    }
  });

  it('a survivor that restarts as another dies does not wait for the long lease', async () => {
    const world = await withoutC(OLD);
    world.machine('b').crash();
    world.machine('a').crash();
    await world.run(10 * SECOND);
    await world.start('b');
    await world.runUntil(() => world.holdings()['b'] === 12, 150 * SECOND, 'the take-over');
  });
});

describe('a node that was away for long', () => {
  it('regains its provider and takes nothing from those who seldom renew', async () => {
    for (const phase of [100, 250, 400, 550].map((s) => s * SECOND)) {
      const world = await withCAway(phase, true);
      const backAt = world.time.now;
      world.machine('c').regainProvider();
      await world.run(20 * MINUTE);
      assert.deepEqual(world.cellWrites(backAt), [], `${phase} ms later`);
    }
  });

  it('takes nothing either if it heard them until it regained its provider', async () => {
    for (const phase of [100, 250, 400, 550].map((s) => s * SECOND)) {
      const world = await withCAway(phase, false);
      world.network.cut('a', 'c');
      world.network.cut('b', 'c');
      const backAt = world.time.now;
      // What A and B could see of C comes late: their reads are slow, and nothing else tells them.
      for (const id of ['a', 'b']) world.machine(id).disturb = () => ({ stalenessMs: 9 * SECOND });
      world.machine('c').regainProvider();
      await world.run(20 * MINUTE);
      assert.deepEqual(world.cellWrites(backAt), [], `${phase} ms later`);
    }
  });

  it('restarts, and regains its provider before anybody renews: it takes nothing', async () => {
    const world = await withoutC(OLD);
    world.network.cut('a', 'c');
    world.network.cut('b', 'c');
    const before = world.witnessWrites().length;
    await world.runUntil(() => world.witnessWrites().length >= before + 2, 620 * SECOND, 'the renewals');
    world.machine('c').loseProvider();
    const backAt = world.time.now;
    await world.start('c');
    await world.run(200 * SECOND);
    world.machine('c').regainProvider();
    await world.run(20 * MINUTE);
    assert.deepEqual(world.cellWrites(backAt), []);
  });

  it('waits for the long lease, and no longer, when the others have died meanwhile', async () => {
    const world = await withCAway(100 * SECOND, true);
    world.machine('a').crash();
    world.machine('b').crash();
    const lastAt = world.witnessWrites().at(-1)?.at ?? 0;
    world.machine('c').regainProvider();
    await world.runUntil(() => world.holdings()['c'] === 12, 930 * SECOND, 'the take-over');
    const [first] = world.moves(lastAt);
    const waited = ((first?.at ?? 0) - lastAt) / SECOND;
    assert.ok(waited <= 900 + 20, `waited ${waited} s from the last record`);
  });
});
