/**
 * The worked examples, each told from the fault to the calm that follows, in golden files to be read like stories.
 * `UPDATE_GOLDEN=1 node scripts/run-tests.mjs transcripts` tells them all anew.
 */
import { describe, it } from 'node:test';
import { assertGolden } from '../../support/golden.ts';
import { FORBIDDEN } from '../../../src/dns/provider/memory/disturbance.ts';
import { HOUR, MINUTE, SECOND, threeNodes, twoNodes, untilLastHeard } from '../clusters.ts';
import type { World } from '../world.ts';
import { Transcript } from './transcript.ts';
import { halfPushed } from './half-pushed.ts';

/** Plays a story in a world that has come to rest, and compares what is told of it. */
async function tell(
  file: string,
  title: string,
  created: Promise<World>,
  play: (world: World, transcript: Transcript) => Promise<void>,
  prepare: (world: World) => Promise<void> = (world) => world.startCalm(),
): Promise<void> {
  const world = await created;
  await prepare(world);
  const transcript = new Transcript(world, title);
  await play(world, transcript);
  assertGolden(new URL(`golden/${file}.txt`, import.meta.url), transcript.toString());
  world.checks.assertNone();
}

describe('the worked examples are told', () => {
  it('19.1', () =>
    tell(
      '19.1-two-nodes-one-dies',
      'Two nodes, one dies and comes back with another address; A was heard last 3 s before',
      twoNodes(),
      async (world) => {
        world.machine('a').crash();
        await world.run(20 * MINUTE);
        world.setAddress('a', '47.92.0.11');
        await world.start('a');
        await world.run(10 * MINUTE);
      },
      async (world) => {
        await world.startCalm();
        await untilLastHeard(world, 'a', 3 * SECOND);
      },
    ));

  it('19.2', () =>
    tell(
      '19.2-link-cut-both-reach-the-provider',
      'Two nodes, the link is cut, both reach the provider; after an hour A really dies',
      twoNodes(),
      async (world, transcript) => {
        transcript.say('the link between a and b is cut');
        world.network.cut('a', 'b');
        await world.run(30 * MINUTE);
        world.setAddress('a', '47.92.0.21');
        await world.run(30 * MINUTE);
        world.machine('a').crash();
        await world.run(10 * MINUTE);
      },
    ));

  it('19.3', () =>
    tell(
      '19.3-one-way-link',
      'Two nodes, what B sends no longer reaches A',
      twoNodes(),
      async (world, transcript) => {
        transcript.say('nothing gets from b to a any more');
        world.network.cutOneWay('b', 'a');
        await world.run(30 * MINUTE);
        transcript.say('the link is whole again');
        world.network.heal();
        await world.run(10 * MINUTE);
      },
    ));

  it('19.4', () =>
    tell(
      '19.4-cut-off-from-provider-and-peer',
      'A is cut off from the provider and from B, and gets the provider back first',
      twoNodes(),
      async (world, transcript) => {
        transcript.say('the link between a and b is cut');
        world.network.cut('a', 'b');
        world.machine('a').loseProvider();
        await world.run(6 * MINUTE);
        world.machine('a').regainProvider();
        await world.run(20 * MINUTE);
        transcript.say('the link is whole again');
        world.network.heal();
        await world.run(10 * MINUTE);
      },
    ));

  it('19.5', () =>
    tell(
      '19.5-cut-off-from-the-provider-only',
      'A is cut off from the provider only; later its address changes',
      twoNodes(),
      async (world) => {
        world.machine('a').loseProvider();
        await world.run(30 * MINUTE);
        world.setAddress('a', '47.92.0.31');
        await world.run(10 * MINUTE);
        world.machine('a').regainProvider();
        await world.run(10 * MINUTE);
      },
    ));

  it('19.6', () =>
    tell('19.6-frozen-for-five-minutes', 'A is frozen for five minutes', twoNodes(), async (world) => {
      world.machine('a').freeze(5 * MINUTE);
      await world.run(30 * MINUTE);
    }));

  it('19.7', () =>
    tell(
      '19.7-three-nodes-one-dies',
      'Three nodes, A dies; C is next in order',
      threeNodes(),
      async (world) => {
        world.machine('a').crash();
        await world.run(20 * MINUTE);
      },
    ));

  it('19.7, the next in order is stuck', () =>
    tell(
      '19.7-three-nodes-the-next-is-stuck',
      'Three nodes, A dies; C is next in order and lives, but the provider refuses its writes of cells',
      threeNodes(),
      async (world, transcript) => {
        transcript.say('the provider refuses what c writes into cells');
        world.machine('c').disturb = ({ action, value }) =>
          action === 'updateValue' && value?.startsWith('cw1.') === false ? FORBIDDEN : null;
        world.machine('a').crash();
        await world.run(3 * MINUTE);
      },
    ));

  it('19.8', () =>
    tell(
      '19.8-three-nodes-one-cut-off',
      'Three nodes, B is cut off from A and C; then C dies, for which A is next in order',
      threeNodes(),
      async (world, transcript) => {
        transcript.say('b is cut off from a and c');
        world.network.cut('a', 'b');
        world.network.cut('b', 'c');
        await world.run(10 * MINUTE);
        world.machine('c').crash();
        await world.run(20 * MINUTE);
      },
    ));

  it('19.10', () =>
    tell(
      '19.10-configuration-half-pushed',
      'The leader died with version 42 half pushed: f1 to f4 have it, f5 to f9 hold 41; f5 is next after f1',
      halfPushed(),
      async (world, transcript) => {
        world.machine('f1').crash();
        await world.run(3 * MINUTE);
        await world.start('f1');
        await world.run(4 * MINUTE);
        transcript.say('no yield so far: the versions differ');
        await world.start('lead');
        await world.run(5 * MINUTE);
      },
      async (world) => {
        await world.start(...[...world.machines.keys()].filter((id) => id !== 'lead'));
        await world.run(5 * MINUTE);
      },
    ));

  it('a process crashes, its machine lives', () =>
    tell(
      'process-crashes-machine-lives',
      'Three nodes; the process of A crashes, its watcher says so, later a supervisor starts it again',
      threeNodes(),
      async (world) => {
        world.machine('a').crash(false);
        await world.run(5 * MINUTE);
        await world.start('a');
        await world.run(10 * MINUTE);
      },
    ));

  it('a node stays away for hours', () =>
    tell(
      'two-nodes-one-away-for-hours',
      'Two nodes, one dies and stays away for two hours',
      twoNodes(),
      async (world) => {
        world.machine('a').crash();
        await world.run(2 * HOUR);
        await world.start('a');
        await world.run(10 * MINUTE);
      },
    ));
});
