import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshCellMemory } from '../../../src/dns/cell-memory.ts';
import { MINUTE, SECOND } from '../clusters.ts';
import { ZONE } from '../world.ts';
import type { World } from '../world.ts';
import { calmWorld, forgeWrite, processOf, verdict } from './bench.ts';

const CELL = `${ZONE}|www|A|default`;

/** B loses its line to A, which comes to life again; B is about to have it back. */
async function afterReturn(world: World): Promise<void> {
  world.machine('a').crash();
  await world.run(5 * MINUTE);
  await world.start('a');
}

function forgeYield(world: World, giver: string, to: string, process = processOf(world, giver)): void {
  const { state, clock } = process;
  const until = clock.monotonicMs() + 180 * SECOND;
  state.memories.set(CELL, { ...freshCellMemory, yielded: { to, until } });
  state.provider.lastReadSentAt = clock.monotonicMs();
}

describe('S3, no theft and no haste', () => {
  it('finds a move that is called yielded and was not', async () => {
    const world = await calmWorld();
    forgeWrite(world, 'b', { why: 'yielded', about: 'a' });
    assert.match(verdict(world, 'S3'), /none of a has yielded it to b/);
  });

  it('accepts a true return', async () => {
    const world = await calmWorld();
    await afterReturn(world);
    await world.run(5 * MINUTE);
    assert.deepEqual(world.holdings(), { a: 3, b: 3 });
    assert.equal(verdict(world, 'S3'), '');
    assert.equal(world.checks.figures().failoverMs['F6']?.length, 1);
  });

  it('accepts what a copy of a machine gives away in its name', async () => {
    for (const [isGiven, expected] of [
      [true, /^$/],
      [false, /none of a has yielded it to b/],
    ] as const) {
      const world = await calmWorld();
      const copy = world.cloneOf('a', '47.95.39.15');
      await copy.start();
      if (copy.process !== null && isGiven) forgeYield(world, 'a', 'b', copy.process);
      await world.run(1_500);
      copy.crash();
      if (!isGiven) forgeWrite(world, 'b', { why: 'yielded', about: 'a' });
      assert.equal(world.record('www', 'default').value, '47.92.0.2');
      assert.match(verdict(world, 'S3'), expected);
    }
  });

  it('knows what a node gave away just before it died, and that it gave nothing', async () => {
    for (const [isGiven, expected] of [
      [true, /^$/],
      [false, /none of a has yielded it to b/],
    ] as const) {
      const world = await calmWorld();
      await world.run(3 * MINUTE + 200);
      if (isGiven) forgeYield(world, 'a', 'b');
      world.machine('a').crash();
      await world.run(500);
      forgeWrite(world, 'b', { why: 'yielded', about: 'a' });
      assert.match(verdict(world, 'S3'), expected);
    }
  });

  it('knows a yield from the one before it, however short the time between them', async () => {
    for (const [isRepeated, expected] of [
      [true, /^$/],
      [false, /none of a has yielded it to b/],
    ] as const) {
      const world = await calmWorld();
      await world.run(3 * MINUTE);
      world.network.cut('a', 'b');
      forgeYield(world, 'a', 'b');
      await world.run(50 * SECOND);
      if (isRepeated) forgeYield(world, 'a', 'b');
      await world.run(160 * SECOND);
      forgeWrite(world, 'b', { why: 'yielded', about: 'a' });
      assert.match(verdict(world, 'S3'), expected);
    }
  });

  it('finds a yield to a node that has only just come', async () => {
    const world = await calmWorld();
    await afterReturn(world);
    await world.run(30 * SECOND);
    forgeYield(world, 'b', 'a');
    await world.run(2 * SECOND);
    assert.match(verdict(world, 'S3'), /b yields .* to a\nwhich has been well for 3\d\.\d s only/);
  });

  it('finds a yield to a node that has long said that it cannot serve, not to one that begins to', async () => {
    for (const [saidForMs, expected] of [
      [10 * SECOND, /^$/],
      [60 * SECOND, /a yields .* to b\nwhich has been well for [01]\.\d s only/],
    ] as const) {
      const world = await calmWorld();
      processOf(world, 'b').state.isDraining = true;
      await world.run(saidForMs);
      forgeYield(world, 'a', 'b');
      await world.run(2 * SECOND);
      assert.match(verdict(world, 'S3'), expected);
    }
  });

  it('finds a yield between nodes of different editions', async () => {
    const world = await calmWorld();
    const { state } = processOf(world, 'a');
    const { configuration } = state.cluster;
    const stamp = { ...configuration.stamp, version: configuration.stamp.version + 1 };
    world.network.cut('a', 'b');
    state.cluster = { ...state.cluster, configuration: { ...configuration, stamp } };
    await world.run(90 * SECOND);
    forgeYield(world, 'a', 'b');
    await world.run(2 * SECOND);
    assert.match(verdict(world, 'S3'), /a goes by edition 1\.\d+, b does not/);
  });
});

describe('S3, editions that change', () => {
  it('accepts a yield by the edition that both had, though the giver has got another one when it is seen', async () => {
    const world = await calmWorld();
    await world.run(SECOND / 2);
    forgeYield(world, 'a', 'b');
    world.network.cut('a', 'b');
    void world.machine('a').node.application.apply({ kind: 'node-set', node: 'b', priority: 50 }, false);
    const { stamp } = processOf(world, 'a').state.cluster.configuration;
    await world.run(SECOND);
    assert.ok(processOf(world, 'a').state.cluster.configuration.stamp.version > stamp.version);
    assert.equal(verdict(world, 'S3'), '');
  });

  for (const isEverywhere of [true, false]) {
    it(`${isEverywhere ? 'accepts' : 'finds'} a yield right after a change that has come to ${isEverywhere ? 'both' : 'one'}`, async () => {
      const world = await calmWorld();
      await world.run(SECOND / 2);
      for (const id of isEverywhere ? ['a', 'b'] : ['a']) {
        const { state } = processOf(world, id);
        const { configuration } = state.cluster;
        const stamp = { ...configuration.stamp, version: configuration.stamp.version + 1 };
        state.cluster = { ...state.cluster, configuration: { ...configuration, stamp } };
      }
      forgeYield(world, 'a', 'b');
      forgeWrite(world, 'b', { why: 'yielded', about: 'a' });
      assert.match(verdict(world, 'S3'), isEverywhere ? /^$/ : /a goes by edition 1\.\d+, b does not/);
    });
  }
});
