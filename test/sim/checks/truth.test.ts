/** Whom the judges take for good: what they are told of requests that failed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryState } from '../../../src/store/memory-store.ts';
import { B_LINES, MINUTE, SECOND } from '../clusters.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';
import { calmWorld, forgeWrite, processOf, verdict } from './bench.ts';

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

describe('a node whose calendar has jumped', () => {
  for (const [minutes, expected] of [
    [10, /^$/],
    [0, /both are good/],
  ] as const) {
    it(`by ${minutes} minutes ${minutes > 0 ? 'takes itself for stopped, and may be late' : 'has no excuse'}`, async () => {
      const world = await calmWorld();
      processOf(world, 'a').clock.wallOffsetMs += minutes * MINUTE;
      await world.run(10 * SECOND);
      forgeWrite(world, 'b', { why: 'holder-dead', about: 'c' });
      await world.run(3 * SECOND);
      forgeWrite(world, 'a', { why: 'holder-dead', about: 'c' });
      assert.match(verdict(world, 'S1'), expected);
    });
  }
});

/** An edition gives B one of A's lines, which moves there; then all disks are as they were before. */
async function forgottenByAll(isFault: boolean): Promise<World> {
  const world = await calmWorld();
  const machines = [...world.machines.values()];
  const before = machines.map(({ disk }) => Object.assign(new MemoryState(), disk));
  const edit = { kind: 'node-set', node: 'b', lines: [...B_LINES, 'default'], priority: 1 } as const;
  void world.machine('a').node.application.apply(edit, false);
  await world.run(5 * MINUTE);
  assert.equal(world.holdings()['b'], 4);
  for (const [index, machine] of machines.entries()) {
    machine.crash();
    if (isFault) world.happenings.tell({ kind: 'fault', name: 'old-disk', what: '' });
    Object.assign(machine.disk, before[index]);
  }
  await world.start();
  await world.run(15 * MINUTE);
  assert.equal(world.holdings()['b'], 3);
  world.checks.finish(world.time.now);
  return world;
}

describe('an edition of the configuration that nobody has any more', () => {
  it('binds nobody when the disks that held it were replaced', async () => {
    assert.equal(verdict(await forgottenByAll(true), 'L3'), '');
  });

  it('still binds those who have lost it by themselves', async () => {
    assert.match(verdict(await forgottenByAll(false), 'L3'), /the first living candidate is b/);
  });
});
