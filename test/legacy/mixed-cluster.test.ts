import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ADDRESS, HOUR, MINUTE, SECOND } from '../sim/clusters.ts';
import { parseGoTime } from '../support/go-json.ts';
import { allMoves, assertNoneBut, GO, GO_LINES, holders, mixedWorld, type Mixed } from './mixed-world.ts';

const LEADER = { v4: ADDRESS.a, lines: ['default', 'china-telecom'] } as const;
const BY_ORDER = {
  'www default': 'a',
  'www china-telecom': 'a',
  'www china-unicom': GO,
  'www china-mobile': GO,
};

/** Our leader and a Go follower, at rest. */
async function atRest(): Promise<Mixed> {
  const mixed = await mixedWorld({ nodes: { a: LEADER } });
  mixed.go.start();
  await mixed.world.start();
  await mixed.world.run(10 * MINUTE);
  return mixed;
}

/** Verdicts that proved wrong, as the store keeps them. */
const overturned = ({ world }: Mixed, id = 'a'): number =>
  world.machine(id).disk.memory.takeOvers.filter((event) => event.overturned).length;

const who = (id: string, { world }: Mixed) => {
  const member = world.view('a').members.find(({ name }) => name === `node ${id}`);
  return [member?.isLegacy, member?.state];
};

describe('a Go follower under our leader', () => {
  it('is pushed everything every 35 s, copies times and health, and is asked without trouble', async () => {
    const mixed = await atRest();
    const { world, go } = mixed;
    const before = { pushes: go.node.pushesReceived.length, questions: go.node.questionsReceived.length };
    const codes = new Set<number>();
    for (let step = 0; step < 35; step += 1) {
      await world.run(10 * SECOND);
      for (const { statusCode, watchDog } of go.node.nodes) {
        codes.add(statusCode);
        const age = Date.UTC(2026, 10, 1) + world.time.now - parseGoTime(watchDog);
        // The oldest a time can get: asked 33 s before the push, pushed 35 s ago.
        assert.ok(age > -1 * SECOND && age < 70 * SECOND, `${age} ms`);
      }
    }
    assert.equal(go.node.pushesReceived.length - before.pushes, 10);
    const questions = go.node.questionsReceived.length - before.questions;
    assert.ok(questions >= 10 && questions <= 13, `${questions} questions in 350 s`);
    assert.deepEqual([...codes], [200]);
    assert.deepEqual(go.node.decodingFaults, []);
    assert.deepEqual(who(GO, mixed), [true, 'well']);
    assert.deepEqual(
      go.node.nodes.map(({ nodeCode, ISPs, networkType }) => [nodeCode, ISPs, networkType]),
      [
        ['a', ['default', 'CT'], 'IPV4'],
        [GO, ['CU', 'CMCC'], 'IPV4'],
      ],
    );
  });

  it('gets no cluster key, and every other secret it needs', async () => {
    const { go } = await atRest();
    const body = go.node.pushesReceived.at(-1) ?? '';
    assert.ok(!body.includes('cluster key of the test'));
    assert.equal(go.node.node('a').cocoaSecret, 'secret of a');
    assert.deepEqual(go.node.basic.cloudPlatformInfo, [
      { platformProvider: 'Ali', accessKey: 'key', accessSecret: 'key secret' },
    ]);
  });

  it('and our node leave each other’s lines alone for hours, and no witness is published for it', async () => {
    const mixed = await atRest();
    await mixed.world.run(3 * HOUR);
    assert.deepEqual(holders(mixed.world), BY_ORDER);
    assert.deepEqual(allMoves(mixed.world), []);
    assert.equal(mixed.world.witnessWrites().length, 1, 'the self-test');
    mixed.world.checks.assertNone();
  });

  it('writes its new address itself; it is known as the holder at once', async () => {
    const mixed = await atRest();
    const { world, go } = mixed;
    go.setAddress('47.92.0.77');
    await world.run(20 * MINUTE);
    assert.deepEqual(holders(world), BY_ORDER);
    assert.deepEqual(world.cellWrites(), []);
    assert.equal(world.record('www', 'china-unicom').value, '47.92.0.77');
    assert.deepEqual(world.view('a').cells.filter(({ holderId }) => holderId === GO).length, GO_LINES.length);
  });

  it('that does not know its address keeps what a user typed into its lines', async () => {
    const mixed = await mixedWorld({ nodes: { a: LEADER }, goValue: '47.92.0.50' });
    mixed.go.addresses.v4 = '47.92.0.50';
    mixed.go.start();
    await mixed.world.start();
    await mixed.world.run(30 * MINUTE);
    assert.deepEqual(mixed.world.cellWrites(), []);
  });

  it('dies: nothing before 10 minutes, covered by 616 s; it takes its lines back unasked, and no verdict was wrong', async () => {
    const mixed = await atRest();
    const { world, go } = mixed;
    const diedAt = world.time.now;
    go.crash();
    const tookMs = await world.runUntil(() => world.holdings()['a'] === 4, 20 * MINUTE, 'the take-over');
    const first = Math.min(...world.moves(diedAt).map(({ at }) => at - diedAt));
    // Last heard at most 33 s before it died.
    assert.ok(first >= 567 * SECOND, `${first} ms`);
    assert.ok(tookMs <= 616 * SECOND, `${tookMs} ms`);
    assert.deepEqual(who(GO, mixed), [true, 'dead']);

    const texts: string[] = [];
    world.network.watchers.push(({ kind }, text) => {
      if (kind === 'request' && text !== null) texts.push(text);
    });
    await world.run(SECOND);
    const backAt = world.time.now;
    go.start();
    const backMs = await world.runUntil(() => world.holdings()[GO] === 2, 2 * MINUTE, 'its return');
    assert.ok(backMs <= 61 * SECOND);
    await world.run(HOUR);
    assert.deepEqual(holders(world), BY_ORDER);
    assert.equal(world.moves(backAt).length, 0, 'our node wrote nothing');
    assert.equal(overturned(mixed), 0);
    assert.ok(texts.length > 0);
    assert.deepEqual(
      texts.filter((text) => /"yield":\{"/.test(text)),
      [],
      'nothing is yielded to it',
    );
    world.checks.assertNone();
  });

  it('stands in for our node, and lets its lines go when it is back', async () => {
    const mixed = await atRest();
    const { world } = mixed;
    world.machine('a').crash();
    await world.run(15 * MINUTE);
    assert.deepEqual(world.holdings(), { [GO]: 4 });
    const backAt = world.time.now;
    await world.machine('a').start();
    await world.runUntil(() => world.holdings()['a'] === 2, 5 * MINUTE, 'the return of our lines');
    await world.run(HOUR);
    assert.deepEqual(holders(world), BY_ORDER);
    assert.equal(allMoves(world, backAt).length, 2, 'one write for each of our lines');
    assert.equal(overturned(mixed), 0);
    assertNoneBut(world, 'S2');
  });
});

describe('our leader and a Go follower, cut off from each other for six hours', () => {
  it('move each cell a dozen times at most, and are at peace afterwards', async () => {
    const mixed = await atRest();
    const { world } = mixed;
    const cutAt = world.time.now;
    world.network.cut('a', GO);
    await world.run(6 * HOUR);
    const perCell = new Map<string, number>();
    for (const { cellKey } of allMoves(world, cutAt)) {
      perCell.set(cellKey ?? '', (perCell.get(cellKey ?? '') ?? 0) + 1);
    }
    assert.equal(perCell.size, 4, 'the Go node takes our lines, and we take its lines');
    for (const [key, count] of perCell) assert.ok(count <= 12, `${key}: ${count} moves`);
    assert.ok(overturned(mixed) > 0);

    world.network.heal();
    await world.run(HOUR);
    assert.deepEqual(holders(world), BY_ORDER);
    const calmAt = world.time.now;
    await world.run(HOUR);
    assert.deepEqual(allMoves(world, calmAt), []);
    assertNoneBut(world, 'S2', 'S4');
  });

  it('are as calm when the cut is there from the very start', async () => {
    const mixed = await mixedWorld({ nodes: { a: LEADER } });
    const { world, go } = mixed;
    world.network.cut('a', GO);
    go.start();
    await world.start();
    await world.run(6 * HOUR);
    // Never pushed to, it has neither services nor others' lines; somebody must write for it all the same.
    const writes = world.cellWrites().length;
    assert.ok(writes <= 2, `${writes} writes`);
    assertNoneBut(world, 'S2');
  });

  it('count a Go node that goes on writing unheard as overturned, also when it was never heard by this process', async () => {
    const mixed = await atRest();
    const { world } = mixed;
    world.network.cut('a', GO);
    world.machine('a').crash();
    await world.machine('a').start();
    const since = world.time.now;
    await world.run(6 * HOUR);
    const moves = allMoves(world, since).length / 4;
    assert.ok(moves <= 12, `${moves} moves per cell`);
    assert.ok(overturned(mixed) > 0);
    assertNoneBut(world, 'S2', 'S4');
  });

  it('move nothing when only the Go node’s own questions get nowhere: our pushes tell it that we live', async () => {
    const mixed = await atRest();
    const { world } = mixed;
    mixed.go.hear(false);
    await world.run(2 * HOUR);
    assert.deepEqual(allMoves(world), []);
  });
});

describe('two of our nodes and a Go node', () => {
  const nodes = { a: LEADER, b: { v4: ADDRESS.b, lines: ['cernet', 'overseas'] } } as const;

  it('cover for it one writer per line, and get on with each other as ever', async () => {
    const mixed = await mixedWorld({ nodes });
    const { world, go } = mixed;
    go.start();
    await world.start();
    await world.run(10 * MINUTE);
    const diedAt = world.time.now;
    go.crash();
    await world.runUntil(() => (world.holdings()[GO] ?? 0) === 0, 20 * MINUTE, 'the take-over');
    await world.run(10 * MINUTE);
    assert.equal(world.moves(diedAt).length, 2, 'each line moved once');
    go.start();
    await world.run(30 * MINUTE);
    assert.deepEqual(world.holdings(), { a: 2, b: 2, [GO]: 2 });
    assert.equal(overturned(mixed) + overturned(mixed, 'b'), 0);
    world.checks.assertNone();
  });

  it('a dead one of ours is covered by the other within a minute, long before the Go node stirs', async () => {
    const mixed = await mixedWorld({ nodes });
    const { world, go } = mixed;
    go.start();
    await world.start();
    await world.run(10 * MINUTE);
    const diedAt = world.time.now;
    world.machine('b').crash();
    await world.run(5 * MINUTE);
    assert.equal(world.holdings()['b'], undefined);
    const writers = new Set(world.moves(diedAt).map(({ node }) => node));
    assert.deepEqual([...writers], ['a']);
    world.checks.assertNone();
  });

  it('that hears neither them nor the dead leader’s pushes: our lines are taken back ever more seldom', async () => {
    const mixed = await mixedWorld({ nodes });
    const { world, go } = mixed;
    go.start();
    await world.start();
    await world.run(10 * MINUTE);
    const since = world.time.now;
    world.machine('a').crash();
    go.hear(false);
    await world.run(6 * HOUR);
    const moves = allMoves(world, since).filter(({ line }) => line === 'cernet');
    assert.ok(moves.length <= 24, `${moves.length} moves`);
    assert.ok(overturned(mixed, 'b') > 0);
    go.hear(true);
    await world.run(2 * HOUR);
    assert.deepEqual(world.ownerOf(world.record('www', 'cernet').value), 'b');
    assertNoneBut(world, 'S2');
  });
});
