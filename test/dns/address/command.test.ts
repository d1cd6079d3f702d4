import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { commandSource } from '../../../src/dns/address/command.ts';
import type { Detection } from '../../../src/dns/address/address-detector.ts';
import { eventually } from '../../support/eventually.ts';

const soon = (): AbortSignal => AbortSignal.timeout(5000);

function running(script: string, env?: Record<string, string>): Promise<Detection> {
  return commandSource([process.execPath, '-e', script], env ?? process.env).detect('v6', soon());
}

function assertUnknown(detection: Detection, why: RegExp): void {
  assert.equal(detection.kind, 'unknown');
  assert.match(detection.why, why);
}

/** Zombies, which only wait for their parent's notice, count as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('a command that tells the address', () => {
  it('is believed by its first line', async () => {
    assert.deepEqual(await running('console.log(" 2408::1 \\nmore")'), {
      kind: 'address',
      address: '2408::1',
    });
  });

  it('can say that there is none', async () => {
    assert.deepEqual(await running('console.log("none")'), { kind: 'none' });
  });

  it('gets its arguments as they are, without a shell', async () => {
    const source = commandSource([process.execPath, '-e', 'console.log(process.argv[1])', '$HOME;`id`']);
    assert.deepEqual(await source.detect('v4', soon()), { kind: 'address', address: '$HOME;`id`' });
  });

  it('knows the family, and none of the daemon’s own settings', async () => {
    const detection = await running(
      'const e = process.env; console.log([e.COCOASYNCER_FAMILY, e.COCOASYNCER_DSN, e.ALIBABA_CLOUD_ACCESS_KEY_SECRET, e.OTHER].join(","))',
      { COCOASYNCER_DSN: 'x', ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'y', OTHER: 'z' },
    );
    assert.deepEqual(detection, { kind: 'address', address: 'v6,,,z' });
  });

  it('is not believed when it fails, prints nothing, or prints without end', async () => {
    assertUnknown(await running('console.log("1.2.3.4"); process.exit(3)'), /exit code 3/);
    assertUnknown(await running(''), /printed nothing/);
    assertUnknown(await running('console.log("\\n1.2.3.4")'), /first line/);
    assertUnknown(
      await running('setInterval(() => console.log("1.2.3.4 ".repeat(1000)), 1)'),
      /over 65536 bytes/,
    );
    assertUnknown(await commandSource(['/no/such/program']).detect('v4', soon()), /ENOENT/);
  });

  it('is ended when it takes too long, even if it minds no gentle signal, with all it started', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cocoa-command-'));
    const pids = join(folder, 'pids');
    const grandchild = 'setInterval(() => {}, 1000)';
    const stubborn = `process.on("SIGTERM", () => {});
      const child = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}]);
      require("fs").writeFileSync(${JSON.stringify(pids)}, process.pid + " " + child.pid);
      setInterval(() => {}, 1000)`;
    const abort = new AbortController();
    const pending = commandSource([process.execPath, '-e', stubborn]).detect('v4', abort.signal);
    const started = await eventually(() => existsSync(pids) && readFileSync(pids, 'utf8'), 5000, 'a start');
    abort.abort();
    assertUnknown(await pending, /in time/);
    for (const pid of String(started).split(' ').map(Number)) {
      await eventually(() => !isRunning(pid), 5000, `the end of ${pid}`);
    }
    rmSync(folder, { recursive: true });
  });

  it('keeps its arguments out of its name', () => {
    assert.equal(commandSource(['/bin/ask', '--token=x']).name, 'command /bin/ask');
  });
});
