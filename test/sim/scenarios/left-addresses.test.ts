/** Two living nodes have had an address, one after the other, and each leaves the records that show it to the other. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Line } from '../../../src/model/line.ts';
import { ADDRESS, A_LINES, B_LINES, HOUR, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';
import { passAddressOn, restore } from '../old-disks.ts';
import type { World } from '../world.ts';

const OTHER = { a: '47.92.0.91', b: '47.92.0.92' } as const;
/** Two idle readings, one to see it and one to act on it, and what it takes to be heard and well again. */
const READINGS_MS = 11 * MINUTE;

/**
 * A has given its address up, and B has got it. A comes back from an old back-up without any, and says that it is its
 * own until it has found another one; B gets another one at that time. B takes its claim for the earlier one, and so does A
 * its own. `awayMs`: how long A is away.
 */
async function leaveToEachOther(world: World, awayMs: number): Promise<void> {
  await world.startCalm();
  const a = world.machine('a');
  const backup = await passAddressOn(world, 'a', OTHER.a, 'b');
  a.crash();
  await world.run(awayMs);
  restore(a, backup);
  a.addresses.v4 = null;
  world.happenings.tell({ kind: 'address', node: 'a', value: null });
  await world.start('a');
  await world.run(40 * SECOND);
  world.setAddress('a', OTHER.a);
  world.setAddress('b', OTHER.b);
  await world.run(MINUTE);
}

function valuesOf(world: World, lines: readonly Line[]): readonly string[] {
  const records = world.managed().filter(({ line }) => lines.some((one) => one === line));
  return [...new Set(records.map(({ value }) => value))];
}

/** How long after `since` the first of the cells was written; Infinity: none was. */
function firstWriteMs(world: World, since: number): number {
  return (world.cellWrites(since)[0]?.at ?? Infinity) - since;
}

describe('a former address that two living nodes leave to each other', () => {
  it('counts as nobody’s after ten minutes: the first in order writes its own, once', async () => {
    const world = await twoNodes();
    await leaveToEachOther(world, 0);
    const at = world.time.now;
    await world.run(9 * MINUTE - 30 * SECOND);
    assert.deepEqual(valuesOf(world, B_LINES), [ADDRESS.a], 'it is given its time');
    assert.deepEqual(world.cellWrites(at), []);
    await world.run(READINGS_MS + MINUTE);
    assert.deepEqual(valuesOf(world, A_LINES), [OTHER.a]);
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.b]);
    await world.run(HOUR);
    assert.equal(world.cellWrites(at).length, 6);
    world.checks.assertNone();
  });

  it('goes to the first in order also where the other one had it last', async () => {
    const world = await twoNodes();
    await leaveToEachOther(world, 5 * MINUTE);
    assert.deepEqual(valuesOf(world, A_LINES), [ADDRESS.a], 'B has taken them, and lost the address');
    const at = world.time.now;
    await world.run(10 * MINUTE + READINGS_MS);
    assert.deepEqual(valuesOf(world, A_LINES), [OTHER.a]);
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.b]);
    assert.equal(world.cellWrites(at).length, 12);
    world.checks.assertNone();
  });

  it('goes to the next in order after a quarter of an hour more, if the first is frozen', async () => {
    const world = await twoNodes();
    await leaveToEachOther(world, 0);
    await world.machine('b').node.application.setFrozen(true);
    const at = world.time.now;
    await world.run(25 * MINUTE + READINGS_MS);
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.a]);
    assert.ok(firstWriteMs(world, at) > 23 * MINUTE);
    await world.machine('b').node.application.setFrozen(false);
    await world.run(HOUR);
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.b], 'and back by a yield');
    world.checks.assertNone();
  });

  it('stays while somebody is not heard, and counts from then on', async () => {
    const world = await threeNodes();
    await leaveToEachOther(world, 0);
    await world.run(5 * MINUTE);
    world.network.cut('a', 'c');
    world.network.cut('b', 'c');
    const at = world.time.now;
    await world.run(HOUR);
    assert.deepEqual(world.cellWrites(at), []);
    world.network.heal();
    const healedAt = world.time.now;
    await world.run(10 * MINUTE + READINGS_MS);
    assert.ok(firstWriteMs(world, healedAt) > 9.5 * MINUTE);
    assert.ok(world.managed().every(({ value }) => value !== ADDRESS.a));
    world.checks.assertNone();
  });

  it('stays while the record is locked, and counts from when it is free', async () => {
    const world = await twoNodes({ labels: ['www'] });
    await leaveToEachOther(world, 0);
    const ids = B_LINES.map((line) => world.record('www', line).id);
    for (const id of ids) world.dns.editByHand('example.test', id, { locked: true });
    await world.run(HOUR);
    for (const id of ids) world.dns.editByHand('example.test', id, { locked: false });
    const freedAt = world.time.now;
    await world.run(10 * MINUTE + READINGS_MS);
    assert.ok(firstWriteMs(world, freedAt) > 9.5 * MINUTE);
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.b]);
    world.checks.assertNone();
  });
});
