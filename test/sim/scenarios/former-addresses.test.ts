/** Who has an address that several nodes have had one after another, and whose are the records that show it? */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Line } from '../../../src/model/line.ts';
import { FORBIDDEN } from '../../../src/dns/provider/memory/disturbance.ts';
import { ADDRESS, A_LINES, B_LINES, HOUR, MINUTE, SECOND, threeNodes, twoNodes } from '../clusters.ts';
import { backUp, passAddressOn, restore } from '../old-disks.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';

const OTHER = { a: '47.92.0.91', b: '47.92.0.92' } as const;

/** A has removed B, which cannot know: it counts A as before, and hears nothing of it. */
async function twoNodesApart(): Promise<World> {
  const world = await twoNodes();
  await world.startCalm();
  world.network.cut('a', 'b');
  void world.machine('a').node.application.apply({ kind: 'node-remove', node: 'b' }, false);
  await world.run(10 * MINUTE);
  return world;
}

function valuesOf(world: World, lines: readonly Line[]): readonly string[] {
  const records = world.managed().filter(({ line }) => lines.some((one) => one === line));
  return [...new Set(records.map(({ value }) => value))];
}

function writersOf(world: World, since: number, lines: readonly Line[]): readonly (string | null)[] {
  const writes = world.cellWrites(since).filter(({ line }) => lines.some((one) => one === line));
  return writes.map(({ node }) => node);
}

describe('an address that another node had before', () => {
  it('is followed by the records when it changes, though the other one started from an old disk meanwhile', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const b = world.machine('b');
    const backup = await passAddressOn(world, 'b', OTHER.b, 'a');
    b.crash();
    restore(b, backup);
    await world.start('b');
    await world.run(5 * MINUTE);
    const at = world.time.now;
    world.setAddress('a', OTHER.a);
    await world.run(HOUR);
    assert.deepEqual(valuesOf(world, A_LINES), [OTHER.a]);
    assert.deepEqual(world.moves(at), []);
    world.checks.assertNone();
  });

  it('is followed by the records when it changes, though the other one died without giving it up', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.machine('c').crash();
    await world.run(5 * MINUTE);
    world.setAddress('b', ADDRESS.c);
    await world.run(5 * MINUTE);
    world.machine('a').crash();
    await world.run(5 * MINUTE);
    const at = world.time.now;
    // B holds all, and is nobody's heir in its own lines: a dead holder would be replaced by the same address.
    world.setAddress('b', OTHER.b);
    await world.run(10 * MINUTE);
    const { journal } = world.machine('b').disk;
    const reasons = world.cellWrites(at).map((_, place) => journal.at(-1 - place)?.reason);
    assert.deepEqual(
      reasons,
      Array.from({ length: 12 }, () => 'own-address'),
    );
    world.checks.assertNone();
  });

  it('stays with the one that goes on claiming it when another one has had it for a while', async () => {
    const world = await threeNodes();
    await world.startCalm();
    world.setAddress('c', ADDRESS.a);
    await world.run(10 * MINUTE);
    world.setAddress('c', ADDRESS.c);
    await world.run(10 * MINUTE);
    const at = world.time.now;
    world.setAddress('a', OTHER.a);
    await world.run(30 * SECOND);
    assert.deepEqual(valuesOf(world, ['default', 'overseas']), [OTHER.a]);
    assert.ok(world.cellWrites(at).every(({ node }) => node === 'a'));
    world.checks.assertNone();
  });
});

describe('an address that a node had before, by the word of its old disk', () => {
  it('is not its own for that, and is followed by the records when it changes at the one that has it', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const b = world.machine('b');
    const backup = backUp(b);
    world.setAddress('b', OTHER.b);
    world.setAddress('a', ADDRESS.b);
    await world.run(5 * MINUTE);
    b.crash();
    restore(b, backup);
    await world.start('b');
    await world.run(30 * SECOND);
    const at = world.time.now;
    world.setAddress('a', OTHER.a);
    await world.run(MINUTE + 20 * SECOND);
    assert.deepEqual(valuesOf(world, A_LINES), [OTHER.a]);
    assert.ok(writersOf(world, at, A_LINES).every((node) => node === 'a'));
    assert.deepEqual(world.moves(at), []);
    world.checks.assertNone();
  });
});

describe('a former address that appears in a record', () => {
  it('is left to the one that wrote it, whose word is still on its way', async () => {
    const world = await twoNodes();
    await world.startCalm();
    // Else B would offer A the cells instead of writing them.
    await world.machine('b').node.application.setFrozen(true);
    const at = world.time.now;
    world.machine('b').disturb = ({ action }) => (action === 'readZone' ? { requestDelayMs: 1_500 } : null);
    world.network.cut('a', 'b');
    world.setAddress('a', ADDRESS.b);
    world.setAddress('b', ADDRESS.a);
    await world.run(15 * SECOND);
    world.network.heal();
    await world.run(10 * MINUTE);
    const cells = world.cellWrites(at).map(({ cellKey }) => cellKey);
    assert.equal(cells.length, 12, 'none is written twice');
    assert.equal(new Set(cells).size, 12, 'and each of them once');
    assert.deepEqual(valuesOf(world, A_LINES), [ADDRESS.b]);
    world.checks.assertNone();
  });

  it('is corrected in the end if nobody claims it', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.setAddress('a', OTHER.a);
    await world.run(5 * MINUTE);
    const at = world.time.now;
    world.dns.editByHand(ZONE, world.record('www', 'default').id, { value: ADDRESS.a });
    await world.run(5 * MINUTE);
    assert.deepEqual(valuesOf(world, A_LINES), [OTHER.a]);
    const [write, ...more] = world.cellWrites(at).filter(({ node }) => node !== null);
    assert.ok(write !== undefined && write.at - at > world.timers.unknownMs);
    assert.deepEqual(more, []);
    world.checks.assertNone();
  });

  it('is left to the one that cannot be heard, for as long as that lasts', async () => {
    const world = await twoNodesApart();
    const at = world.time.now;
    world.setAddress('a', ADDRESS.b);
    world.setAddress('b', ADDRESS.a);
    await world.run(HOUR);
    assert.ok(writersOf(world, at, A_LINES).every((node) => node === 'a'));
    assert.deepEqual(valuesOf(world, A_LINES), [ADDRESS.b]);
    world.checks.assertNone();
  });

  it('is left to the one that showed it there before, while that one cannot be heard', async () => {
    const world = await twoNodesApart();
    const at = world.time.now;
    world.setAddress('b', ADDRESS.a);
    await world.run(5 * MINUTE);
    world.setAddress('b', OTHER.b);
    await world.run(HOUR);
    assert.deepEqual(writersOf(world, at, A_LINES), []);
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.b]);
    world.checks.assertNone();
  });

  it('is left to the one that wrote it there while the node had it, too, and that cannot be heard', async () => {
    const world = await twoNodesApart();
    const at = world.time.now;
    world.setAddress('a', ADDRESS.b);
    await world.run(5 * MINUTE);
    world.setAddress('b', OTHER.b);
    await world.run(HOUR);
    assert.ok(writersOf(world, at, A_LINES).every((node) => node === 'a'));
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.b]);
    world.checks.assertNone();
  });

  it('is left to the one that wrote it there while the node was down, and that cannot be heard', async () => {
    const world = await twoNodesApart();
    const at = world.time.now;
    world.machine('b').crash();
    world.setAddress('a', ADDRESS.b);
    world.setAddress('b', ADDRESS.a);
    await world.run(5 * MINUTE);
    await world.start('b');
    await world.run(HOUR);
    assert.ok(writersOf(world, at, A_LINES).every((node) => node === 'a'));
    assert.deepEqual(valuesOf(world, A_LINES), [ADDRESS.b]);
    world.checks.assertNone();
  });

  it('is corrected after a start with another address, though nobody else comes back', async () => {
    const world = await twoNodes();
    await world.startCalm();
    for (const id of ['a', 'b']) world.machine(id).crash();
    world.setAddress('a', OTHER.a);
    await world.run(5 * MINUTE);
    await world.start('a');
    await world.run(10 * MINUTE);
    assert.deepEqual(valuesOf(world, A_LINES), [OTHER.a]);
    world.checks.assertNone();
  });

  it('is corrected soon after a start with another address, when all are heard', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').crash();
    world.setAddress('a', OTHER.a);
    await world.run(20 * SECOND);
    await world.start('a');
    await world.run(MINUTE);
    assert.deepEqual(valuesOf(world, A_LINES), [OTHER.a]);
    world.checks.assertNone();
  });

  it('is corrected at once where the node wrote it itself, though another one cannot be heard', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.network.cut('a', 'b');
    await world.run(5 * MINUTE);
    for (const address of [OTHER.a, ADDRESS.a]) {
      const at = world.time.now;
      world.setAddress('a', address);
      await world.run(MINUTE + 20 * SECOND);
      assert.equal(world.cellWrites(at).length, 6);
      assert.deepEqual(valuesOf(world, A_LINES), [address]);
    }
    world.checks.assertNone();
  });

  it('is corrected although its former owner is not heard, if that one has told another address since', async () => {
    const world = await twoNodes();
    // Who cannot witness is not found dead for ten minutes.
    world.machine('b').disturb = ({ action }) => (action === 'readZone' ? null : FORBIDDEN);
    await world.startCalm();
    // Else A would offer B the cells.
    await world.machine('a').node.application.setFrozen(true);
    world.setAddress('b', OTHER.b);
    world.setAddress('a', ADDRESS.b);
    await world.run(90 * SECOND);
    assert.deepEqual(valuesOf(world, B_LINES), [ADDRESS.b], 'which is A’s now');
    world.machine('b').crash();
    const at = world.time.now;
    world.setAddress('a', OTHER.a);
    await world.run(MINUTE + 20 * SECOND);
    assert.deepEqual(valuesOf(world, B_LINES), [OTHER.a]);
    assert.deepEqual(world.moves(at), []);
    world.checks.assertNone();
  });

  it('is left to the one that had it last, which has been removed and added again', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.setAddress('a', ADDRESS.b);
    world.setAddress('b', ADDRESS.a);
    await world.run(10 * MINUTE);
    world.machine('b').crash();
    await world.run(5 * MINUTE);
    const { application } = world.machine('a').node;
    const { url, secret } = world.machine('b').identity;
    void application.apply({ kind: 'node-remove', node: 'b' }, false);
    await world.run(3 * MINUTE);
    world.setAddress('a', OTHER.a);
    await world.run(5 * MINUTE);
    await world.start('b');
    await world.run(5 * MINUTE);
    const at = world.time.now;
    void world.machine('b').node.application.quit(false);
    await world.run(SECOND);
    void application.apply({ kind: 'node-add', url, secret, lines: B_LINES, families: ['v4'] }, false);
    await world.run(4 * MINUTE);
    // B's lines were nobody's meanwhile, and show what A had before. A cannot know that B has not had it since.
    const writes = world.cellWrites(at).slice(0, 6);
    assert.deepEqual([...new Set(writes.map(({ cellKey }) => cellKey))].length, 6);
    assert.ok(writes.every(({ node }) => node === 'a'));
    world.checks.assertNone();
  });

  for (const [title, visits, waitedMs] of [
    ['is corrected by the one that had it last for all that is known', ['b'], 0],
    [
      'is corrected by the first in order after tUnknown, if nobody can know who had it last',
      ['b', 'a'],
      MINUTE,
    ],
  ] as const) {
    it(`${title}, where two had it and one was no member then`, async () => {
      const world = await twoNodes();
      await world.startCalm();
      const { application } = world.machine('a').node;
      const { url, secret } = world.machine('b').identity;
      void application.apply({ kind: 'node-remove', node: 'b' }, false);
      // B's lines are nobody's from now on, and show what A has at this moment.
      await world.run(5 * MINUTE);
      world.setAddress('a', OTHER.a);
      for (const id of visits) {
        world.setAddress(id, ADDRESS.a);
        await world.run(5 * MINUTE);
        world.setAddress(id, OTHER[id]);
        await world.run(5 * MINUTE);
      }
      const at = world.time.now;
      void application.apply({ kind: 'node-add', url, secret, lines: B_LINES, families: ['v4'] }, false);
      await world.run(2 * MINUTE);
      const writes = world.cellWrites(at);
      assert.equal(writes.length, 6, 'each of them once');
      assert.ok(writes.every((write) => write.node === 'b' && write.at - at >= waitedMs));
      assert.deepEqual(valuesOf(world, B_LINES), [OTHER.b]);
      world.checks.assertNone();
    });
  }
});
