import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND } from '../clusters.ts';
import { World } from '../world.ts';
import { twoNodes } from '../clusters.ts';
import { calmWorld, everySecond, forgeWrite, processOf, verdict } from './bench.ts';

/** B believes that it hears A. */
function imagineHearing(world: World): void {
  everySecond(world, () => {
    const peer = processOf(world, 'b').state.liveness.peers.get('a');
    if (peer !== undefined) peer.heardAt = processOf(world, 'b').clock.monotonicMs();
  });
}

/** A line for each, and calm for five minutes. */
async function fiveNodes(): Promise<World> {
  const lines = ['default', 'china-telecom', 'china-unicom', 'china-mobile', 'cernet'] as const;
  const nodes = Object.fromEntries(
    lines.map((line, index) => [`n${index}`, { v4: `47.92.2.${index + 1}`, lines: [line] }]),
  );
  const world = await World.create({ nodes, labels: ['www'] });
  await world.startCalm();
  return world;
}

function hearLater(peer: { heardAt: number } | undefined, ms: number): void {
  if (peer !== undefined) peer.heardAt += ms;
}

describe('L1, no record stays on the dead', () => {
  it('finds records that a good candidate leaves on a dead node', async () => {
    const world = await calmWorld();
    world.machine('a').crash();
    imagineHearing(world);
    await world.run(3 * MINUTE);
    assert.equal(verdict(world, 'L1'), '');
    await world.run(5 * MINUTE);
    assert.match(verdict(world, 'L1'), /has pointed at a for .* which is dead\nb could have taken it/);
  });

  it('is content with a take-over in time, and tells how long it took', async () => {
    const world = await calmWorld();
    world.machine('a').crash();
    await world.run(10 * MINUTE);
    assert.equal(verdict(world, 'L1'), '');
    const { failoverMs, longestOnDeadMs } = world.checks.figures();
    const [f1 = Infinity, ...more] = failoverMs['F1'] ?? [];
    assert.ok(f1 <= 85 * SECOND && more.length === 0, `${f1} ms`);
    assert.ok(longestOnDeadMs > 40 * SECOND && longestOnDeadMs <= 85 * SECOND, `${longestOnDeadMs} ms`);
  });

  it('blames nobody where nobody could act', async () => {
    const world = await calmWorld();
    await world.machine('b').node.application.setFrozen(true);
    world.machine('a').crash();
    await world.run(20 * MINUTE);
    assert.equal(verdict(world, 'L1'), '');
    const alone = await calmWorld();
    alone.machine('b').loseProvider();
    alone.machine('a').crash();
    await alone.run(20 * MINUTE);
    assert.equal(verdict(alone, 'L1'), '');
  });

  it('takes nobody for dead whose copy speaks for it, and finds what is left when that is gone', async () => {
    const world = await calmWorld();
    world.machine('a').freeze(60 * MINUTE);
    const copy = world.cloneOf('a', '47.95.39.15');
    await copy.start();
    await world.run(15 * MINUTE);
    assert.equal(world.holdings()['a'], 3);
    assert.equal(verdict(world, 'L1'), '');
    copy.crash();
    imagineHearing(world);
    await world.run(10 * MINUTE);
    assert.match(verdict(world, 'L1'), /has pointed at a for .* which is dead\nb could have taken it/);
  });

  it('finds one that is too late for its class, though early for troubled times', async () => {
    const world = await calmWorld();
    world.machine('a').crash();
    await world.run(40 * SECOND);
    hearLater(processOf(world, 'b').state.liveness.peers.get('a'), 60 * SECOND);
    await world.run(4 * MINUTE);
    assert.equal(world.holdings()['b'], 6);
    assert.match(verdict(world, 'L1'), /where nothing else was wrong \(F1: /);
  });

  for (const [dead, lateMs, expected] of [
    [['n2', 'n3', 'n4'], 0, /^$/],
    [['n2', 'n3', 'n4'], 60 * SECOND, /where nothing else was wrong/],
    [['n3', 'n4'], 60 * SECOND, /where nothing else was wrong/],
  ] as const) {
    it(`allows for a mass failure and nothing else: ${dead.length} of five, ${lateMs / SECOND} s late`, async () => {
      const world = await fiveNodes();
      for (const id of dead) world.machine(id).crash();
      await world.run(40 * SECOND);
      for (const id of ['n0', 'n1', 'n2']) {
        const peers = world.machine(id).process?.state.liveness.peers;
        for (const victim of dead) hearLater(peers?.get(victim), lateMs);
      }
      await world.run(4 * MINUTE);
      assert.equal(world.moves(5 * MINUTE).length, dead.length);
      assert.match(verdict(world, 'L1'), expected);
      assert.equal(world.checks.figures().failoverMs['F1'] === undefined, dead.length === 3);
    });
  }

  for (const [frozen, isLate, expected] of [
    ['b', false, /^$/],
    ['b', true, /where nothing else was wrong/],
    ['a', true, /where nothing else was wrong/],
  ] as const) {
    it(`allows for the freeze of who takes over: ${frozen}, ${isLate ? 'late' : 'prompt'} after it`, async () => {
      const world = await calmWorld();
      const { application } = world.machine(frozen).node;
      await application.setFrozen(true);
      world.machine('a').crash();
      await world.run((frozen === 'b' ? 4 * MINUTE : 0) + 40 * SECOND);
      if (frozen === 'b') await application.setFrozen(false);
      const { state, clock } = processOf(world, 'b');
      const peer = state.liveness.peers.get('a');
      if (isLate && peer !== undefined) peer.heardAt = clock.monotonicMs();
      await world.run(3 * MINUTE);
      assert.equal(world.holdings()['b'], 6);
      assert.match(verdict(world, 'L1'), expected);
    });
  }
});

describe('L2, addresses follow', () => {
  it('finds a record that keeps a former address of a good node', async () => {
    const world = await calmWorld();
    const { state } = processOf(world, 'a');
    everySecond(world, () => {
      state.provider.readsOwed = 2;
    });
    world.setAddress('a', '47.92.0.71');
    await world.run(5 * MINUTE);
    assert.match(verdict(world, 'L2'), /still shows 47\.92\.0\.1\na has had another address/);
  });

  it('is content when they follow, and forgives a node that was stopped', async () => {
    const world = await calmWorld();
    world.setAddress('a', '47.92.0.71');
    await world.run(5 * MINUTE);
    world.setAddress('a', '47.92.0.72');
    world.machine('a').freeze(4 * MINUTE);
    await world.run(6 * MINUTE);
    assert.equal(verdict(world, 'L2'), '');
    assert.equal(world.checks.figures().failoverMs['F4']?.length, 1);
  });
});

describe('L3 and L4, all return, then silence', () => {
  it('are content with a calm cluster', async () => {
    const world = await calmWorld();
    const since = world.time.now;
    await world.run(30 * MINUTE);
    world.checks.finish(since);
    world.checks.assertNone();
  });

  it('find a record that has not returned, and a write while all was quiet', async () => {
    const world = await calmWorld();
    const since = world.time.now;
    forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
    world.checks.finish(since);
    assert.match(
      verdict(world, 'L3'),
      /shows 47\.92\.0\.2 \(b\) in the end\nthe first living candidate is a/,
    );
    assert.match(verdict(world, 'L4'), /1 cell writes while all was quiet/);
  });

  it('find a return that comes later than F8, not one that comes in time', async () => {
    for (const [lateMs, expected] of [
      [5 * MINUTE, /^$/],
      [
        9 * MINUTE,
        /shows 47\.92\.0\.2 \(b\) 4\d\d\.\d s after the last fault, F8 is over\nthe first .* is a/,
      ],
    ] as const) {
      const world = await calmWorld();
      world.happenings.tell({ kind: 'peace' });
      forgeWrite(world, 'b', { why: 'holder-dead', about: 'a' });
      const { provider } = processOf(world, 'a').state;
      const until = world.time.now + lateMs;
      everySecond(world, () => {
        if (world.time.now < until) provider.readsOwed = 2;
      });
      await world.run(30 * MINUTE);
      assert.equal(world.holdings()['a'], 3);
      world.checks.finish(world.time.now);
      assert.match(verdict(world, 'L3'), expected);
    }
  });

  it('find a witness record that is not laid down, unless it is needed', async () => {
    for (const isNeeded of [false, true]) {
      const world = await calmWorld();
      const since = world.time.now;
      processOf(world, 'a').state.witness.isPosted = true;
      if (isNeeded) world.machine('b').crash();
      world.checks.finish(since);
      assert.equal(verdict(world, 'L4'), isNeeded ? '' : 'a still have a leased witness record');
    }
  });

  it('and S5 find witness records that are written again and again while all is quiet', async () => {
    const world = await calmWorld();
    const since = world.time.now;
    const witness = { cellKey: null, line: null, oldValue: 'x', newValue: 'y', from: null, to: null };
    for (const count of [1, 2]) {
      assert.equal(verdict(world, 'S5'), '', `${count - 1} of them`);
      world.writes.push({ at: world.time.now, node: 'b', ...witness });
      world.checks.finish(since);
    }
    assert.match(verdict(world, 'S5'), /^[\d.]+ s b witness: written\n2 witness writes/);
    processOf(world, 'a').state.witness.isPosted = true;
    world.checks.finish(since);
    assert.equal(verdict(world, 'L4'), 'a still have a leased witness record');
  });
});

describe('L5, without a leader', () => {
  it('holds a cluster whose leader never ran to the same promises, and no other', async () => {
    for (const isLeaderless of [true, false]) {
      const world = await twoNodes({ labels: ['www'] });
      await world.start(...(isLeaderless ? ['b'] : []));
      if (!isLeaderless) {
        await world.run(5 * MINUTE);
        world.machine('a').crash();
      }
      const { provider } = processOf(world, 'b').state;
      everySecond(world, () => {
        provider.readsOwed = 2;
      });
      await world.run(30 * MINUTE);
      assert.match(verdict(world, 'L1'), /has pointed at a/);
      assert.equal(verdict(world, 'L5').startsWith('L1, without a leader'), isLeaderless);
    }
  });

  it('is content with followers that do without', async () => {
    const world = await twoNodes({ labels: ['www'] });
    await world.start('b');
    await world.run(HOUR);
    assert.equal(world.holdings()['b'], 6);
    world.checks.finish(world.time.now);
    assert.equal(verdict(world, 'L5'), '');
  });
});

describe('L6, every configuration reaches all', () => {
  it('finds a follower that is not told, and is content when it is, or cannot be', async () => {
    for (const [what, expected] of [
      ['kept', /b still has 1\.\d+, 7\d\.\d s after it could have been told/],
      ['told', /^$/],
      ['cut', /^$/],
    ] as const) {
      const world = await calmWorld();
      if (what === 'cut') world.network.cut('a', 'b');
      if (what === 'kept') {
        everySecond(world, () => {
          const { pushes } = processOf(world, 'a').state.leadership;
          pushes.set('b', { nextAt: Infinity, tries: 0, isInFlight: true });
        });
      }
      await world.machine('a').node.application.apply({ kind: 'node-set', node: 'b', priority: 50 }, false);
      await world.run(3 * MINUTE);
      assert.match(verdict(world, 'L6'), expected);
    }
  });
});
