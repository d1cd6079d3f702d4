// How nodes leave: `quit` on a follower, `node remove` on the leader, `quit --dissolve`; and how they come back.
import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { cellValues, cellWrites, LINE_CODES, mark } from '../support/cell-writes.ts';
import { createCluster, type TestCluster, type TestNode } from '../support/cluster-processes.ts';
import { DocumentClient, SENTENCES, type DocumentAnswer } from '../support/document-client.ts';
import { eventually } from '../support/eventually.ts';
import { BOUNDS, SLACK_MS } from '../support/quick-timers.ts';
import {
  assertConserved,
  assertNoNeedlessWrite,
  assertWrittenOnce,
  cellsOn,
  expectedValues,
  shapesOf,
} from './record-laws.ts';

const SERVICES = ['www'];
const A_LINES = ['default', 'CT', 'OverSea'] as const;
const B_LINES = ['CU', 'CMCC', 'CNEdu'] as const;

describe('nodes that leave their cluster', () => {
  let cluster: TestCluster;
  let a: TestNode;
  let b: TestNode;
  let shapes: ReadonlyMap<string, string>;
  let made: number;

  before(async () => {
    cluster = await createCluster({
      services: SERVICES,
      // The account of the cluster is all that these nodes have: who has left can write no more.
      hasOwnKeys: false,
      nodes: [
        { code: 'a', lines: A_LINES },
        { code: 'b', lines: B_LINES },
      ],
    });
    [a, b] = [cluster.node('a'), cluster.node('b')];
    await cluster.setUp();
    made = mark(cluster.sandbox);
    shapes = shapesOf(cluster.sandbox);
  });
  after(() => cluster.close());

  function askB(): Promise<DocumentAnswer> {
    return new DocumentClient(b.daemon.url).getClusterInfo(b.secret);
  }

  const isOnA = (): boolean =>
    [...cellValues(cluster.sandbox).values()].every((value) => value === a.v4 || value === a.v6);

  const isInPlace = (): boolean =>
    [...expectedValues(BOTH(), SERVICES)].every(
      ([cell, value]) => cellValues(cluster.sandbox).get(cell) === value,
    );

  const BOTH = () =>
    [
      [a, A_LINES],
      [b, B_LINES],
    ] as const;

  /** Watches B while `leaving` runs: were its records with A when it first said that it is in no cluster? */
  async function watched(leaving: Promise<unknown>): Promise<boolean> {
    const seen: boolean[] = [];
    const watching = eventually(
      async () => {
        const { statusCode } = await askB();
        if (statusCode === 201) seen.push(isOnA());
        return seen.length > 0;
      },
      70_000,
      'B answering 201',
    );
    await Promise.all([leaving, watching]);
    return seen[0] === true;
  }

  async function hasLeft(t: TestContext, what: string, from: number, begun: number): Promise<void> {
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    assertWrittenOnce(cellWrites(cluster.sandbox, from), cellsOn(B_LINES, SERVICES));
    t.diagnostic(`${what}: handed over and left in ${seconds} s`);
    const answer = await askB();
    assert.deepEqual(
      [answer.httpStatus, answer.statusCode, answer.statusString],
      [200, 201, SENTENCES.waiting],
    );
    const { otherCocoaSyncer, cocoaManagedService, cloudPlatformInfo } = answer.cocoaBasic ?? {};
    assert.deepEqual(
      otherCocoaSyncer?.map(({ nodeCode }) => nodeCode),
      ['b'],
    );
    assert.deepEqual([cocoaManagedService ?? [], cloudPlatformInfo ?? []], [[], []]);
    const listed = await a.daemon.cli(['node', 'list', '--json']);
    assert.deepEqual(
      (JSON.parse(listed.out) as { name: string }[]).map(({ name }) => name),
      ['A'],
    );
    for (const code of ['a', 'b']) {
      const { alarms } = await cluster.view(code);
      assert.deepEqual(
        alarms.map((alarm) => alarm.code),
        [],
        `alarms on ${code}`,
      );
    }
  }

  async function comesBack(t: TestContext): Promise<void> {
    const begun = Date.now();
    const from = mark(cluster.sandbox);
    await cluster.join('b');
    await eventually(isInPlace, BOUNDS.handBackMs(6), 'the records of B being its own again');
    assertNoNeedlessWrite(cellWrites(cluster.sandbox, from));
    t.diagnostic(`taken in again and given its lines in ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }

  it('a follower quits: its records are handed over first, then it knows nobody', async (t) => {
    await eventually(async () => (await cluster.view('b')).cells.length > 0, SLACK_MS, 'B knowing its cells');
    const from = mark(cluster.sandbox);
    const begun = Date.now();
    assert.ok(await watched(b.daemon.cli(['quit'])), 'the records were with A before B forgot them');
    await hasLeft(t, 'quit', from, begun);
    const again = await b.daemon.cli(['quit']);
    assert.match(again.out, /in no cluster/);
  });

  it('it can be taken in again, and gets its lines', (t) => comesBack(t));

  it('the leader removes it: the same from the other side', async (t) => {
    const unasked = await a.daemon.cli(['node', 'remove', 'B'], { exitCodes: [2] });
    assert.match(unasked.err, /--yes/);
    const from = mark(cluster.sandbox);
    const begun = Date.now();
    assert.ok(await watched(a.daemon.cli(['node', 'remove', 'B', '--yes'])), 'handed over first');
    await hasLeft(t, 'node remove', from, begun);
    await comesBack(t);
  });

  it('a follower quits while the leader is dead: it says that the leader was not told', async () => {
    await a.daemon.kill();
    const from = mark(cluster.sandbox);
    await b.daemon.cli(['quit']);
    assert.equal((await askB()).statusCode, 201);
    assert.deepEqual(cellWrites(cluster.sandbox, from), [], 'nobody was there to take its records');
    const { alarms } = await cluster.view('b');
    assert.deepEqual(
      alarms.map(({ code }) => code),
      ['leader-not-told'],
    );
    await a.daemon.start();
    await a.daemon.cli(['node', 'remove', 'B', '--yes']);
    await cluster.join('b');
    await eventually(async () => (await askB()).statusCode === 200, SLACK_MS, 'B being in the cluster again');
  });

  it('the leader does not quit, it dissolves the cluster, and only when asked twice', async () => {
    const plain = await a.daemon.cli(['quit'], { exitCodes: [1] });
    assert.match(plain.err, /--dissolve --yes/);
    const once = await a.daemon.cli(['quit', '--dissolve'], { exitCodes: [2] });
    assert.match(once.err, /--yes/);
    const direct = await new DocumentClient(a.daemon.url).quit(a.secret);
    assert.notEqual(direct.statusCode, 200, 'the endpoint asks for it as well');
    assert.equal((await askB()).statusCode, 200, 'nothing has happened so far');

    const values = cellValues(cluster.sandbox);
    await a.daemon.cli(['quit', '--dissolve', '--yes']);
    assert.equal((await askB()).statusCode, 201);
    const view = await cluster.view('a');
    const { members, services, accounts } = view.configuration;
    assert.deepEqual([members.map(({ id }) => id), services, accounts], [['a'], [], []]);
    assert.deepEqual(new Set(cellValues(cluster.sandbox).keys()), new Set(values.keys()), 'the records stay');
    assertConserved(cluster, shapes);
    assertNoNeedlessWrite(cellWrites(cluster.sandbox, made));
    assert.equal(LINE_CODES.length * 2, values.size);
  });

  it('what was dissolved can be founded anew with the same nodes', async () => {
    await cluster.join('b');
    const listed = await b.daemon.cli(['node', 'list', '--json']);
    await eventually(async () => (await askB()).statusCode === 200, SLACK_MS, 'B being in a cluster again');
    assert.equal(listed.exitCode, 0);
  });
});
