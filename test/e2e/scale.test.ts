// 1,200 records in one zone: what a calm round costs, and what the death of a node makes the others write.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { cellsOf } from '../../src/dns/cells.ts';
import { LINE_CODES } from '../../src/dns/provider/aliyun/limits.ts';
import { successionIndex } from '../../src/dns/succession.ts';
import type { Configuration } from '../../src/model/configuration.ts';
import { cellName, cellWrites, mark, type CellWrite } from '../support/cell-writes.ts';
import { createCluster, type TestCluster } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { processLoad } from '../support/process-load.ts';
import { BOUNDS, QUICK_TIMERS, SLACK_MS } from '../support/quick-timers.ts';
import { seedRecords, seedStores } from '../support/seeded-stores.ts';

const SERVICES = 100;
const RECORDS = SERVICES * 6 * 2;
const PAGE_SIZE = 500;
const PAGES = Math.ceil(RECORDS / PAGE_SIZE);
const LABELS = Array.from({ length: SERVICES }, (_, index) => `svc${index}`);
/**
 * Rounds come often enough to watch some. Whoever is next in order is given the time that 100 records take at ten
 * a second, as the profiles give it; with `tPass` at 10 s the one behind would believe it stuck and step in.
 */
const TIMERS = { ...QUICK_TIMERS, recSlow: 4, tPass: 60 };
/** Long enough for a whole round of each node: they take turns. */
const WATCHED_MS = 24_000;
/** Under load this is what the daemon needs at most; several times what it is seen to need. */
const MEMORY_LIMIT_MIB = 320;
const CPU_LIMIT_SHARE = 0.35;
/** Nobody writes more than this, so that many records take a while whatever the network does. */
const WRITES_PER_SECOND = 10;

describe('a cluster of three nodes with 1,200 records in one zone', () => {
  let cluster: TestCluster;
  let configuration: Configuration;
  /** Cell name → codes of the nodes in the order in which they should hold it. */
  let order: ReadonlyMap<string, readonly string[]>;

  before(async () => {
    const settings = { Timers: TIMERS };
    cluster = await createCluster({
      nodes: [
        { code: 'a', lines: ['default', 'CT', 'OverSea'], settings },
        { code: 'b', lines: ['CU'], settings },
        { code: 'c', lines: ['CMCC', 'CNEdu'], settings },
      ],
    });
    configuration = await seedStores(cluster, { labels: LABELS });
    await seedRecords(cluster, configuration);
    order = orderOf(configuration);
    await Promise.all(cluster.nodes.map(({ daemon }) => daemon.start()));
    await cluster.untilProven();
  });
  after(() => cluster.close());

  it('costs three calls a round, which the nodes take in turn, and no write', async (t) => {
    assert.equal(order.size, RECORDS);
    const since = mark(cluster.sandbox);
    const loads = cluster.nodes.map(({ daemon }) => processLoad(daemon.pid));
    await pause(WATCHED_MS);
    for (const [index, node] of cluster.nodes.entries()) {
      const calls = cluster.sandbox.journal(since).filter(({ keyId }) => keyId === node.keyId);
      assert.deepEqual([...new Set(calls.map(({ action }) => action))], ['DescribeDomainRecords'], node.code);
      assert.ok(calls.every(({ parameters }) => parameters['PageSize'] === String(PAGE_SIZE)));
      const rounds = wholeRounds(calls.map(({ parameters }) => Number(parameters['PageNumber'])));
      assert.ok(rounds.length >= 1, `${node.code} did not read`);
      for (const pages of rounds) assert.deepEqual(pages.toSorted(), [1, 2, 3].slice(0, PAGES));
      t.diagnostic(
        `${node.code}: ${rounds.length} rounds of ${PAGES} calls, ${describeLoad(node, loads[index])}`,
      );
    }
    const { cells } = await cluster.view('a');
    assert.equal(cells.filter(({ state }) => state === 'in-place').length, RECORDS);
  });

  it('writes each record of a dead node once, by the next node in order, and nothing else', async (t) => {
    const { sandbox } = cluster;
    const dead = cluster.node('b');
    const theirs = [...order].filter(([, codes]) => codes[0] === 'b');
    assert.equal(theirs.length, SERVICES * 2);
    const since = mark(sandbox);
    const diedAt = Date.now();
    await dead.daemon.kill();
    const heirs = new Map(theirs.map(([cell, codes]) => [cell, cluster.node(codes[1] ?? '')]));
    const most = Math.max(
      ...cluster.nodes.map((node) => [...heirs.values()].filter((one) => one === node).length),
    );
    await eventually(
      () => cellWrites(sandbox, since).length >= theirs.length,
      BOUNDS.takeOverMs(most),
      'every record of the dead node being taken over',
    );
    // Longer than a round and than an own write is waited for: whatever else were to come has come by then.
    await pause(4_500);
    const writes = cellWrites(sandbox, since);
    assert.deepEqual(surprising(writes, heirs), []);
    assert.equal(writes.length, theirs.length);
    assert.equal(new Set(writes.map(({ cell }) => cell)).size, theirs.length);
    t.diagnostic(
      `first record after ${sinceDeath(writes[0], diedAt)}, the last of ${writes.length} after ${sinceDeath(writes.at(-1), diedAt)}`,
    );
    for (const code of ['a', 'c']) t.diagnostic(`${code}: ${describeLoad(cluster.node(code), null)}`);
  });

  it('hands all of them back to the returned node, one write each', async (t) => {
    const { sandbox } = cluster;
    const since = mark(sandbox);
    const backAt = Date.now();
    await cluster.node('b').daemon.start();
    const home = new Map(
      [...order].filter(([, codes]) => codes[0] === 'b').map(([cell]) => [cell, cluster.node('b')]),
    );
    const rounds = Math.ceil(home.size / WRITES_PER_SECOND) * 1000;
    await eventually(
      () => cellWrites(sandbox, since).length >= home.size,
      BOUNDS.handBackMs(0) + 2 * rounds + SLACK_MS,
      'every record being handed back',
    );
    await pause(4_500);
    const writes = cellWrites(sandbox, since);
    assert.deepEqual(surprising(writes, home), []);
    assert.equal(writes.length, home.size);
    t.diagnostic(`the last of ${writes.length} after ${sinceDeath(writes.at(-1), backAt)}`);
  });
});

/** Cells spelt as the journal is read, each with its order of succession. */
function orderOf(configuration: Configuration): ReadonlyMap<string, readonly string[]> {
  const index = successionIndex(configuration);
  return new Map(
    cellsOf(configuration).map(({ key, label, type, line }) => [
      cellName({ rr: label, type, line: LINE_CODES[line] }),
      index.get(key) ?? [],
    ]),
  );
}

/** The page numbers of each round that was watched from its first call to its last. */
function wholeRounds(pages: readonly number[]): readonly (readonly number[])[] {
  const rounds: number[][] = [];
  for (const page of pages) {
    if (page === 1) rounds.push([page]);
    else rounds.at(-1)?.push(page);
  }
  return rounds.slice(0, -1);
}

/** Writes that failed, that concern another record, or that another node made with another value. */
function surprising(
  writes: readonly CellWrite[],
  writers: ReadonlyMap<string, { readonly keyId: string; readonly v4: string; readonly v6: string }>,
): readonly CellWrite[] {
  return writes.filter(({ cell, keyId, outcome, after: value }) => {
    const writer = writers.get(cell);
    return outcome !== 'OK' || writer?.keyId !== keyId || (value !== writer.v4 && value !== writer.v6);
  });
}

function sinceDeath(write: CellWrite | undefined, from: number): string {
  return write === undefined ? 'never' : `${((write.at - from) / 1000).toFixed(1)} s`;
}

/** Says what the process uses, and refuses what is out of all proportion. */
function describeLoad(node: TestCluster['leader'], from: ReturnType<typeof processLoad> | undefined): string {
  const now = processLoad(node.daemon.pid);
  if (now === null) return 'load unknown on this system';
  assert.ok(now.memoryMiB < MEMORY_LIMIT_MIB, `${node.code} uses ${now.memoryMiB.toFixed(0)} MiB`);
  const memory = `${now.memoryMiB.toFixed(0)} MiB resident`;
  if (from === null || from === undefined)
    return `${memory}, ${now.cpuSeconds.toFixed(1)} s of processor time in all`;
  const share = (now.cpuSeconds - from.cpuSeconds) / (WATCHED_MS / 1000);
  assert.ok(share < CPU_LIMIT_SHARE, `${node.code} uses ${(share * 100).toFixed(0)} % of a processor`);
  return `${memory}, ${(share * 100).toFixed(1)} % of a processor`;
}
