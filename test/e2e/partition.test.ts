// Issue item 2: nodes that cannot reach each other, but both reach the provider, change nothing; a death in that
// state is seen all the same, when the dead node's lease has run out.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import type { MemberState } from '../../src/model/cluster-view.ts';
import { cellValues, cellWrites, mark } from '../support/cell-writes.ts';
import { createCluster, type TestCluster, type TestNode } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { BOUNDS, QUICK_TIMERS, SLACK_MS } from '../support/quick-timers.ts';
import {
  assertConserved,
  assertWrittenOnce,
  cellsOn,
  expectedValues,
  secondsUntilLast,
  shapesOf,
} from './record-laws.ts';

const SERVICES = ['www', 'api'];
const A_LINES = ['default', 'CT', 'OverSea'] as const;
const B_LINES = ['CU', 'CMCC', 'CNEdu'] as const;
/** Of the timers that tell when a write may have been read: two machines' clocks and a read on its way. */
const LEASE_TOLERANCE_MS = 500;

describe('two nodes cut off from each other but not from the sandbox', () => {
  let cluster: TestCluster;
  let a: TestNode;
  let b: TestNode;
  let shapes: ReadonlyMap<string, string>;
  let made: number;

  before(async () => {
    cluster = await createCluster({
      services: SERVICES,
      nodes: [
        { code: 'a', lines: A_LINES },
        { code: 'b', lines: B_LINES },
      ],
    });
    [a, b] = [cluster.node('a'), cluster.node('b')];
    await cluster.setUp();
    made = mark(cluster.sandbox);
    shapes = shapesOf(cluster.sandbox);
    await cluster.untilProven();
  });
  after(() => cluster.close());

  async function untilEachSees(state: MemberState): Promise<void> {
    await eventually(
      async () => {
        const views = await Promise.all([cluster.view('a'), cluster.view('b')]);
        return views.every(({ members }) =>
          members.every((one) => one.state === 'self' || one.state === state),
        );
      },
      2 * SLACK_MS,
      `both nodes being ${state} to each other`,
    );
  }

  function witnessWrites(keyId: string, since: number) {
    return cluster.sandbox
      .journal(since)
      .filter((entry) => entry.keyId === keyId && entry.changes.some(({ after }) => after?.type === 'TXT'));
  }

  it('write no address record for three times tDead, and know each other alive', async (t) => {
    const from = mark(cluster.sandbox);
    a.link.set('cut');
    b.link.set('cut');
    await pause(3 * BOUNDS.deadMs);
    assert.deepEqual(cellWrites(cluster.sandbox, from), []);
    await untilEachSees('covered');
    const counts = [a, b].map(({ keyId }) => witnessWrites(keyId, from).length);
    const most = Math.ceil((3 * QUICK_TIMERS.tDead) / QUICK_TIMERS.refresh) + 2;
    for (const count of counts) assert.ok(count >= 3 && count <= most, `${count} witness records`);
    t.diagnostic(
      `${(3 * BOUNDS.deadMs) / 1000} s apart: 0 address writes, ${counts.join(' and ')} witness writes`,
    );
  });

  it('nor while one hears the other and is not heard itself', async (t) => {
    const from = mark(cluster.sandbox);
    // What A sends reaches B; nothing comes back, and B cannot ask.
    b.link.set('no-answers');
    a.link.set('cut');
    await pause(1.2 * BOUNDS.deadMs);
    assert.deepEqual(cellWrites(cluster.sandbox, from), []);
    const seenByB = (await cluster.view('b')).members.find(({ id }) => id === 'a')?.state;
    const seenByA = (await cluster.view('a')).members.find(({ id }) => id === 'b')?.state;
    assert.deepEqual([seenByA, seenByB], ['covered', 'well']);
    const counts = [a, b].map(({ keyId }) => witnessWrites(keyId, from).length);
    for (const count of counts)
      assert.ok(count > 0, 'both have no proof of being heard, so both say that they live');
    t.diagnostic(`${(1.2 * BOUNDS.deadMs) / 1000} s one-way: 0 address writes`);
  });

  it('nor when they find each other again; their witness records are laid down', async () => {
    const from = mark(cluster.sandbox);
    a.link.set('open');
    b.link.set('open');
    await untilEachSees('well');
    await eventually(
      async () => {
        const views = await Promise.all([cluster.view('a'), cluster.view('b')]);
        return views.every(({ isWitnessActive }) => !isWitnessActive);
      },
      QUICK_TIMERS.tQuiet * 1000 + SLACK_MS,
      'both witness records laid down',
    );
    assert.deepEqual(cellWrites(cluster.sandbox, from), []);
  });

  it('when one dies apart, the other takes over once the lease has run out, and not before', async (t) => {
    a.link.set('cut');
    b.link.set('cut');
    await untilEachSees('covered');
    const from = mark(cluster.sandbox);
    const since = Date.now();
    await b.daemon.kill();
    const cells = cellsOn(B_LINES, SERVICES);
    await eventually(
      () => [...cellValues(cluster.sandbox).values()].every((value) => value === a.v4 || value === a.v6),
      BOUNDS.takeOverAfterLeaseMs(cells.length),
      'the lines of the dead node on the other',
    );
    await pause(BOUNDS.providerCallMs);
    const writes = cellWrites(cluster.sandbox, from);
    const writers = assertWrittenOnce(writes, cells);
    assert.deepEqual([...new Set(writers.values())], [a.keyId]);
    const lastWitnessAt = Math.max(...witnessWrites(b.keyId, made).map(({ at }) => at));
    const leaseEndsAt = lastWitnessAt + QUICK_TIMERS.lease * 1000;
    const firstAt = Math.min(...writes.map(({ at }) => at));
    assert.ok(firstAt >= leaseEndsAt - LEASE_TOLERANCE_MS, `taken ${leaseEndsAt - firstAt} ms too early`);
    t.diagnostic(
      `died apart: ${writes.length} writes, the first ${((firstAt - leaseEndsAt) / 1000).toFixed(1)} s after the lease, the last after ${secondsUntilLast(writes, since)} s`,
    );
  });

  it('the dead node comes back into the healed network and gets its lines', async () => {
    a.link.set('open');
    b.link.set('open');
    const from = mark(cluster.sandbox);
    await b.daemon.start();
    const wanted = expectedValues(
      [
        [a, A_LINES],
        [b, B_LINES],
      ],
      SERVICES,
    );
    await eventually(
      () => [...wanted].every(([cell, value]) => cellValues(cluster.sandbox).get(cell) === value),
      BOUNDS.handBackMs(cellsOn(B_LINES, SERVICES).length),
      'every record where it was at first',
    );
    await pause(BOUNDS.providerCallMs);
    assertWrittenOnce(cellWrites(cluster.sandbox, from), cellsOn(B_LINES, SERVICES));
    assertConserved(cluster, shapes);
  });
});
