/** Whom the judges take for good: what they are told of requests that failed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND } from '../clusters.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';
import { calmWorld, forgeWrite, verdict } from './bench.ts';

/** The provider refuses three writes of the node, as it does to whoever may only read. */
function failToWrite(world: World, node: string): void {
  const call = { action: 'updateValue', rpc: 'UpdateDomainRecord', zone: ZONE, page: null } as const;
  const { id } = world.record('www', 'default');
  for (let count = 0; count < 3; count += 1) {
    for (const watcher of world.watchers)
      watcher.onCall(node, { ...call, recordId: id, value: '47.92.9.1' }, { isRefused: true });
  }
}

describe('a node whose writes have failed', () => {
  it('is not good while it may be out of reach of the provider', async () => {
    const world = await calmWorld();
    failToWrite(world, 'a');
    await world.run(30 * SECOND);
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.equal(verdict(world, 'S2'), '');
  });

  it('is as good as any once it has needed no more of them for long, so that taking from it is found', async () => {
    const world = await calmWorld();
    failToWrite(world, 'a');
    await world.run(5 * MINUTE);
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.match(verdict(world, 'S2'), /taken from a, which has been good for 300\.\d s/);
  });

  it('is expected to have its records again in the end', async () => {
    const world = await calmWorld();
    failToWrite(world, 'a');
    await world.run(5 * MINUTE);
    forgeWrite(world, 'b', { why: 'yielded', about: 'a' });
    world.checks.finish(world.time.now);
    assert.match(verdict(world, 'L3'), /the first living candidate is a/);
  });
});
