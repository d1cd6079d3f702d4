/** Worked examples 19.2, 19.3 and 19.8: nodes that cannot hear each other, and all reach the provider. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';
import type { World, Write } from '../world.ts';

describe('two nodes, link cut, both reach the provider (19.2)', () => {
  it('writes no cell in three hours, at about 88 witness writes and 122 reads per node and hour', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    const cutAt = world.time.now;
    await world.run(3 * HOUR);
    assert.deepEqual(world.cellWrites(cutAt), []);
    for (const id of ['a', 'b']) {
      const perHour = world.witnessWrites(cutAt).filter(({ node }) => node === id).length / 3;
      const reads = world.readsOf(id, cutAt).length / 3;
      assert.ok(perHour >= 84 && perHour <= 91, `${id}: ${perHour} witness writes per hour`);
      assert.ok(reads >= 114 && reads <= 126, `${id}: ${reads} reads per hour`);
    }
    world.checks.assertNone();
  });

  it('both publish after 20 s, and each sees the other as covered', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    const cutAt = world.time.now;
    await world.run(2 * MINUTE);
    for (const id of ['a', 'b']) {
      const [first] = world.witnessWrites(cutAt).filter(({ node }) => node === id);
      const after = ((first?.at ?? Infinity) - cutAt) / SECOND;
      assert.ok(after >= 10 && after <= 22, `${id} published after ${after} s`);
      assert.equal(world.view(id).members[1]?.state, 'covered');
    }
  });

  it('an address change is written by its own node; the other learns it from the witness record', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    await world.run(5 * MINUTE);
    const changedAt = world.time.now;
    world.setAddress('a', '47.92.0.21');
    await world.run(3 * MINUTE);
    const writes = world.cellWrites(changedAt);
    assert.deepEqual([...new Set(writes.map(({ node }) => node))], ['a']);
    assert.equal(writes.length, 6);
    assert.equal(world.view('b').members.find(({ id }) => id === 'a')?.addresses.v4, '47.92.0.21');
    assert.equal(world.view('b').cells.find(({ line }) => line === 'default')?.holderId, 'a');
    world.checks.assertNone();
  });

  it('if A now really dies, B takes over when its lease has run out (F2)', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    await world.run(10 * MINUTE);
    world.machine('a').crash();
    const lostAt = world.time.now;
    const took = await world.runUntil(() => world.holdings()['b'] === 12, 160 * SECOND, 'the take-over');
    const [first] = world.moves(lostAt);
    assert.ok(((first?.at ?? 0) - lostAt) / SECOND >= 78, 'not while the lease runs');
    assert.ok(took / SECOND <= 140, `took ${took} ms`);
    world.checks.assertNone();
  });
});

describe('two nodes, one-way link (19.3)', () => {
  it('both publish and nobody moves', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cutOneWay('b', 'a');
    const cutAt = world.time.now;
    await world.run(HOUR);
    assert.deepEqual(world.cellWrites(cutAt), []);
    const writers = new Set(world.witnessWrites(cutAt).map(({ node }) => node));
    assert.deepEqual([...writers].sort(), ['a', 'b']);
    assert.equal(world.view('b').members[1]?.state, 'well', 'B hears A and is content');
    assert.equal(world.view('a').members[1]?.state, 'covered');
    world.checks.assertNone();
  });
});

/** Runs on until A has renewed its witness and B has heard it once more within three seconds. */
async function untilHeardAfterRenewal(world: World): Promise<void> {
  const isRenewal = ({ node, at }: Write): boolean => node === 'a' && at === world.time.now;
  for (let tries = 0; tries < 40; tries += 1) {
    await world.runUntil(() => world.witnessWrites().some(isRenewal), 45 * SECOND, 'a renewal by A');
    const renewedAt = world.time.now;
    const isTold = (): boolean => (world.network.lastSent.get('a')?.at ?? 0) > renewedAt;
    await world.runUntil(isTold, 10 * SECOND, 'a message of A');
    await world.run(SECOND);
    if (world.time.now - renewedAt <= 4 * SECOND) return;
  }
  throw new Error('no such moment in the life of A');
}

describe('two nodes, one-way link that breaks altogether', () => {
  for (const seed of [1, 2, 3]) {
    it(`just after a renewal of the witness, with the next one late and reads stale: nobody moves (${seed})`, async () => {
      const world = await twoNodes({ seed: `one way ${seed}` });
      await world.startCalm();
      world.network.cutOneWay('b', 'a');
      await world.run(10 * MINUTE);
      await untilHeardAfterRenewal(world);
      world.network.cutOneWay('a', 'b');
      const cutAt = world.time.now;
      world.machine('b').disturb = ({ action }) => (action === 'readZone' ? { stalenessMs: 9_500 } : null);
      // The next renewal, 40 s after the one before, falls into this gap.
      await world.run(33 * SECOND);
      world.machine('a').loseProvider();
      await world.run(18 * SECOND);
      world.machine('a').regainProvider();
      await world.run(10 * MINUTE);
      assert.deepEqual(world.cellWrites(cutAt), []);
      world.checks.assertNone();
    });
  }
});

describe('three nodes, B cut off from A and C (19.8)', () => {
  it('moves nothing while all live', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    world.network.cut('b', 'c');
    const cutAt = world.time.now;
    await world.run(HOUR);
    assert.deepEqual(world.cellWrites(cutAt), []);
    assert.deepEqual([...new Set(world.witnessWrites(cutAt).map(({ node }) => node))].sort(), [
      'a',
      'b',
      'c',
    ]);
  });

  it('when C dies its cells go to A, and B, for which A is alive by its lease, leaves them', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    world.network.cut('b', 'c');
    await world.run(10 * MINUTE);
    world.machine('c').crash();
    const lostAt = world.time.now;
    await world.runUntil(() => world.holdings()['a'] === 8, 85 * SECOND, 'the take-over by A');
    await world.run(30 * MINUTE);
    const moves = world.moves(lostAt);
    assert.deepEqual(
      [...new Set(moves.map(({ node, from }) => `${String(from)} to ${String(node)}`))],
      ['c to a'],
    );
    assert.equal(moves.length, 4);
    world.checks.assertNone();
  });

  it('when B is ahead of A it acts once the last lease that named C has run out', async () => {
    const lineBackups = { 'china-telecom': ['b', 'a'], 'china-mobile': ['b', 'a'] } as const;
    const world = await threeNodes({ document: { lineBackups } });
    await world.startCalm();
    world.network.cut('a', 'b');
    world.network.cut('b', 'c');
    await world.run(10 * MINUTE);
    world.machine('c').crash();
    const lostAt = world.time.now;
    await world.run(30 * MINUTE);
    const moves = world.moves(lostAt);
    assert.equal(moves.length, 4);
    for (const { node, at } of moves) {
      assert.equal(node, 'b');
      const after = (at - lostAt) / SECOND;
      // A waits tPass for B, which is alive for it; B waits for C's own last lease at the most.
      assert.ok(after >= 60 && after <= 155, `after ${after} s`);
    }
    world.checks.assertNone();
  });
});

describe('three nodes, A and C hear of each other through B alone', () => {
  it('cells go back only once it is known directly that both have one configuration', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.machine('a').crash();
    await world.runUntil(() => world.holdings()['c'] === 8, 3 * MINUTE, 'the take-over');
    await world.start('a');
    await world.run(MINUTE);
    world.network.cut('a', 'c');
    // C is not told of it.
    await world.machine('a').node.application.apply({ kind: 'node-set', node: 'c', priority: 90 }, false);
    const changedAt = world.time.now;
    await world.run(20 * MINUTE);
    assert.deepEqual(world.cellWrites(changedAt), []);
    world.network.heal();
    await world.runUntil(() => world.holdings()['a'] === 4, 3 * MINUTE, 'the return');
    world.checks.assertNone();
  });
});
