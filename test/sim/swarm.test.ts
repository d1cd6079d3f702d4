import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Line } from '../../src/model/line.ts';
import { HOUR, MINUTE, threeNodes, twoNodes } from './clusters.ts';
import { Operator } from './operator.ts';
import { Swarm } from './swarm.ts';
import type { NodeSetup } from './world.ts';
import { World } from './world.ts';

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
        assert.deepEqual(world.checks.breaches, [], story);
        for (const cell of world.view('a').cells)
          assert.equal(cell.holderId, cell.succession[0], `${cell.key}\n${story}`);
        const quietAt = world.time.now;
        await swarm.calm(30 * MINUTE);
        assert.deepEqual(world.cellWrites(quietAt), [], story);
        world.checks.finish(quietAt);
        assert.deepEqual(world.checks.breaches, [], story);
      });
    }
  }
});

/** Five cost as much as all the others together. */
const FIVE_SEEDS = process.env['SIM_SEEDS'] === undefined ? SEEDS.slice(0, 1) : SEEDS;
const FIVE_LINES: readonly Line[] = ['default', 'china-telecom', 'china-unicom', 'china-mobile', 'cernet'];

function fiveNodes(seed: string): Promise<World> {
  const nodes: Record<string, NodeSetup> = {};
  for (const [index, line] of FIVE_LINES.entries()) {
    nodes[String.fromCharCode(97 + index)] = { v4: `47.92.4.${index + 1}`, lines: [line] };
  }
  return World.create({ nodes, labels: ['www'], seed });
}

describe('five nodes among random faults, while the configuration changes and the leader comes back from backups', () => {
  for (const seed of FIVE_SEEDS) {
    it(`come to rest where they belong, of one mind, and wrong nobody (SIM_SEEDS=${seed})`, async () => {
      const world = await fiveNodes(seed);
      await world.startCalm();
      const swarm = new Swarm(world, seed);
      const operator = new Operator(world, seed);
      await swarm.rage(HOUR, operator);
      await swarm.calm(2 * MINUTE);
      await operator.settle();
      await swarm.calm(90 * MINUTE);
      const story = swarm.story.join('\n');
      assert.deepEqual(world.checks.breaches, [], story);
      const [first, ...others] = [...world.machines.keys()].map((id) => world.view(id).configuration.stamp);
      for (const stamp of others) assert.deepEqual(stamp, first, story);
      for (const cell of world.view('a').cells)
        assert.equal(cell.holderId, cell.succession[0], `${cell.key}\n${story}`);
      const quietAt = world.time.now;
      await swarm.calm(30 * MINUTE);
      assert.deepEqual(world.cellWrites(quietAt), [], story);
      world.checks.finish(quietAt);
      assert.deepEqual(world.checks.breaches, [], story);
    });
  }
});
