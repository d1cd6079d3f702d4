import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cli } from '../../src/cli/cli.ts';
import { keepRunning, type Running } from '../../src/cli/keep-running.ts';
import type { Parts } from '../../src/cli/parts.ts';
import type { Config } from '../../src/config/config.ts';
import { AppError } from '../../src/model/app-error.ts';
import { text } from '../../src/model/text.ts';
import { fakeParts } from './fake-parts.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { runCommand } from './run-command.ts';

const CONFIG = { log: { level: 'info', format: 'json' }, apiPort: 44443 } as Config;

/** Signals that a test sends, and whether anybody still listens. */
class Signals {
  #handlers: ((signal: string) => void)[] = [];

  readonly listen: Parts['onStopSignal'] = (handler) => {
    this.#handlers.push(handler);
    return () => {
      this.#handlers = this.#handlers.filter((one) => one !== handler);
    };
  };

  send(signal: string): void {
    for (const handler of this.#handlers) handler(signal);
  }

  get listeners(): number {
    return this.#handlers.length;
  }
}

/** Something running whose stop is remembered. */
function runningThing(stop: (reason: string) => Promise<void> = () => Promise.resolve()) {
  const reasons: string[] = [];
  let end: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const closed = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  const running: Running = {
    closed,
    stop: (reason) => {
      reasons.push(reason);
      return stop(reason);
    },
  };
  return { running, reasons, end, fail };
}

function cliWith(signals: Signals): Cli {
  return {
    terminal: fakeTerminal(),
    parts: fakeParts({ onStopSignal: signals.listen }),
    globals: () => ({}),
    settings: () => Promise.reject(new Error('not needed')),
    showStacks: () => undefined,
    finish: () => undefined,
  };
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('run', () => {
  for (const [name, level] of [
    ['run', 'info'],
    ['runProd', 'info'],
    ['r', 'info'],
    ['runDebug', 'debug'],
    ['rd', 'debug'],
  ] as const) {
    it(`as "${name}" starts the daemon with log level ${level}`, async () => {
      const signals = new Signals();
      const { running, reasons } = runningThing();
      const started: Config[] = [];
      const outcome = await runCommand([name, '--config', 'x.yaml'], {
        parts: {
          loadSettings: async () => ({ config: CONFIG, warnings: [] }),
          onStopSignal: signals.listen,
          startDaemon: async (config) => {
            started.push(config);
            setImmediate(() => {
              signals.send('SIGTERM');
            });
            return running;
          },
        },
      });
      assert.deepEqual(outcome, { exitCode: 0, out: '', err: '' });
      assert.deepEqual(
        started.map((config) => config.log.level),
        [level],
      );
      assert.deepEqual(reasons, ['SIGTERM']);
      assert.equal(signals.listeners, 0);
    });
  }

  it('fails with all problems of the settings file', async () => {
    const problem = new AppError('invalid', text('Two problems:\n- APIPort\n- Profile', '两个问题'), {
      hint: text('See docs/.', '见 docs/。'),
    });
    const outcome = await runCommand(['run'], { parts: { loadSettings: () => Promise.reject(problem) } });
    assert.deepEqual(outcome, {
      exitCode: 1,
      out: '',
      err: 'Error: Two problems:\n- APIPort\n- Profile\nSee docs/.\n',
    });
  });

  it('fails when the daemon cannot start, showing where only with runDebug or --debug', async () => {
    const parts = {
      loadSettings: async () => ({ config: CONFIG, warnings: [] }),
      startDaemon: () => Promise.reject(new Error('boom')),
    };
    const plain = await runCommand(['run'], { parts });
    assert.equal(plain.exitCode, 1);
    assert.match(plain.err, /^Unexpected fault: boom\nAdd --debug/);
    assert.doesNotMatch(plain.err, /\n {4}at /);
    for (const argv of [['runDebug'], ['run', '--debug']]) {
      const { exitCode, err } = await runCommand(argv, { parts });
      assert.equal(exitCode, 1);
      assert.match(err, /boom[^]*\n {4}at /, argv.join(' '));
    }
  });

  it('fails when the daemon ends by itself with a fault', async () => {
    const { running, fail } = runningThing();
    const startDaemon = async (): Promise<Running> => {
      setImmediate(() => {
        fail(new Error('the disk is gone'));
      });
      return running;
    };
    const { exitCode, err } = await runCommand(['run'], {
      parts: { loadSettings: async () => ({ config: CONFIG, warnings: [] }), startDaemon },
    });
    assert.equal(exitCode, 1);
    assert.match(err, /the disk is gone/);
  });
});

describe('keepRunning', () => {
  it('ends with 0 when the thing ends by itself', async () => {
    const { running, end, reasons } = runningThing();
    const outcome = keepRunning(cliWith(new Signals()), async () => running);
    end();
    assert.equal(await outcome, 0);
    assert.deepEqual(reasons, []);
  });

  it('gives up at once on a second signal', async () => {
    const signals = new Signals();
    const { running } = runningThing(() => new Promise(() => undefined));
    const outcome = keepRunning(cliWith(signals), async () => running);
    await soon();
    signals.send('SIGINT');
    await soon();
    signals.send('SIGINT');
    assert.equal(await outcome, 1);
    assert.equal(signals.listeners, 0);
  });

  it('gives up when stopping takes longer than the deadline, and says so', async () => {
    const signals = new Signals();
    const { running } = runningThing(() => new Promise(() => undefined));
    const terminal = fakeTerminal();
    const outcome = keepRunning({ ...cliWith(signals), terminal }, async () => running, 20);
    await soon();
    signals.send('SIGTERM');
    assert.equal(await outcome, 1);
    assert.match(terminal.err(), /giving up/);
  });

  it('stops what was still starting when the signal came', async () => {
    const signals = new Signals();
    const { running, reasons } = runningThing();
    let ready: () => void = () => undefined;
    const starting = new Promise<void>((resolve) => {
      ready = resolve;
    });
    const outcome = keepRunning(cliWith(signals), async () => {
      await starting;
      return running;
    });
    signals.send('SIGTERM');
    await soon();
    assert.deepEqual(reasons, []);
    ready();
    assert.equal(await outcome, 0);
    assert.deepEqual(reasons, ['SIGTERM']);
  });
});
