import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDaemonClient, type DaemonClient } from '../../cli/daemon-client.ts';
import { Secret } from '../../model/secret.ts';
import type { Language } from '../../model/text.ts';
import type { Part } from '../cast.ts';
import { settingsText } from '../settings-text.ts';
import { programArguments } from './program.ts';

/**
 * Answers: how is a node of the demonstration started, asked and killed? It is a process of the program like
 * any other, with a settings file, a data folder and a log file of its own.
 */
export interface NodeProcessOptions {
  readonly part: Part;
  readonly port: number;
  /** An existing folder that ends with the demonstration. */
  readonly folder: string;
  /** Base URL of the sandbox's API. */
  readonly endpoint: string;
  readonly language: Language;
}

const SECRET_BYTES = 24;

export class NodeProcess {
  readonly part: Part;
  readonly url: string;
  readonly secret: Secret;
  readonly settingsPath: string;
  readonly logPath: string;
  readonly client: DaemonClient;
  readonly #options: NodeProcessOptions;
  #child: ChildProcess | null = null;
  #isToEnd = false;
  #end: string | null = null;

  constructor(options: NodeProcessOptions) {
    const { part, port, folder } = options;
    this.#options = options;
    this.part = part;
    this.url = `http://127.0.0.1:${port}`;
    this.secret = Secret.of(randomBytes(SECRET_BYTES).toString('base64url'));
    this.settingsPath = join(folder, `${part.name}.yaml`);
    this.logPath = join(folder, `${part.name}.log`);
    this.client = openDaemonClient({ url: this.url, secrets: [() => Promise.resolve(this.secret)] });
  }

  /** Lays down the settings file; once, before the first start. */
  async prepare(): Promise<void> {
    const { part, port, folder, endpoint } = this.#options;
    const dataFolder = join(folder, part.name);
    const secret = this.secret.reveal();
    await mkdir(dataFolder);
    const settings = settingsText({ part, url: this.url, port, secret, dataFolder, endpoint });
    await writeFile(this.settingsPath, settings, { mode: 0o600 });
  }

  /** Starts the process; whether it answers shows when it is asked. */
  start(): void {
    const log = openSync(this.logPath, 'a', 0o600);
    try {
      const child = spawn(process.execPath, programArguments(['run', '--config', this.settingsPath]), {
        cwd: this.#options.folder,
        env: childEnvironment(process.env, this.#options.language),
        stdio: ['pipe', log, log],
        // Ctrl-C is for the demonstration alone, which then ends its nodes.
        detached: process.platform !== 'win32',
        windowsHide: true,
      });
      this.#child = child;
      this.#isToEnd = false;
      this.#end = null;
      child.stdin?.on('error', () => undefined);
      child.on('error', (error) => {
        this.#end = error.message;
      });
      child.on('exit', (code, signal) => {
        this.#end = signal ?? `exit code ${code ?? '?'}`;
      });
    } finally {
      closeSync(log);
    }
  }

  /** SIGKILL: what pulling the plug is to a machine. */
  kill(): void {
    this.#isToEnd = true;
    this.#child?.kill('SIGKILL');
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#end === null && !this.#isToEnd;
  }

  /** How it ended without having been killed here; null: it did not. */
  get unexpectedEnd(): string | null {
    return this.#isToEnd ? null : this.#end;
  }

  /** Resolves when a killed process is gone, or at once. */
  async gone(): Promise<void> {
    const child = this.#child;
    if (child === null || this.#end !== null || child.pid === undefined) return;
    await new Promise<void>((resolve) => {
      child.once('exit', () => {
        resolve();
      });
    });
  }
}

/** Settings and accounts of the person who watches have no business in the demonstration. */
function childEnvironment(env: NodeJS.ProcessEnv, language: Language): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !/^(COCOASYNCER|ALIBABA_CLOUD)_/i.test(name));
  return { ...Object.fromEntries(kept), COCOASYNCER_LANG: language };
}
