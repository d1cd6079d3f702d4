// One node as its user has it: a folder with a settings file, the daemon as a process of its own, and the
// command line beside it.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDaemonClient, type DaemonClient } from '../../src/cli/daemon-client.ts';
import { Secret } from '../../src/model/secret.ts';
import { eventually } from './eventually.ts';

/** Generous: the machine may be busy with other things. */
const START_TIMEOUT_MS = 30_000;
const CLI_TIMEOUT_MS = 120_000;
/** The promise of the product is 15 s. */
const STOP_TIMEOUT_MS = 20_000;

export interface DaemonOptions {
  /** `dist/main.js` */
  readonly program: string;
  /** An empty folder; settings and database are put there. */
  readonly folder: string;
  readonly port: number;
  /** Settings of the file, by their keys; `APIPort` is added. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The daemon's environment beyond the plainest, and that of commands given on its machine. */
  readonly env?: Readonly<Record<string, string>>;
  /** The node's own secret; it is told to daemon and commands by the environment. null: it makes its own. */
  readonly secret: string | null;
}

export interface Finished {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** For standard input. */
  readonly input?: string;
  /** Exit codes that are right; any other is an error. 0 unless set. */
  readonly exitCodes?: readonly number[];
}

export class DaemonProcess {
  /** Base URL on this machine, past any proxy. */
  readonly url: string;
  readonly folder: string;
  readonly configPath: string;
  readonly port: number;
  readonly #options: DaemonOptions;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  #ended: Promise<Finished> | null = null;
  #output = '';

  constructor(options: DaemonOptions) {
    this.#options = options;
    this.folder = options.folder;
    this.configPath = join(options.folder, 'config.yaml');
    this.port = options.port;
    this.url = `http://127.0.0.1:${options.port}`;
    const own = options.secret === null ? {} : { COCOASYNCER_COCOA_SECRET: options.secret };
    this.#env = { ...PLAIN_ENV, ...own, ...options.env };
  }

  /** Everything that the daemon, in all its lives, and the commands have printed. */
  get output(): string {
    return this.#output;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  /** The daemon's own process id; throws when it does not run. */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error('the daemon does not run');
    return pid;
  }

  /** Writes the settings file, which is YAML because JSON is. `changes` are put over the settings. */
  async writeSettings(changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const settings = { APIPort: this.#options.port, ...this.#options.settings, ...changes };
    await writeFile(this.configPath, JSON.stringify(settings, null, 2));
  }

  /** Starts the daemon without waiting for anything; what it ended with comes by the answer. */
  spawn(env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    if (this.#child !== null) throw new Error('the daemon runs already');
    const { child, finished } = this.#run(['run', '--config', this.configPath], { env });
    this.#child = child;
    this.#ended = finished.finally(() => {
      this.#child = null;
    });
    return this.#ended;
  }

  /** Starts the daemon and waits until it answers as a node; rejects when it ends instead. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const early = this.spawn(env).then((end) => {
      throw new Error(`the daemon ended: ${describe(end)}`);
    });
    // Once it answers, its end is the business of whoever stops it.
    early.catch(() => undefined);
    const answering = eventually(
      async () => !this.isRunning || (await this.client().view()).self.id !== '',
      START_TIMEOUT_MS,
      `the daemon in ${this.folder} answering`,
    );
    await Promise.race([answering, early]);
    if (!this.isRunning) await early;
  }

  /** Sends a signal and answers how the daemon ended. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    const child = this.#child;
    const ended = this.#ended;
    if (child === null || ended === null) throw new Error('the daemon does not run');
    const begun = performance.now();
    child.kill(signal);
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    const finished = await ended;
    clearTimeout(hard);
    return { ...finished, tookMs: performance.now() - begun };
  }

  /** SIGKILL: the machine loses power, as far as the others can tell. */
  async kill(): Promise<void> {
    if (this.#child !== null) await this.stop('SIGKILL');
  }

  /** Stops it in whatever way works; nothing is wrong when it does not run. */
  async end(): Promise<void> {
    if (this.#child === null) return;
    this.#child.kill('SIGCONT');
    await this.stop('SIGKILL');
  }

  /** One command of the command line, on this node's machine; rejects at an exit code that is not expected. */
  async cli(argv: readonly string[], options: CommandOptions = {}): Promise<Finished> {
    const { finished } = this.#run(['--config', this.configPath, ...argv], options);
    const end = await finished;
    const { exitCodes = [0] } = options;
    if (end.exitCode === null || !exitCodes.includes(end.exitCode)) {
      throw new Error(`cocoasyncer ${argv.join(' ')}: ${describe(end)}`);
    }
    return end;
  }

  /** The daemon's control API, past any proxy. */
  client(): DaemonClient {
    const { secret } = this.#options;
    const given = secret === null ? null : Secret.of(secret);
    return openDaemonClient({ url: this.url, secrets: [() => Promise.resolve(given)] });
  }

  #run(
    argv: readonly string[],
    { env = {}, input }: CommandOptions,
  ): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
    const begun = performance.now();
    const isDaemon = argv[0] === 'run';
    const child = spawn(process.execPath, [this.#options.program, ...argv], {
      cwd: this.folder,
      env: { ...this.#env, ...env },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(isDaemon ? {} : { timeout: CLI_TIMEOUT_MS, killSignal: 'SIGKILL' as const }),
    });
    children.add(child);
    child.stdin?.end(input);
    const texts = { out: '', err: '' };
    child.stdout?.on('data', (chunk: Buffer) => (texts.out += chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => (texts.err += chunk.toString('utf8')));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString('utf8')));
    }
    const finished = new Promise<Finished>((done, fail) => {
      child.once('error', fail);
      child.once('close', (exitCode, signal) => {
        children.delete(child);
        done({ exitCode, signal, ...texts, tookMs: performance.now() - begun });
      });
    });
    return { child, finished };
  }
}

/** Nothing of this machine's own settings gets in. */
const PLAIN_ENV = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), LANG: 'en_US.UTF-8' };

/** No daemon outlives the tests, however they end. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => process.exit(1));
}

function describe({ exitCode, signal, out, err }: Finished): string {
  const how = exitCode === null ? `ended by ${signal ?? 'nobody knows what'}` : `exit code ${exitCode}`;
  return `${how}\n${out.slice(-2000)}\n${err.slice(-2000)}`;
}
