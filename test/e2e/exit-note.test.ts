// Real processes: a daemon that is killed is told of by its watcher; one that stops is not.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { cellValues, cellWrites, mark } from '../support/cell-writes.ts';
import { createCluster, type TestCluster, type TestNode } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { BOUNDS, QUICK_TIMERS, SLACK_MS } from '../support/quick-timers.ts';
import { cellsOn } from './record-laws.ts';

const A_LINES = ['default', 'CT'] as const;
const B_LINES = ['CU', 'CMCC'] as const;
const SERVICES = ['www'];
/** tProv + dRw + 2 s */
const EXIT_MS = (QUICK_TIMERS.tProv + QUICK_TIMERS.dRw + 2) * 1000;
const settings = { ExitNote: true, Timers: { ...QUICK_TIMERS, tExit: EXIT_MS / 1000 } };

describe('a watcher', { skip: process.platform !== 'linux' && 'child processes are found in /proc' }, () => {
  let cluster: TestCluster;
  let a: TestNode;
  let b: TestNode;

  before(async () => {
    cluster = await createCluster({
      services: SERVICES,
      families: ['v4'],
      nodes: [
        { code: 'a', lines: A_LINES, settings },
        { code: 'b', lines: B_LINES, settings },
      ],
    });
    [a, b] = [cluster.node('a'), cluster.node('b')];
    await cluster.setUp();
    await cluster.untilProven();
  });
  after(() => cluster.close());

  const holds = (node: TestNode, lines: typeof A_LINES | typeof B_LINES): boolean =>
    cellsOn(lines, SERVICES, ['A']).every((cell) => cellValues(cluster.sandbox).get(cell) === node.v4);

  const alarmsOf = async (code: string): Promise<string[]> =>
    (await cluster.view(code)).alarms.map((alarm) => alarm.code);

  it('is one small child of each daemon, and shows no secret in its arguments or its environment', async (t) => {
    const found = await watcherOf(a);
    assert.ok(found !== null);
    assert.doesNotMatch(found.command, new RegExp(`${a.secret}|${b.secret}`));
    const environment = await ofProcess(found.pid, 'environ');
    assert.match(environment, /PATH=/);
    assert.doesNotMatch(environment, /COCOASYNCER|ALIBABA/);
    t.diagnostic(`resident memory: ${found.rssKb} kB`);
    assert.ok(found.rssKb < 80_000, `${found.rssKb} kB`);
  });

  it('that dies is started anew, and the daemon goes on', async () => {
    const first = await watcherOf(a);
    assert.ok(first !== null);
    process.kill(first.pid, 'SIGKILL');
    await eventually(() => a.daemon.output.includes('watcher-ended'), SLACK_MS, 'the log saying so');
    const second = await eventually(() => watcherOf(a), 10_000 + SLACK_MS, 'another watcher');
    assert.notEqual(second?.pid, first.pid);
    assert.deepEqual(await alarmsOf('b'), []);
  });

  it('tells of a daemon that is killed: its lines are taken long before tDead', async (t) => {
    const from = mark(cluster.sandbox);
    const since = performance.now();
    await b.daemon.kill();
    await eventually(async () => (await alarmsOf('a')).includes('process-ended'), 2_000, 'the note');
    await eventually(() => holds(a, B_LINES), EXIT_MS + SLACK_MS, 'the take-over');
    const tookMs = performance.now() - since;
    t.diagnostic(
      `taken over ${(tookMs / 1000).toFixed(1)} s after the kill (tDead ${BOUNDS.deadMs / 1000} s)`,
    );
    assert.ok(tookMs >= EXIT_MS, 'what the process had sent has shown by then');
    assert.ok(tookMs < BOUNDS.deadMs, `${tookMs} ms`);
    assert.equal(cellWrites(cluster.sandbox, from).length, 2);
    assert.match(b.daemon.output, /1 of 1 nodes were told/);
    await b.daemon.start();
    await eventually(() => holds(b, B_LINES), BOUNDS.handBackMs(2), 'the hand-back');
  });

  it('says nothing of a daemon that stops in good order', async () => {
    const from = mark(cluster.sandbox);
    const watcher = await watcherOf(b);
    assert.ok(watcher !== null);
    const told = b.daemon.output.split('nodes were told').length;
    await b.daemon.stop('SIGTERM');
    await eventually(async () => !(await isThere(watcher.pid)), SLACK_MS, 'the watcher ending too');
    await b.daemon.start();
    assert.equal(b.daemon.output.split('nodes were told').length, told);
    const view = await cluster.view('a');
    assert.deepEqual(view.alarms, []);
    assert.deepEqual(cellWrites(cluster.sandbox, from), []);
  });
});

interface Found {
  readonly pid: number;
  readonly rssKb: number;
  readonly command: string;
}

/** The daemon's watcher; null: it has none now. */
async function watcherOf({ daemon }: TestNode): Promise<Found | null> {
  for (const pid of (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name))) {
    const status = await ofProcess(pid, 'status');
    const command = (await ofProcess(pid, 'cmdline')).replaceAll('\0', ' ');
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    const isIt = field('PPid') === daemon.pid && command.includes('watch.js');
    if (isIt) return { pid: Number(pid), rssKb: field('VmRSS'), command };
  }
  return null;
}

/** Empty when the process is gone. */
async function ofProcess(pid: number | string, what: 'status' | 'cmdline' | 'environ'): Promise<string> {
  return readFile(`/proc/${pid}/${what}`, 'utf8').catch(() => '');
}

async function isThere(pid: number): Promise<boolean> {
  return (await ofProcess(pid, 'cmdline')) !== '';
}
