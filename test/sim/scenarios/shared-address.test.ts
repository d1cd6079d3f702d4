/** A record shows an address that two nodes have told of: it counts as the one's and as the other's, within seconds. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ADDRESS, A_LINES, MINUTE, SECOND, twoNodes } from '../clusters.ts';
import type { Process } from '../machine.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';

const CELL = `${ZONE}|www|A|default`;

function processOf(world: World, id: string): Process {
  const { process } = world.machine(id);
  if (process === null) throw new Error(`${id} does not run`);
  return process;
}

/** What B has in mind about a line of A's. */
function whyOfB(world: World): string {
  return processOf(world, 'b').state.pictures.get(CELL)?.why ?? '';
}

async function untilWhyOfB(world: World, why: string): Promise<void> {
  await world.runUntil(() => whyOfB(world) === why, 3 * MINUTE, `${why} at B`);
}

describe('a line that counts as mine, as its receiver’s, and as mine again', () => {
  it('is not written by its giver while the receiver goes by his word', async () => {
    const world = await twoNodes();
    await world.startCalm();
    // B gets A's address before A knows that it has lost it, and takes A's lines for its own.
    world.setAddress('b', ADDRESS.a);
    await untilWhyOfB(world, 'yield');
    const since = world.time.now;
    world.setAddress('b', '47.92.0.12');
    await untilWhyOfB(world, 'holder-alive');
    // A has been away for a moment, finds its new address, and is nobody to whom lines are given anew so soon.
    world.machine('a').crash();
    world.setAddress('a', '47.92.0.11');
    await world.run(15 * SECOND);
    await world.start('a');
    const isOfA = ({ line }: { readonly line: string | null }): boolean =>
      A_LINES.some((one) => one === line);
    await world.runUntil(() => world.cellWrites(since).some(isOfA), 3 * MINUTE, 'somebody writes them');
    await world.run(30 * SECOND);
    const writes = world.cellWrites(since).filter(isOfA);
    assert.deepEqual(
      [...new Set(writes.map((write) => `${write.node ?? ''} ${world.reasonOf(write)}`))],
      ['a yielded'],
    );
    assert.equal(writes.length, 2 * A_LINES.length);
    world.checks.assertNone();
  });
});
