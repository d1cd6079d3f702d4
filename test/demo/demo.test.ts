// The demonstration as a person starts it: the built program, with its own three daemons.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { buildProgram, start, type BuiltProgram, type Started } from '../cli/built-program.ts';
import { eventually } from '../support/eventually.ts';

const WHOLE_MS = 210_000;
const START_MS = 60_000;
const END_MS = 10_000;

/** Process ids as the story tells them. */
function pidsOf(output: string): readonly number[] {
  const words = /process ids\s+A (\d+), B (\d+), C (\d+)/.exec(output.replace(/\s+/g, ' '));
  return (words ?? []).slice(1).map(Number);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the demonstration', () => {
  let program: BuiltProgram;
  let temporary: string;
  let started: Started | null = null;
  before(async () => {
    program = await buildProgram();
  });
  after(() => program.remove());
  beforeEach(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'cocoasyncer-demo-test-'));
  });
  afterEach(async () => {
    started?.process.kill('SIGKILL');
    await started?.finished;
    await rm(temporary, { recursive: true, force: true });
  });

  const begin = (env: Record<string, string> = {}): Started =>
    (started = start(program, ['demo'], { TMPDIR: temporary, ...env }));

  const untilRunning = async (demo: Started): Promise<readonly number[]> => {
    await eventually(() => pidsOf(demo.out()).length === 3, START_MS, 'three running nodes');
    const pids = pidsOf(demo.out());
    assert.ok(pids.every(isAlive));
    return pids;
  };

  const assertNoneLeft = (pids: readonly number[]): Promise<boolean> =>
    eventually(() => !pids.some(isAlive), END_MS, 'the end of all nodes');

  it('tells deaths and returns as they happen, ends with 0 and leaves nothing behind', async () => {
    // Settings of the person who watches must not get in.
    const strange = {
      COCOASYNCER_API_PORT: '1',
      ALIBABA_CLOUD_ACCESS_KEY_ID: 'x',
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'y',
    };
    const demo = begin(strange);
    const pids = await untilRunning(demo);
    const { exitCode, out, err, tookMs } = await demo.finished;
    assert.equal(exitCode, 0, out + err);
    assert.ok(tookMs < WHOLE_MS, `took ${tookMs} ms`);
    const story = out.replace(/\s+/g, ' ');
    for (const claim of [
      /creates 6 records for www\.example\.test/,
      /SIGKILL to B .*Verdict: B is dead.*china-unicom \(CU\): 127\.0\.0\.12 \(B\) → 127\.0\.0\.13 \(C\), \d+\.\d s after the kill/,
      /a China Unicom visitor \(203\.0\.113\.0\/24\) who asks for www\.example\.test gets 127\.0\.0\.13/,
      /china-unicom \(CU\): 127\.0\.0\.13 \(C\) → 127\.0\.0\.12 \(B\), \d+\.\d s after the restart/,
      /SIGKILL to A .*Verdict: A is dead.*default: 127\.0\.0\.11 \(A\) → /,
      /Asked to change it, B refuses/,
      /SIGKILL to C .*Verdict: C is dead.*cernet \(CNEdu\): 127\.0\.0\.13 \(C\) → 127\.0\.0\.12 \(B\)/,
      /13 writes of address records for 13 moves/,
      /All of it happened as told\. $/,
    ]) {
      assert.match(story, claim);
    }
    assert.ok(!out.includes('\u001b') && !out.includes('\r'));
    await assertNoneLeft(pids);
    assert.deepEqual(await readdir(temporary), []);
  });

  it('Ctrl-C ends it at once with 130: no process and no folder is left', async () => {
    const demo = begin({ LANG: 'zh_CN.UTF-8' });
    const killed = /向 B（进程 (\d+)）发送 SIGKILL/;
    await eventually(() => killed.test(demo.out()), START_MS);
    const pids = [...demo.out().matchAll(/[ABC] (\d+)/g)].map(([, pid]) => Number(pid));
    assert.equal(pids.length, 3);
    demo.process.kill('SIGINT');
    const interruptedAt = performance.now();
    const { exitCode, err } = await demo.finished;
    assert.equal(exitCode, 130);
    assert.equal(err, '已停止。\n');
    assert.ok(performance.now() - interruptedAt < END_MS);
    await assertNoneLeft(pids);
    assert.deepEqual(await readdir(temporary), []);
  });

  it('Ctrl-C before the nodes answer leaves nothing either', async () => {
    const demo = begin();
    await eventually(() => demo.out().includes('The sandbox plays'), START_MS);
    demo.process.kill('SIGINT');
    assert.equal((await demo.finished).exitCode, 130);
    assert.deepEqual(await readdir(temporary), []);
  });

  it('its nodes end even when it is killed by SIGKILL itself', async () => {
    const demo = begin();
    const pids = await untilRunning(demo);
    demo.process.kill('SIGKILL');
    await assertNoneLeft(pids);
  });

  it('a node that ends against the story makes it fail with 1, saying what and where the logs are', async () => {
    const demo = begin();
    const [, , pidOfC = 0] = await untilRunning(demo);
    process.kill(pidOfC, 'SIGKILL');
    const { exitCode, err } = await demo.finished;
    assert.equal(exitCode, 1);
    assert.match(err, /expected: node C keeps running\n +found: +it ended by itself: SIGKILL/);
    const [folder = ''] = await readdir(temporary);
    assert.ok(err.includes(join(temporary, folder)));
    assert.match(await readFile(join(temporary, folder, 'C.log'), 'utf8'), /"event":"started"/);
  });
});
