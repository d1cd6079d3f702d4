/** S4 lets a fault move a cell away and back, however long it lasts, and no more often; without one nothing moves. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveTimers } from '../../../src/config/timers.ts';
import { HOUR, MINUTE, threeNodes } from '../clusters.ts';
import { ZONE } from '../world.ts';
import type { World } from '../world.ts';
import { calmWorld, forgeWrite } from './bench.ts';
import { movesPerFault } from './s4-moves-per-fault.ts';
import type { Watch } from './watch.ts';
import { attach } from './watch.ts';

/** Longer than F8 with the timers of these worlds. */
const LATER = 10 * MINUTE;

interface Judged {
  readonly world: World;
  readonly judge: Watch;
}

/** Calm for longer than a start may have an effect. */
async function judged(create: () => Promise<World>): Promise<Judged> {
  const world = await create();
  const judge = attach(world, [movesPerFault]);
  await world.run(LATER);
  return { world, judge };
}

async function ofThree(): Promise<World> {
  const world = await threeNodes({ timers: resolveTimers('normal', { tHoldCap: 120_000 }) });
  await world.startCalm();
  return world;
}

const saidOf = ({ judge }: Judged): string => judge.breaches[0]?.evidence.join('\n') ?? '';

function forgeMoves(world: World, takers: readonly string[]): void {
  for (const taker of takers) forgeWrite(world, taker, { why: 'yielded' });
}

describe('S4, moves per fault', () => {
  it('lets a node’s cells go and come back, and go and come back with its next death', async () => {
    const bench = await judged(ofThree);
    const { world } = bench;
    for (let time = 0; time < 2; time += 1) {
      world.machine('a').crash();
      await world.run(12 * MINUTE);
      await world.start('a');
      await world.run(LATER);
    }
    assert.equal(world.moves().filter(({ cellKey }) => cellKey?.endsWith('|www|A|default')).length, 4);
    assert.equal(saidOf(bench), '');
  });

  it('finds a cell passed on among the living again and again while another is gone', async () => {
    const bench = await judged(ofThree);
    const { world } = bench;
    world.machine('a').crash();
    await world.run(12 * MINUTE);
    assert.equal(world.holdings()['c'], 8);
    forgeMoves(world, ['b']);
    assert.equal(saidOf(bench), '');
    await world.run(LATER);
    assert.equal(world.holdings()['c'], 8);
    assert.match(
      saidOf(bench),
      /c example\.test\|www\|A\|default: .*\nmoved 3 times since .*\nfaults that concern it in this time: 1: a crashed/,
    );
  });

  it('finds any move where nothing concerns the cell, a cut neither', async () => {
    const bench = await judged(ofThree);
    const { world } = bench;
    world.network.cut('a', 'b');
    world.network.cut('a', 'c');
    await world.run(MINUTE);
    forgeMoves(world, ['c']);
    assert.match(saidOf(bench), /moved 1 times since .*\nfaults that concern it in this time: 0$/);
  });

  const causes: readonly (readonly [string, (world: World) => unknown])[] = [
    [
      'a hand in the record',
      (world) => {
        world.dns.editByHand(ZONE, idOf(world), { remark: 'mine' });
      },
    ],
    [
      'another address',
      (world) => {
        world.setAddress('a', '47.92.0.71');
      },
    ],
    [
      'a stop',
      (world) => {
        world.machine('b').freeze(1_000);
      },
    ],
  ];
  for (const [what, befall] of causes) {
    it(`allows for ${what}: two moves, and no third, nor any when its time is over`, async () => {
      for (const [waitMs, takers, expected] of [
        [0, ['b', 'a'], /^$/],
        [0, ['b', 'a', 'b'], /moved 3 times/],
        [LATER, ['b'], /moved 1 times/],
      ] as const) {
        const bench = await judged(calmWorld);
        befall(bench.world);
        await bench.world.run(5_000 + waitMs);
        forgeMoves(bench.world, takers);
        assert.match(saidOf(bench), expected);
      }
    });
  }

  it('allows for an operator’s stop of all moves, for as long as it lasts, and for a change of the order', async () => {
    const bench = await judged(calmWorld);
    const { application } = bench.world.machine('a').node;
    await application.setFrozen(true);
    await bench.world.run(HOUR);
    forgeMoves(bench.world, ['b', 'a']);
    assert.equal(saidOf(bench), '');
    await application.setFrozen(false);
    await bench.world.run(LATER);
    void application.apply({ kind: 'node-set', node: 'b', lines: ['default'], priority: 50 }, false);
    await bench.world.run(LATER);
    assert.equal(bench.world.moves(bench.world.time.now - LATER).length, 1);
    assert.equal(saidOf(bench), '');
  });

  it('counts what befalls nodes that have no part in the cell for nothing', async () => {
    const bench = await judged(ofThree);
    const { application } = bench.world.machine('a').node;
    void application.apply({ kind: 'node-set', node: 'c', maintenance: true }, false);
    await bench.world.run(LATER);
    bench.world.machine('c').crash();
    forgeMoves(bench.world, ['b']);
    assert.match(saidOf(bench), /moved 1 times since .*\nfaults that concern it in this time: 0$/);
  });

  it('finds nothing once a machine has a copy', async () => {
    const bench = await judged(calmWorld);
    bench.world.cloneOf('a', '47.95.39.15');
    forgeMoves(bench.world, ['b', 'a', 'b', 'a']);
    assert.equal(saidOf(bench), '');
  });
});

function idOf(world: World): string {
  return world.record('www', 'default').id;
}
