// Issue item 1 with two nodes, as processes: joined by commands, each killed in turn, each given its lines back.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { LINE_CODES, callsByKey, cellValues, cellWrites, mark } from '../support/cell-writes.ts';
import { createCluster, ZONE, type TestCluster, type TestNode } from '../support/cluster-processes.ts';
import { DocumentClient, SENTENCES } from '../support/document-client.ts';
import { eventually } from '../support/eventually.ts';
import { BOUNDS, SLACK_MS } from '../support/quick-timers.ts';
import {
  VISITORS,
  answerTo,
  assertConserved,
  assertNoNeedlessWrite,
  assertWrittenOnce,
  cellsOn,
  expectedValues,
  secondsUntilLast,
  shapesOf,
} from './record-laws.ts';

const SERVICES = ['www', 'api'];
const A_LINES = ['default', 'CT', 'OverSea'] as const;
const B_LINES = ['CU', 'CMCC', 'CNEdu'] as const;
const QUIET_MS = 12_000;

describe('two nodes and a sandbox', () => {
  let cluster: TestCluster;
  let a: TestNode;
  let b: TestNode;
  let shapes: ReadonlyMap<string, string>;
  /** Everything before is making, everything after must be moving. */
  let made: number;

  before(async () => {
    cluster = await createCluster({
      services: SERVICES,
      nodes: [
        { code: 'a', lines: A_LINES },
        { code: 'b', lines: B_LINES },
      ],
    });
    a = cluster.node('a');
    b = cluster.node('b');
  });
  after(() => cluster.close());

  /** Waits until the records show these holders, and checks that each cell got there by one write of one node. */
  async function moves(t: TestContext, what: string, by: TestNode, lines: typeof A_LINES | typeof B_LINES) {
    const since = Date.now();
    const from = mark(cluster.sandbox);
    const cells = cellsOn(lines, SERVICES);
    return {
      within: async (limitMs: number): Promise<void> => {
        const wanted = by.v4;
        await eventually(
          () => cells.every((cell) => [wanted, by.v6].includes(cellValues(cluster.sandbox).get(cell) ?? '')),
          limitMs,
          what,
        );
        const writes = cellWrites(cluster.sandbox, from);
        const writers = assertWrittenOnce(writes, cells);
        assert.deepEqual([...new Set(writers.values())], [by.keyId]);
        t.diagnostic(
          `${what}: ${writes.length} writes, the last after ${secondsUntilLast(writes, since)} s (limit ${limitMs / 1000} s)`,
        );
      },
    };
  }

  async function visitorsSee(holders: readonly (readonly [TestNode, readonly (keyof typeof VISITORS)[]])[]) {
    for (const [node, lines] of holders) {
      for (const line of lines) {
        assert.equal(await answerTo(cluster.sandbox, line), node.v4, `a visitor on ${line}`);
        assert.equal(await answerTo(cluster.sandbox, line, 'api', 'AAAA'), node.v6, `a visitor on ${line}`);
      }
    }
  }

  it('are joined by commands, and records are made for every line, with its owner’s address', async (t) => {
    const begun = Date.now();
    await cluster.setUp();
    const values = new Map([...cellValues(cluster.sandbox)].sort(([one], [two]) => (one < two ? -1 : 1)));
    const holders = [
      [a, A_LINES],
      [b, B_LINES],
    ] as const;
    assert.deepEqual(values, expectedValues(holders, SERVICES));
    made = mark(cluster.sandbox);
    const making = cellWrites(cluster.sandbox).filter(({ action }) => action === 'AddDomainRecord');
    assert.equal(making.length, values.size);
    assert.deepEqual(new Set(making.map(({ keyId }) => keyId)), new Set([a.keyId]));
    shapes = shapesOf(cluster.sandbox);
    await visitorsSee(holders);
    t.diagnostic(`set up by commands in ${((Date.now() - begun) / 1000).toFixed(1)} s`);

    const listed = await b.daemon.cli(['node', 'list', '--json']);
    const names = (JSON.parse(listed.out) as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(names, ['A', 'B'], 'the follower knows the cluster as well');
    assert.equal((await a.daemon.cli(['plan'])).exitCode, 0, 'nothing is left to do');
    await cluster.untilProven();
  });

  it('the follower is killed: the leader takes its lines, each with one write', async (t) => {
    const planned = await a.daemon.cli(['plan', '--without', 'B', '--json'], { exitCodes: [2] });
    const report = JSON.parse(planned.out) as { entries: { change: { by: string } | null }[] };
    const changes = report.entries.flatMap(({ change }) => (change === null ? [] : [change.by]));
    assert.deepEqual(
      changes,
      Array.from({ length: cellsOn(B_LINES, SERVICES).length }, () => 'A'),
    );

    const move = await moves(t, 'take-over from the killed follower', a, B_LINES);
    await b.daemon.kill();
    await move.within(BOUNDS.takeOverMs(12));
    await visitorsSee([[a, LINE_CODES]]);
  });

  it('the follower is back: its lines are handed over to it', async (t) => {
    await b.daemon.start();
    const move = await moves(t, 'hand-back to the follower', b, B_LINES);
    await move.within(BOUNDS.handBackMs(12));
    await visitorsSee([
      [a, A_LINES],
      [b, B_LINES],
    ]);
    await onlyYielded(b, 12);
  });

  it('the leader is killed: the follower takes its lines and refuses configuration with 405', async (t) => {
    await cluster.untilProven();
    const move = await moves(t, 'take-over from the killed leader', b, A_LINES);
    await a.daemon.kill();
    const refused = await b.daemon.cli(['node', 'set', 'B', '--priority', '5', '--yes'], { exitCodes: [1] });
    assert.match(refused.err, /leader/i);
    const answer = await new DocumentClient(b.daemon.url).post('/v1/cocoaSyncer/edit', {
      cocoaSecret: b.secret,
      edit: { kind: 'node-set', node: 'B', priority: 5 },
      touchRecords: false,
    });
    assert.deepEqual([answer.httpStatus, answer.statusCode], [200, 405]);
    assert.equal(answer.statusString, SENTENCES.notAllowed);
    await move.within(BOUNDS.takeOverMs(12));
    await visitorsSee([[b, LINE_CODES]]);
  });

  it('the leader is back: it gets its lines and takes changes again', async (t) => {
    await a.daemon.start();
    const move = await moves(t, 'hand-back to the leader', a, A_LINES);
    await move.within(BOUNDS.handBackMs(12));
    await onlyYielded(a, 12);
    await a.daemon.cli(['node', 'set', 'B', '--priority', '90', '--yes']);
    await eventually(
      async () => {
        const { configuration } = await cluster.view('b');
        return configuration.members.find(({ id }) => id === 'b')?.priority === 90;
      },
      SLACK_MS,
      'the change reaching the follower',
    );
  });

  it('dig shows what a visitor of each line gets', { skip: noDig() }, async () => {
    for (const [node, lines] of [
      [a, A_LINES],
      [b, B_LINES],
    ] as const) {
      for (const line of lines) {
        const { stdout } = await promisify(execFile)('dig', [
          '+short',
          '+time=2',
          `+subnet=${VISITORS[line]}`,
          '@127.0.0.1',
          '-p',
          String(cluster.sandbox.dnsPort),
          `www.${ZONE}`,
        ]);
        assert.equal(stdout.trim(), node.v4, `on ${line}`);
      }
    }
  });

  it('then all is quiet: no write of any kind, and few reads', async (t) => {
    await eventually(
      async () => {
        const views = await Promise.all([cluster.view('a'), cluster.view('b')]);
        return views.every((view) => !view.isWitnessActive && view.alarms.length === 0);
      },
      30_000,
      'witness records laid down and no alarm standing',
    );
    await cluster.untilProven();
    const from = mark(cluster.sandbox);
    await pause(QUIET_MS);
    const writes = cluster.sandbox.journal(from).filter(({ action }) => !action.startsWith('Describe'));
    assert.deepEqual(writes, []);
    const most = Math.ceil(QUIET_MS / BOUNDS.regularRoundMs) + 1;
    const reads = callsByKey(cluster.sandbox, 'DescribeDomainRecords', from);
    for (const [key, count] of reads) assert.ok(count <= most, `${key} read ${count} times`);
    t.diagnostic(`reads in ${QUIET_MS / 1000} quiet seconds: ${JSON.stringify([...reads])}`);
  });

  it('in the whole story no record was written without need, and only values have changed', () => {
    assertNoNeedlessWrite(cellWrites(cluster.sandbox, made));
    assertConserved(cluster, shapes);
  });

  /** The node's own last changes are hand-overs, not verdicts. */
  async function onlyYielded(node: TestNode, count: number): Promise<void> {
    const { recentChanges } = await cluster.view(node.code);
    const reasons = recentChanges.slice(0, count).map(({ reason }) => reason);
    assert.deepEqual(
      reasons,
      Array.from({ length: count }, () => 'yielded'),
    );
  }
});

function noDig(): string | false {
  const isThere = (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(`${folder}/dig`));
  return isThere ? false : 'dig is not installed (package bind9-dnsutils)';
}
