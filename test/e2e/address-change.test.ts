// Issue item 3: a node's address changes, and its records follow, with one write each.
import assert from 'node:assert/strict';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it, type TestContext } from 'node:test';
import { cellValues, cellWrites, mark } from '../support/cell-writes.ts';
import { createCluster, type TestCluster, type TestNode } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { BOUNDS, QUICK_TIMERS, SLACK_MS } from '../support/quick-timers.ts';
import {
  answerTo,
  assertConserved,
  assertWrittenOnce,
  cellsOn,
  secondsUntilLast,
  shapesOf,
} from './record-laws.ts';

const SERVICES = ['www', 'api'];
const A_LINES = ['default', 'CT', 'OverSea'] as const;
const B_LINES = ['CU', 'CMCC', 'CNEdu'] as const;
/** The protocol lets nobody write its own new address sooner after a start. */
const OWN_WRITE_GRACE_MS = 30_000;

describe('a node whose address changes', () => {
  let cluster: TestCluster;
  let a: TestNode;
  let b: TestNode;
  let shapes: ReadonlyMap<string, string>;

  before(async () => {
    cluster = await createCluster({
      services: SERVICES,
      nodes: [
        // The commands run in the node's own folder.
        {
          code: 'a',
          lines: A_LINES,
          settings: {
            Addresses: { IPv4: [{ command: ['cat', 'v4'] }], IPv6: [{ command: ['cat', 'v6'] }] },
          },
        },
        { code: 'b', lines: B_LINES },
      ],
    });
    [a, b] = [cluster.node('a'), cluster.node('b')];
    await setAddress('v4', '127.0.2.1');
    await setAddress('v6', 'fd00:c0c0::2:1');
    await cluster.setUp();
    shapes = shapesOf(cluster.sandbox);
    await cluster.untilProven();
    await eventually(
      async () => {
        const { at, startedAt } = await cluster.view('a');
        return at - startedAt > OWN_WRITE_GRACE_MS;
      },
      OWN_WRITE_GRACE_MS + SLACK_MS,
      'the node being old enough to write its own address',
    );
  });
  after(() => cluster.close());

  /** In one step, so that nobody reads half of it. */
  async function setAddress(family: 'v4' | 'v6', address: string): Promise<void> {
    const path = join(a.daemon.folder, family);
    await writeFile(`${path}.new`, `${address}\n`);
    await rename(`${path}.new`, path);
  }

  /** Waits for the addresses on these records, and `thenMs` longer; then checks who wrote what. */
  async function follow(
    t: TestContext,
    what: string,
    wanted: ReadonlyMap<string, string>,
    from: number,
    thenMs: number,
  ) {
    const since = Date.now();
    await eventually(
      () => [...wanted].every(([cell, value]) => cellValues(cluster.sandbox).get(cell) === value),
      BOUNDS.addressMs(wanted.size),
      what,
    );
    await pause(thenMs);
    const writes = cellWrites(cluster.sandbox, from);
    const writers = assertWrittenOnce(writes, [...wanted.keys()]);
    assert.deepEqual([...new Set(writers.values())], [a.keyId]);
    t.diagnostic(
      `${what}: ${writes.length} writes, the last after ${secondsUntilLast(writes, since)} s (limit ${BOUNDS.addressMs(wanted.size) / 1000} s)`,
    );
  }

  function on(lines: typeof A_LINES, types: readonly ('A' | 'AAAA')[], address: string) {
    return new Map(cellsOn(lines, SERVICES, types).map((cell) => [cell, address]));
  }

  it('has its records of that family follow, each with one write of its own', async (t) => {
    const from = mark(cluster.sandbox);
    await setAddress('v4', '127.0.2.2');
    await follow(t, 'a new IPv4 address', on(A_LINES, ['A'], '127.0.2.2'), from, BOUNDS.providerCallMs);
    assert.equal(await answerTo(cluster.sandbox, 'CT'), '127.0.2.2');
    const seenByB = (await cluster.view('b')).members.find(({ id }) => id === 'a');
    assert.equal(seenByB?.addresses.v4, '127.0.2.2', 'the others have heard of it');
  });

  it('keeps its records while its address cannot be found out', async () => {
    const from = mark(cluster.sandbox);
    await rm(join(a.daemon.folder, 'v4'));
    await pause(2 * QUICK_TIMERS.tAddress * 1000);
    await writeFile(join(a.daemon.folder, 'v4'), 'no address\n');
    await pause(2 * QUICK_TIMERS.tAddress * 1000);
    assert.deepEqual(cellWrites(cluster.sandbox, from), []);
    await setAddress('v4', '127.0.2.2');
    assert.match(a.daemon.output, /address-unknown/, 'it says so');
  });

  it('cut off from the others still tends its records, and they learn its address from the provider', async (t) => {
    a.link.set('cut');
    b.link.set('cut');
    await eventually(
      async () =>
        (await cluster.view('b')).members.some(({ id, state }) => id === 'a' && state === 'covered'),
      2 * SLACK_MS,
      'the nodes being apart',
    );
    const from = mark(cluster.sandbox);
    await setAddress('v4', '127.0.2.3');
    await setAddress('v6', 'fd00:c0c0::2:3');
    const wanted = new Map([...on(A_LINES, ['A'], '127.0.2.3'), ...on(A_LINES, ['AAAA'], 'fd00:c0c0::2:3')]);
    // Long enough for anybody who takes the new value for an unknown one.
    const thenMs = 1000 * (QUICK_TIMERS.tUnknown + 2 * QUICK_TIMERS.recFast);
    await follow(t, 'new addresses of both families, apart', wanted, from, thenMs);
    const cells = (await cluster.view('b')).cells.filter(({ key }) => key.startsWith('example.test|www|A|'));
    const holders = new Set(
      cells.filter(({ value }) => value === '127.0.2.3').map(({ holderId }) => holderId),
    );
    assert.deepEqual(holders, new Set(['a']), 'B knows whose the new value is');
    assertConserved(cluster, shapes);
  });
});
