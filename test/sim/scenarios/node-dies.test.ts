/** Worked example 19.1: two nodes, one dies, and comes back with another address. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { A_LINES, ADDRESS, MINUTE, SECOND, twoNodes, untilLastHeard } from '../clusters.ts';
import type { World } from '../world.ts';

const NEW_ADDRESS = '47.92.0.11';

async function loseA(): Promise<{ readonly world: World; readonly lostAt: number }> {
  const world = await twoNodes();
  await world.startCalm();
  await untilLastHeard(world, 'a', 3 * SECOND);
  world.machine('a').crash();
  return { world, lostAt: world.time.now };
}

describe('two nodes, one dies (19.1)', () => {
  it('publishes a witness 17 s after the loss, and moves nothing before 60 s of silence', async () => {
    const { world, lostAt } = await loseA();
    await world.run(57 * SECOND);
    const [first] = world.witnessWrites(lostAt);
    assert.ok(first !== undefined, 'B published');
    const after = (first.at - lostAt) / SECOND;
    assert.ok(after >= 16 && after <= 21, `published after ${after} s`);
    assert.deepEqual(world.cellWrites(lostAt), []);
    world.checks.assertNone();
  });

  it('reads every 10 s from 35 s of silence on, and once more as soon as the silence is complete', async () => {
    const { world, lostAt } = await loseA();
    await world.run(70 * SECOND);
    const reads = world.readsOf('b', lostAt + 32 * SECOND);
    const [first = Infinity] = reads;
    assert.ok(first - lostAt <= 44 * SECOND, `first quick read after ${(first - lostAt) / SECOND} s`);
    // A's last message was issued 3 s before its loss; ticks come once a second.
    const isDeciding = (at: number): boolean => Math.abs(at - lostAt - 57.5 * SECOND) <= 1.5 * SECOND;
    assert.ok(reads.some(isDeciding), `no read at 57 s, but ${reads.map((at) => at - lostAt).join(', ')} ms`);
    for (const [index, at] of reads.entries()) {
      const gap = at - (reads[index - 1] ?? at - 10 * SECOND);
      assert.ok(gap <= 12.5 * SECOND, `${gap} ms between two reads`);
      assert.ok(gap >= 8.5 * SECOND || isDeciding(at), `${gap} ms between two reads`);
    }
  });

  it('takes all six cells over by about 68 s, within the bound F1', async () => {
    const { world, lostAt } = await loseA();
    await world.runUntil(() => world.holdings()['b'] === 12, 85 * SECOND, 'the take-over');
    const done = (world.time.now - lostAt) / SECOND;
    await world.run(SECOND);
    const moves = world.moves(lostAt);
    assert.equal(moves.length, 6);
    for (const move of moves) {
      assert.deepEqual([move.node, move.from, world.reasonOf(move)], ['b', 'a', 'taken-over']);
      assert.ok(move.line !== null && A_LINES.includes(move.line), `${String(move.line)} is A's`);
    }
    const first = ((moves[0]?.at ?? 0) - lostAt) / SECOND;
    assert.ok(first >= 57, `the first after ${first} s`);
    assert.ok(done <= 72, `done after ${done} s`);
    world.checks.assertNone();
  });

  it('gives the six cells back to the node that returned with another address, 12 moves in all', async () => {
    const { world, lostAt } = await loseA();
    await world.run(20 * MINUTE);
    world.setAddress('a', NEW_ADDRESS);
    const backAt = world.time.now;
    await world.start('a');
    await world.run(120 * SECOND);
    assert.deepEqual(world.cellWrites(backAt), [], 'A stands by for 120 s');
    await world.runUntil(() => world.holdings()['a'] === 6, 40 * SECOND, 'the return of the cells');
    await world.run(SECOND);
    const moves = world.moves(lostAt);
    assert.equal(moves.length, 12);
    for (const move of moves.slice(6)) {
      assert.deepEqual([move.node, move.newValue, world.reasonOf(move)], ['a', NEW_ADDRESS, 'yielded']);
    }
    assert.equal(world.cellWrites(lostAt).length, 12);
    world.checks.assertNone();
  });

  it('lays the witness down after a calm minute, and is silent from then on', async () => {
    const { world } = await loseA();
    await world.run(20 * MINUTE);
    await world.start('a');
    const backAt = world.time.now;
    await world.run(5 * MINUTE);
    const isDown = [...world.machines.values()].every(({ node }) => !node.application.view().isWitnessActive);
    assert.ok(isDown, 'no lease stands');
    const laidDown = world.witnessWrites(backAt).filter(({ node }) => node === 'b');
    const [last] = laidDown.slice(-1);
    const calmFor = ((last?.at ?? 0) - backAt) / SECOND;
    assert.ok(calmFor >= 60 && calmFor <= 75, `B laid its record down ${calmFor} s after the return`);
    const quietAt = world.time.now;
    await world.run(30 * MINUTE);
    assert.deepEqual(
      world.writes.filter(({ at }) => at > quietAt),
      [],
    );
    assert.equal(ADDRESS.a, world.record('www', 'default').value);
  });
});
