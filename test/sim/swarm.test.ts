import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, threeNodes, twoNodes } from './clusters.ts';
import { Swarm } from './swarm.ts';

const SEEDS = (process.env['SIM_SEEDS'] ?? '1,2').split(',');

describe('a cluster among random faults', () => {
  for (const seed of SEEDS) {
    for (const [name, create] of [
      ['two nodes', twoNodes],
      ['three nodes', threeNodes],
    ] as const) {
      it(`${name} come to rest where they belong and wrong nobody (SIM_SEEDS=${seed})`, async () => {
        const world = await create({ seed });
        await world.startCalm();
        const swarm = new Swarm(world, seed);
        await swarm.rage(HOUR);
        await swarm.calm(90 * MINUTE);
        const story = swarm.story.join('\n');
        assert.deepEqual(swarm.breaches, [], story);
        assert.deepEqual(world.checks.breaches, [], story);
        for (const cell of world.view('a').cells)
          assert.equal(cell.holderId, cell.succession[0], `${cell.key}\n${story}`);
        const quietAt = world.time.now;
        await swarm.calm(30 * MINUTE);
        assert.deepEqual(world.cellWrites(quietAt), [], story);
      });
    }
  }
});
