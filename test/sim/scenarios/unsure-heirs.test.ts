/** The first heir of a dead node is cut off from the second one, and bound by leases that say nothing to that one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORBIDDEN } from '../../../src/dns/provider/memory/disturbance.ts';
import { MINUTE, SECOND, threeNodes } from '../clusters.ts';
import type { World } from '../world.ts';

/** The order of A's lines is A, C, B. C hears neither A nor B, which hear each other; until `phaseMs` after a renewal. */
async function untilRenewed(phaseMs: number, isHeardByB = false): Promise<World> {
  const world = await threeNodes({ seed: `unsure ${phaseMs}` });
  await world.startCalm();
  world.network.cut('a', 'c');
  world.network.cutOneWay('b', 'c');
  if (!isHeardByB) world.network.cutOneWay('c', 'b');
  await world.run(5 * MINUTE);
  const since = world.time.now;
  const hasRenewed = (): boolean => world.witnessWrites(since).some(({ node }) => node === 'a');
  await world.runUntil(hasRenewed, 45 * SECOND, 'a renewal by A');
  await world.run(phaseMs);
  return world;
}

/** Who took A's lines, and how long after `lostAt`. */
function takers(
  world: World,
  lostAt: number,
): { readonly nodes: readonly (string | null)[]; firstMs: number } {
  const moves = world.moves(lostAt);
  return { nodes: [...new Set(moves.map(({ node }) => node))], firstMs: (moves[0]?.at ?? Infinity) - lostAt };
}

describe('the first heir hears nobody, and waits for the lease of the dead node', () => {
  for (const isHeardByB of [false, true]) {
    const how = isHeardByB ? 'heard by B, though' : 'nor is it heard';
    it(`${how}: B leaves the lines to it, whenever in the life of the lease A dies`, async () => {
      for (let phase = 0; phase < 10; phase += 1) {
        const world = await untilRenewed(phase * 4 * SECOND, isHeardByB);
        const lostAt = world.time.now;
        world.machine('a').crash(false);
        await world.run(5 * MINUTE);
        assert.deepEqual(takers(world, lostAt).nodes, ['c'], `phase ${phase}`);
        world.checks.assertNone();
      }
    });
  }

  it('if it can write nothing either, B acts tPass after the lease', async () => {
    const world = await untilRenewed(0);
    const lostAt = world.time.now;
    world.machine('c').disturb = ({ action, value }) =>
      action === 'updateValue' && value?.startsWith('cw1.') === false ? FORBIDDEN : null;
    world.machine('a').crash(false);
    await world.run(5 * MINUTE);
    const { nodes, firstMs } = takers(world, lostAt);
    assert.deepEqual(nodes, ['b']);
    assert.ok(firstMs >= 205 * SECOND && firstMs <= 230 * SECOND, `after ${firstMs} ms`);
  });

  it('if it is in touch again and does not act, B waits for tPass alone, whatever lease there is', async () => {
    const world = await untilRenewed(0);
    world.machine('c').disturb = ({ action, value }) =>
      action === 'updateValue' && value?.startsWith('cw1.') === false ? FORBIDDEN : null;
    world.network.heal();
    await world.run(20 * SECOND);
    const lostAt = world.time.now;
    world.machine('a').crash(false);
    await world.run(5 * MINUTE);
    const { nodes, firstMs } = takers(world, lostAt);
    assert.deepEqual(nodes, ['b']);
    assert.ok(firstMs >= 110 * SECOND && firstMs <= 125 * SECOND, `after ${firstMs} ms`);
  });
});
