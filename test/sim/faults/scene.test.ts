/** What overlapping faults ask of one node happens in the order in which they asked. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, twoNodes } from '../clusters.ts';
import { Scene } from './scene.ts';

async function sceneOfTwo(): Promise<Scene> {
  const world = await twoNodes();
  const plan = { lines: [], hasV6: false, isLegacy: false, clockRate: 1, wallOffsetMs: 0 };
  const nodes = ['a', 'b'].map((id) => ({ id, ...plan }));
  const cluster = { nodes, labels: ['www'] };
  await world.startCalm();
  return new Scene(world, { seed: 1, profile: 'normal', cluster, troubleMs: MINUTE, faults: [] });
}

describe('a node that is stopped', () => {
  it('does what it was asked meanwhile in that order, however its wakening falls', async () => {
    for (let afterMs = 5_000; afterMs < 6_000; afterMs += 150) {
      const scene = await sceneOfTwo();
      const { world } = scene;
      const asked: string[] = [];
      const ask = (what: string): void => {
        scene.whenAwake('b', () => Promise.resolve(asked.push(what)));
      };
      world.machine('b').freeze(afterMs);
      ask('on');
      await world.run(1_400);
      ask('off');
      assert.deepEqual(asked, []);
      await world.run(6 * SECOND);
      ask('at once');
      assert.deepEqual(asked, ['on', 'off', 'at once'], `stopped for ${afterMs} ms`);
    }
  });

  it('and dies before it goes on is asked nothing, nor is its next process', async () => {
    const scene = await sceneOfTwo();
    const { world } = scene;
    const asked: string[] = [];
    world.machine('b').freeze(10 * SECOND);
    scene.whenAwake('b', () => Promise.resolve(asked.push('old')));
    world.machine('b').crash();
    await world.start('b');
    await world.run(20 * SECOND);
    assert.deepEqual(asked, []);
  });
});
