/** The judges of what comes first: heirs in order, values that somebody may stand behind, and doubt. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import { MINUTE, SECOND, threeNodes } from '../clusters.ts';
import { World, ZONE } from '../world.ts';
import { calmWorld, everySecond, forgeRequest, forgeWrite, ownAddress, processOf, verdict } from './bench.ts';

const CELL = `${ZONE}|www|A|default`;
const TYPED = '47.95.39.16';

function neverProves(world: World, id: string): void {
  const { clock, state } = processOf(world, id);
  state.witness.selfTestedAt = null;
  state.witness.selfTestTriedAt = clock.monotonicMs();
}

describe('S4, heirs in order', () => {
  it('finds a dead node’s cell with the second heir at once, and lets it be after tPass', async () => {
    for (const [waitedMs, isFound] of [
      [70 * SECOND, true],
      [95 * SECOND, false],
    ] as const) {
      const world = await threeNodes();
      await world.startCalm();
      const cell = world.view('a').cells.find(({ key }) => key === CELL);
      const [holder = '', , second = ''] = cell?.succession ?? [];
      // Nobody but the forger takes it.
      for (const id of world.machines.keys()) processOf(world, id).state.freezes.add('command');
      world.machine(holder).crash();
      await world.run(waitedMs);
      forgeWrite(world, second, { why: 'holder-dead', about: holder });
      assert.equal(verdict(world, 'S4') !== '', isFound, `${waitedMs} ms`);
    }
  });
});

describe('S4, heirs that cannot talk to each other', () => {
  it('finds a cell with the second heir within tPass of the end of the dead node’s lease', async () => {
    for (const [waitedMs, isCut, isFound] of [
      [100 * SECOND, true, true],
      [215 * SECOND, true, false],
      [100 * SECOND, false, false],
    ] as const) {
      const world = await threeNodes({ labels: ['www'] });
      await world.startCalm();
      // The order is A, C, B.
      world.network.cut('a', 'c');
      if (isCut) world.network.cut('b', 'c');
      await world.run(5 * MINUTE);
      // Nobody but the forger takes it.
      for (const id of world.machines.keys()) processOf(world, id).state.freezes.add('command');
      world.machine('a').crash();
      await world.run(waitedMs);
      forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
      assert.equal(verdict(world, 'S4') !== '', isFound, `${waitedMs} ms, ${String(isCut)}`);
    }
  });
});

describe('S2, what is known first', () => {
  it('finds a value of nobody’s that is overwritten before tUnknown', async () => {
    const world = await calmWorld();
    const { id } = world.record('www', 'default');
    world.dns.editByHand(ZONE, id, { value: '192.0.2.9' });
    await world.run(20 * SECOND);
    forgeWrite(world, 'a', { why: 'unknown-claimed' });
    assert.match(verdict(world, 'S2'), /stood for 20\.0 s only/);
  });

  it('finds it as well behind the write of another node, and lets that be over what has stood for long', async () => {
    for (const [waitedMs, isFound] of [
      [20 * SECOND, true],
      [70 * SECOND, false],
    ] as const) {
      const world = await calmWorld();
      for (const id of ['a', 'b']) processOf(world, id).state.freezes.add('command');
      world.dns.editByHand(ZONE, world.record('www', 'default').id, { value: '192.0.2.9' });
      await world.run(waitedMs);
      forgeWrite(world, 'a', { why: 'own-address' });
      assert.equal(verdict(world, 'S2'), '');
      forgeWrite(world, 'b', { why: 'unknown-claimed' });
      assert.equal(verdict(world, 'S2') !== '', isFound, `${waitedMs} ms`);
    }
  });

  for (const [delayMs, expected] of [
    [0, /cannot witness; it was heard/],
    [2_400, /^$/],
  ] as const) {
    it(`finds a node dead too early that had said that it cannot witness, if answers took ${2 * delayMs} ms`, async () => {
      const world = await calmWorld();
      world.network.wire.delayMs = delayMs;
      everySecond(world, () => {
        neverProves(world, 'a');
      });
      await world.run(5 * MINUTE);
      world.network.cut('a', 'b');
      // Good it is not, so that nothing else is found.
      world.machine('a').loseProvider();
      await world.run(10 * SECOND);
      forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
      assert.match(verdict(world, 'S2'), expected);
    });
  }
});

describe('S2, two that have both lost their disks', () => {
  it('tell each other nothing, so that neither knows that the other cannot witness', async () => {
    const world = await calmWorld();
    world.machine('a').loseProvider();
    const states = ['a', 'b'].map((id) => processOf(world, id).state);
    const known = states.map(({ cluster }) => cluster);
    for (const state of states) {
      state.freezes.add('command');
      const { configuration } = state.cluster;
      const members = configuration.members.filter(({ id }) => id === state.identity.id);
      state.cluster = { ...state.cluster, configuration: { ...configuration, members } };
    }
    everySecond(world, () => {
      neverProves(world, 'a');
    });
    await world.run(5 * MINUTE);
    world.network.cut('a', 'b');
    await world.run(10 * SECOND);
    states.forEach((state, index) => {
      state.cluster = known[index] ?? state.cluster;
    });
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.equal(verdict(world, 'S2'), '');
  });
});

describe('S5, own writes', () => {
  it('finds one that is sent again although it stands, however lately', async () => {
    const world = await calmWorld();
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    assert.equal(verdict(world, 'S5'), '');
    await world.run(2 * SECOND);
    forgeRequest(world, 'b', { value: ownAddress(world, 'b') });
    assert.match(verdict(world, 'S5'), /again, which it has written itself/);
  });
});

describe('L1, values of nobody', () => {
  it('finds one that stands although nothing is wrong', async () => {
    const world = await calmWorld();
    for (const id of ['a', 'b']) processOf(world, id).state.refusals.set(CELL, { count: 1, until: Infinity });
    const { id } = world.record('www', 'default');
    world.dns.editByHand(ZONE, id, { value: '192.0.2.9' });
    everySecond(world, () => {
      for (const node of ['a', 'b']) processOf(world, node).state.memories.delete(CELL);
    });
    await world.run(5 * MINUTE);
    assert.match(verdict(world, 'L1'), /which is nobody's/);
  });
});

describe('L1, values that their holder cannot correct', () => {
  it('finds one that stands longer than F7 allows, not one that stands shorter', async () => {
    for (const [stoodMs, isFound] of [
      [3 * MINUTE, false],
      [6 * MINUTE, true],
    ] as const) {
      const world = await calmWorld();
      world.machine('a').disturb = () => UNREACHABLE;
      await world.run(2 * MINUTE);
      world.setAddress('a', TYPED);
      await world.run(MINUTE);
      const until = world.time.now + stoodMs - MINUTE;
      everySecond(world, () => {
        const declared = processOf(world, 'b').state.liveness.peers.get('a')?.declared;
        if (declared !== undefined && world.time.now < until) declared.providerDownSince = world.time.now;
      });
      await world.run(6 * MINUTE);
      assert.match(verdict(world, 'L1'), isFound ? /no longer a's\na cannot write it, and b could/ : /^$/);
      assert.equal(world.holdings()['b'], 6);
    }
  });
});

describe('L1, values that only the dead know', () => {
  it('leaves those alone that are unheard themselves, and finds one that stands when all are accounted for', async () => {
    const world = await threeNodes({ labels: ['www'] });
    await world.startCalm();
    world.machine('a').crash();
    await world.run(5 * MINUTE);
    world.network.cut('b', 'c');
    world.setAddress('a', TYPED);
    world.dns.editByHand(ZONE, world.record('www', 'default').id, { value: TYPED });
    await world.run(20 * MINUTE);
    assert.equal(world.record('www', 'default').value, TYPED);
    assert.equal(verdict(world, 'L1'), '');
    for (const id of ['b', 'c']) processOf(world, id).state.refusals.set(CELL, { count: 1, until: Infinity });
    world.network.heal();
    await world.run(20 * MINUTE);
    assert.match(verdict(world, 'L1'), /has pointed at a for .* which is dead/);
  });
});

describe('S10, mass failure', () => {
  it('finds a cell taken while most have just gone', async () => {
    const nodes = Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((id, index) => [
        id,
        { v4: `47.92.0.${index + 1}`, lines: id === 'a' ? (['default'] as const) : [] },
      ]),
    );
    const world = await World.create({ nodes, labels: ['www'] });
    await world.startCalm();
    await world.run(6 * MINUTE);
    for (const id of ['a', 'b', 'c']) world.machine(id).crash();
    await world.run(70 * SECOND);
    forgeWrite(world, 'd', { why: 'holder-dead', about: 'a' });
    assert.match(verdict(world, 'S10'), /3 of 5 nodes have died at once/);
  });
});
