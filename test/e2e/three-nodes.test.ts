// Issue item 1 with three nodes, as processes: exactly one survivor takes each line of a node that dies.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it, type TestContext } from 'node:test';
import { cellValues, cellWrites, mark, type CellWrite } from '../support/cell-writes.ts';
import { createCluster, type TestCluster, type TestNode } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { startMariadb, type Mariadb } from '../support/mariadb.ts';
import { BOUNDS, SLACK_MS } from '../support/quick-timers.ts';
import {
  answerTo,
  assertConserved,
  assertNoNeedlessWrite,
  assertWrittenOnce,
  cellsOn,
  expectedValues,
  secondsUntilLast,
  shapesOf,
} from './record-laws.ts';

const SERVICES = ['www', 'api', 'img'];
const A_LINES = ['default', 'CT', 'OverSea'] as const;
const B_LINES = ['CU'] as const;
const C_LINES = ['CMCC', 'CNEdu'] as const;
const QUIET_MS = 6_000;

describe('three nodes and a sandbox', () => {
  let cluster: TestCluster;
  let a: TestNode;
  let b: TestNode;
  let c: TestNode;
  let made: number;
  let shapes: ReadonlyMap<string, string>;
  /** Where C keeps its store; SQLite like the others when there is no MariaDB on this machine. */
  let mariadb: Mariadb | null = null;

  before(async () => {
    const started = await startMariadb();
    mariadb = 'skip' in started ? null : started;
    const settings =
      mariadb === null ? {} : { DataBaseType: 'mysql', DSN: await mariadb.createDatabase('node_c') };
    cluster = await createCluster({
      services: SERVICES,
      nodes: [
        { code: 'a', lines: A_LINES },
        { code: 'b', lines: B_LINES },
        { code: 'c', lines: C_LINES, settings },
      ],
    });
    [a, b, c] = [cluster.node('a'), cluster.node('b'), cluster.node('c')];
    await cluster.setUp();
    made = mark(cluster.sandbox);
    shapes = shapesOf(cluster.sandbox);
    await cluster.untilProven();
  });
  after(async () => {
    await cluster.close();
    await mariadb?.stop();
  });

  /** Who takes each cell, by key id, as `plan --without` on `asked` says it. */
  async function foretold(asked: TestNode, lost: TestNode): Promise<ReadonlyMap<string, string>> {
    const { out } = await asked.daemon.cli(['plan', '--without', lost.name, '--json'], { exitCodes: [2] });
    const report = JSON.parse(out) as {
      entries: { cellKey: string; change: { by: string } | null }[];
    };
    const takers = report.entries.flatMap(({ cellKey, change }) => {
      if (change === null) return [];
      const [, rr, type, line] = cellKey.split('|');
      const node = cluster.nodes.find(({ name }) => name === change.by);
      return [
        [`${rr ?? ''} ${type ?? ''} ${LINE_OF_KEY[line ?? ''] ?? line ?? ''}`, node?.keyId ?? ''] as const,
      ];
    });
    return new Map(takers);
  }

  /** Waits until no cell shows the lost node’s addresses; answers the writes it took. */
  async function untilTaken(lost: TestNode, lines: typeof A_LINES | typeof B_LINES, from: number) {
    const count = cellsOn(lines, SERVICES).length;
    await eventually(
      () =>
        [...cellValues(cluster.sandbox).values()].every((value) => value !== lost.v4 && value !== lost.v6),
      BOUNDS.takeOverMs(count),
      `the lines of ${lost.name} on the survivors`,
    );
    // Whoever was about to write as well has its chance now.
    await pause(BOUNDS.providerCallMs);
    return cellWrites(cluster.sandbox, from);
  }

  async function untilReturned(node: TestNode, lines: typeof A_LINES | typeof B_LINES, t: TestContext) {
    const begun = Date.now();
    const from = mark(cluster.sandbox);
    const cells = cellsOn(lines, SERVICES);
    await eventually(
      () => cells.every((cell) => [node.v4, node.v6].includes(cellValues(cluster.sandbox).get(cell) ?? '')),
      BOUNDS.handBackMs(cells.length),
      `the lines of ${node.name} being its own again`,
    );
    await pause(BOUNDS.providerCallMs);
    const writes = cellWrites(cluster.sandbox, from);
    const writers = assertWrittenOnce(writes, cells);
    assert.deepEqual([...new Set(writers.values())], [node.keyId]);
    t.diagnostic(`${node.name} got its ${cells.length} records back in ${secondsUntilLast(writes, begun)} s`);
  }

  function told(t: TestContext, lost: TestNode, writes: readonly CellWrite[], since: number): void {
    const shares = new Map<string, number>();
    for (const { keyId } of writes) shares.set(keyId ?? '?', (shares.get(keyId ?? '?') ?? 0) + 1);
    t.diagnostic(
      `${lost.name} died: ${writes.length} writes ${JSON.stringify([...shares])}, the last after ${secondsUntilLast(writes, since)} s`,
    );
  }

  it('a follower is killed: each of its lines is taken by the one survivor that the plan named', async (t) => {
    const plan = await foretold(a, b);
    assert.deepEqual(await foretold(c, b), plan, 'all nodes agree on who takes what');
    const from = mark(cluster.sandbox);
    const since = Date.now();
    await b.daemon.kill();
    const writes = await untilTaken(b, B_LINES, from);
    told(t, b, writes, since);
    const writers = assertWrittenOnce(writes, cellsOn(B_LINES, SERVICES));
    assert.deepEqual(writers, new Map([...writers.keys()].map((cell) => [cell, plan.get(cell) ?? 'nobody'])));
    assert.notEqual(await answerTo(cluster.sandbox, 'CU'), b.v4);
  });

  it('it is back: its lines are handed over, by whoever holds them', async (t) => {
    await b.daemon.start();
    await untilReturned(b, B_LINES, t);
    assert.equal(await answerTo(cluster.sandbox, 'CU'), b.v4);
  });

  it('the leader is killed: the same without it, two survivors sharing its lines', async (t) => {
    await cluster.untilProven();
    const plan = await foretold(b, a);
    assert.deepEqual(new Set(plan.values()), new Set([b.keyId, c.keyId]), 'the share of both is not empty');
    // A survivor without its database does all of this by heart.
    await mariadb?.kill();
    const from = mark(cluster.sandbox);
    const since = Date.now();
    await a.daemon.kill();
    const writes = await untilTaken(a, A_LINES, from);
    told(t, a, writes, since);
    const writers = assertWrittenOnce(writes, cellsOn(A_LINES, SERVICES));
    assert.deepEqual(writers, new Map([...writers.keys()].map((cell) => [cell, plan.get(cell) ?? 'nobody'])));
  });

  it('the leader is back and gets its lines', async (t) => {
    await a.daemon.start();
    await untilReturned(a, A_LINES, t);
  });

  it('a survivor whose database was away meanwhile has written down all that it did', async (t) => {
    if (mariadb === null) {
      t.skip('mariadbd is not installed (package mariadb-server)');
      return;
    }
    const database = mariadb;
    assert.equal((await cluster.view('c')).isStoreReachable, false);
    await database.restart();
    const done = cellWrites(cluster.sandbox, made).filter(({ keyId }) => keyId === c.keyId);
    await eventually(
      async () => {
        const [row] = await database.select('select count(*) as n from node_c.cs_journal');
        return Number(row?.['n']) === done.length;
      },
      2 * SLACK_MS,
      `${done.length} writes in the journal of C`,
    );
    assert.equal((await cluster.view('c')).isStoreReachable, true);
  });

  it('then every record is where it was at first, and nobody writes any more', async () => {
    const values = new Map([...cellValues(cluster.sandbox)].sort(([one], [two]) => (one < two ? -1 : 1)));
    assert.deepEqual(
      values,
      expectedValues(
        [
          [a, A_LINES],
          [b, B_LINES],
          [c, C_LINES],
        ],
        SERVICES,
      ),
    );
    const from = mark(cluster.sandbox);
    await pause(QUIET_MS);
    assert.deepEqual(cellWrites(cluster.sandbox, from), []);
    assertNoNeedlessWrite(cellWrites(cluster.sandbox, made));
    assertConserved(cluster, shapes);
  });
});

/** Lines as cell keys spell them, and as the provider does. */
const LINE_OF_KEY: Readonly<Record<string, string>> = {
  default: 'default',
  'china-telecom': 'telecom',
  'china-unicom': 'unicom',
  'china-mobile': 'mobile',
  cernet: 'edu',
  overseas: 'oversea',
};
