/** Stops at the worst moments, listings that lie, hands in the zone, and the operator's own switches. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';
import { HOUR, MINUTE, SECOND, twoNodes } from '../clusters.ts';
import { seededRandom } from '../seeded-random.ts';

/** A has a new address and six writes to do; `stop` is called at the first of them. */
async function stopWhileWriting(stop: (world: World) => void): Promise<World> {
  const world = await twoNodes();
  await world.startCalm();
  let isStopped = false;
  world.machine('a').disturb = ({ action, value }) => {
    if (action !== 'updateValue' || value !== '47.92.0.71' || isStopped) return null;
    isStopped = true;
    stop(world);
    return null;
  };
  world.setAddress('a', '47.92.0.71');
  await world.runUntil(() => isStopped, 70 * SECOND, 'the stop');
  return world;
}

describe('a process that is stopped', () => {
  it('between two writes for five minutes: its plan is dropped, the cells are B’s until they are yielded', async () => {
    for (const areAnswersFirst of [false, true]) {
      const world = await stopWhileWriting(({ machines }) => {
        machines.get('a')?.freeze(5 * MINUTE, areAnswersFirst);
      });
      const stoppedAt = world.time.now;
      await world.run(5 * MINUTE - SECOND);
      assert.equal(world.holdings()['b'], 12);
      await world.run(30 * MINUTE);
      const byA = world.cellWrites(stoppedAt + SECOND).filter(({ node }) => node === 'a');
      assert.equal(byA.length, 6);
      for (const write of byA) assert.ok(write.at - stoppedAt > 7 * MINUTE, 'only after a yield');
      assert.equal(world.holdings()['a'], 6);
      world.checks.assertNone();
    }
  });

  it('between two writes for 20 s: the rest is written after two new reads', async () => {
    const world = await stopWhileWriting(({ machines }) => {
      machines.get('a')?.freeze(20 * SECOND);
    });
    const stoppedAt = world.time.now;
    await world.run(2 * MINUTE);
    const later = world.cellWrites(stoppedAt + 2 * SECOND);
    assert.equal(later.length, 5);
    const reads = world.readsOf('a', stoppedAt + 20 * SECOND);
    const secondRead = reads[1] ?? Infinity;
    for (const { at } of later) assert.ok(at > secondRead, 'two reads are owed');
    world.checks.assertNone();
  });

  for (const areAnswersFirst of [false, true]) {
    it(`exactly between read and judgement, ${areAnswersFirst ? 'answer' : 'timer'} first`, async () => {
      const world = await twoNodes();
      await world.startCalm();
      const a = world.machine('a');
      let isStopped = false;
      world.setAddress('a', '47.92.0.72');
      await world.runUntil(() => world.view('a').addresses.v4 === '47.92.0.72', 65 * SECOND, 'the detection');
      a.tamper = (reading) => {
        if (!isStopped) a.freeze(5 * MINUTE, areAnswersFirst);
        isStopped = true;
        return reading;
      };
      const at = world.time.now;
      await world.runUntil(() => world.holdings()['b'] === 12, 90 * SECOND, 'the take-over');
      const takenAt = world.time.now;
      await world.run(at + 5 * MINUTE + 119 * SECOND - world.time.now);
      assert.deepEqual(world.cellWrites(takenAt + SECOND), []);
      world.checks.assertNone();
    });
  }

  it('whose machine slept, so that only the calendar went on: stands by as well', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    world.machine('a').suspend(10 * MINUTE);
    await world.run(5 * MINUTE);
    assert.equal(world.holdings()['b'], 12);
    await world.run(30 * MINUTE);
    assert.equal(world.cellWrites(at).length, 12);
    assert.equal(world.holdings()['a'], 6);
    world.checks.assertNone();
  });

  it('a calendar that jumps a year delays, and decides nothing', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    for (const jumpMs of [366 * 24 * HOUR, -2 * 366 * 24 * HOUR]) {
      const { process } = world.machine('a');
      if (process !== null) process.clock.wallOffsetMs += jumpMs;
      await world.run(20 * MINUTE);
    }
    assert.deepEqual(world.cellWrites(at), []);
    world.checks.assertNone();
  });
});

describe('listings that lie', () => {
  it('a truncated listing is thrown away, asked for again every 10 s and no faster, and raises an alarm', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    const a = world.machine('a');
    a.tamper = ({ records, providerNow }) => ({ records: records.slice(0, 5), providerNow });
    // B's reads spare it its own; the first that it makes is the first that is truncated.
    await world.runUntil(() => world.readsOf('a', at).length > 0, world.timers.readMostMs, 'a read');
    await world.run(5 * MINUTE);
    assert.deepEqual(
      world.writes.filter((write) => write.at > at),
      [],
    );
    assert.ok(world.view('a').alarms.some(({ code }) => code === 'implausible-zone'));
    const reads = world.readsOf('a', at);
    assert.ok(reads.length >= 26 && reads.length <= 32, `${reads.length} reads in 5 min`);
    for (const [index, readAt] of reads.slice(1).entries()) {
      const pauseMs = readAt - (reads[index] ?? 0);
      assert.ok(pauseMs >= 9 * SECOND && pauseMs <= 12 * SECOND, `${pauseMs} ms between two reads`);
    }
    a.tamper = (reading) => reading;
    await world.run(MINUTE);
    assert.ok(!world.view('a').alarms.some(({ code }) => code === 'implausible-zone'));
    world.checks.assertNone();
  });

  it('reads up to dRw stale and out of order: a death, an address change and a return, each cell as often as needed', async () => {
    for (const seed of ['1', '2', '3', '4']) {
      const world = await twoNodes({ seed });
      const chance = seededRandom(seed);
      for (const machine of world.machines.values()) {
        machine.disturb = ({ action }) =>
          action === 'readZone' ? { stalenessMs: chance.next() * 9 * SECOND } : null;
      }
      await world.startCalm();
      const at = world.time.now;
      world.setAddress('b', '47.92.0.73');
      await world.run(3 * MINUTE);
      world.machine('a').crash();
      await world.run(3 * MINUTE);
      await world.start('a');
      await world.run(10 * MINUTE);
      assert.equal(world.cellWrites(at).length, 6 + 6 + 6);
      assert.deepEqual(world.holdings(), { a: 6, b: 6 });
      world.checks.assertNone();
    }
  });

  it('reads far staler than assumed lead to moves, which are damped and never a fight', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    world.network.cut('a', 'b');
    for (const machine of world.machines.values()) {
      machine.disturb = ({ action }) => (action === 'readZone' ? { stalenessMs: 5 * MINUTE } : null);
    }
    await world.run(4 * HOUR);
    const moves = world.moves(at).filter(({ cellKey }) => cellKey === `${ZONE}|www|A|default`);
    for (const { at: from } of moves) {
      const near = moves.filter((move) => move.at >= from && move.at < from + 10 * MINUTE);
      assert.ok(near.length <= 5, `${near.length} moves in 10 min`);
    }
    assert.ok(moves.length <= 14, `${moves.length} moves in 4 h`);
    const late = moves.filter((move) => move.at - at > 2 * HOUR).length;
    assert.ok(late <= 2, `${late} moves in the last two hours`);
  });
});

describe('hands in the zone', () => {
  it('an unknown value is overwritten after tUnknown by the node whose line it is', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const { id } = world.record('www', 'default');
    const at = world.time.now;
    world.dns.editByHand(ZONE, id, { value: '47.92.9.1' });
    await world.run(10 * MINUTE);
    const [write, ...others] = world.cellWrites(at);
    assert.deepEqual([write?.node, write?.newValue, others.length], ['a', '47.92.0.1', 0]);
    const after = ((write?.at ?? 0) - at) / SECOND;
    assert.ok(after >= 60 && after <= 60 + 60 + 25, `after ${after} s`);
    world.checks.assertNone();
  });

  it('disabled, locked, doubled and deleted records are left alone, and nothing is made anew', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    world.dns.editByHand(ZONE, world.record('www', 'default').id, { enabled: false });
    world.dns.editByHand(ZONE, world.record('www', 'china-telecom').id, { locked: true });
    const double = world.record('www', 'overseas');
    world.dns.addByHand(ZONE, { ...double, value: '47.92.9.2' });
    world.dns.removeByHand(ZONE, world.record('git', 'default').id);
    world.machine('a').crash();
    await world.run(10 * MINUTE);
    const changed = world.cellWrites(at).map(({ cellKey }) => cellKey);
    assert.deepEqual(changed.sort(), [`${ZONE}|git|A|china-telecom`, `${ZONE}|git|A|overseas`]);
    const states = world.view('b').cells.map(({ label, line, state }) => `${label} ${line} ${state}`);
    for (const expected of [
      'www default disabled',
      'www china-telecom locked',
      'www overseas ambiguous',
      'git default missing',
    ]) {
      assert.ok(states.includes(expected), expected);
    }
    world.checks.assertNone();
  });
});

describe('the operator’s switches', () => {
  it('drain hands every cell over at once, and they come back after the node has', async () => {
    const world = await twoNodes();
    await world.startCalm();
    const at = world.time.now;
    const drained = world.machine('a').node.application.drain();
    await world.runUntil(() => world.holdings()['b'] === 12, 40 * SECOND, 'the handing over');
    await world.run(15 * SECOND);
    assert.deepEqual(await drained, { handedOver: 6, kept: 0 });
    for (const move of world.moves(at)) assert.equal(world.reasonOf(move), 'yielded');
    world.machine('a').crash();
    await world.run(10 * MINUTE);
    await world.start('a');
    await world.runUntil(() => world.holdings()['a'] === 6, 155 * SECOND, 'the return');
    assert.equal(world.moves(at).length, 12);
    world.checks.assertNone();
  });

  it('freeze stops all moves; own addresses are still followed', async () => {
    const world = await twoNodes();
    await world.startCalm();
    await world.machine('b').node.application.setFrozen(true);
    world.machine('a').crash();
    const at = world.time.now;
    await world.run(5 * MINUTE);
    world.setAddress('b', '47.92.0.81');
    await world.run(5 * MINUTE);
    assert.deepEqual(world.moves(at), []);
    assert.equal(world.cellWrites(at).length, 6);
    await world.machine('b').node.application.setFrozen(false);
    await world.runUntil(() => world.holdings()['b'] === 12, 15 * SECOND, 'the take-over');
    world.checks.assertNone();
  });

  it('a node that is frozen when it returns is given nothing until it is let go; whoever stands in goes on as ever', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').crash();
    await world.runUntil(() => world.holdings()['b'] === 12, 2 * MINUTE, 'the take-over');
    await world.start('a');
    await world.machine('a').node.application.setFrozen(true);
    await world.run(20 * MINUTE);
    const changedAt = world.time.now;
    world.setAddress('b', '47.92.0.82');
    await world.run(2 * MINUTE);
    assert.equal(world.cellWrites(changedAt).length, 12, 'all cells that B holds follow its address');
    const calmAt = world.time.now;
    await world.run(HOUR);
    for (const id of ['a', 'b']) {
      const reads = world.readsOf(id, calmAt).length;
      assert.ok(reads <= 70, `${id}: ${reads} reads per hour`);
    }
    assert.equal(world.holdings()['b'], 12);
    await world.machine('a').node.application.setFrozen(false);
    await world.runUntil(() => world.holdings()['a'] === 6, 100 * SECOND, 'the return');
    world.checks.assertNone();
  });
});
