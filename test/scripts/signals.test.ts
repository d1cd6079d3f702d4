import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { ROOT } from '../../scripts/ensure.mjs';

/** Answers: does a stop reach the program through npm, and does its exit code come back? */

/** A program of ours that runs until it is stopped, in a process group of its own, as in a terminal. */
function startThroughNpm(): ChildProcess {
  const args = ['run', '--silent', 'cocoasyncer', '--', 'sandbox', '--api-port', '0', '--dns-port', '0'];
  return spawn('npm', args, { cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
}

/** Resolves when the program has said where it listens. */
async function running(npm: ChildProcess): Promise<number> {
  assert.ok(npm.stdout !== null && npm.pid !== undefined);
  let said = '';
  for await (const chunk of npm.stdout) {
    said += String(chunk);
    if (said.includes('http://127.0.0.1:')) return npm.pid;
  }
  throw new Error(`ended before it listened: ${said}`);
}

async function exitOf(npm: ChildProcess): Promise<readonly [code: number | null, signal: string | null]> {
  return (await once(npm, 'exit')) as [number | null, string | null];
}

/** Whether any process of the group is left. */
function isAnyoneLeft(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

const stops: readonly (readonly [who: string, signal: 'SIGINT' | 'SIGTERM', isForGroup: boolean])[] = [
  ['Ctrl-C, which reaches npm and the program alike,', 'SIGINT', true],
  ['SIGTERM to npm alone', 'SIGTERM', false],
  ['SIGTERM to both', 'SIGTERM', true],
];

describe('stopping a program that npm has started', () => {
  for (const [who, signal, isForGroup] of stops) {
    it(`${who} ends everything with exit code 0`, { timeout: 60_000 }, async () => {
      const npm = startThroughNpm();
      const pid = await running(npm);
      const ended = exitOf(npm);
      process.kill(isForGroup ? -pid : pid, signal);
      assert.deepEqual(await ended, [0, null]);
      assert.equal(isAnyoneLeft(pid), false);
    });
  }
});
