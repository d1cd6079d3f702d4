/** Two candidates die one after the other, and the next one is cut off from who knows of both. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORBIDDEN } from '../../../src/dns/provider/memory/disturbance.ts';
import { MINUTE, SECOND } from '../clusters.ts';
import { World } from '../world.ts';

/** The order of A's line is A, D, C, B. C is cut off from all others; D may write no cell. */
async function cutOff(): Promise<World> {
  const world = await World.create({
    nodes: {
      a: { v4: '47.92.3.1', lines: ['default'] },
      b: { v4: '47.92.3.2', lines: ['cernet'] },
      c: { v4: '47.92.3.3', lines: ['overseas'] },
      d: { v4: '47.92.3.4', lines: ['china-mobile'] },
    },
    labels: ['www'],
    document: { lineBackups: { default: ['d', 'c', 'b'] } },
  });
  await world.startCalm();
  world.machine('d').disturb = ({ action, value }) =>
    action === 'updateValue' && value?.startsWith('cw1.') === false ? FORBIDDEN : null;
  for (const id of ['a', 'b', 'd']) world.network.cut(id, 'c');
  await world.run(5 * MINUTE);
  return world;
}

describe('the heir between a dead one and one that cannot talk to it', () => {
  it('acts when it has waited for the dead one, and the one behind leaves the line to it', async () => {
    for (let delay = 100; delay <= 180; delay += 20) {
      const world = await cutOff();
      const lostAt = world.time.now;
      world.machine('a').crash(false);
      await world.run(delay * SECOND);
      world.machine('d').crash(false);
      await world.run(5 * MINUTE);
      const takers = world.moves(lostAt).filter(({ from }) => from === 'a');
      assert.deepEqual(
        takers.map(({ node }) => node),
        ['c'],
        `D died ${delay} s after A`,
      );
      world.checks.assertNone();
    }
  });
});
