/**
 * The daemon's end of the watcher: a small process that outlives this one if it crashes, and tells the peers. It is
 * started when there is somebody to tell. If it dies, nothing else happens.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Language } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { ExitFacts, WatchLine } from '../watcher/exit-facts.ts';
import { encodeWatchLine } from '../watcher/exit-facts.ts';

const MOST_STARTS = 4;
const RESTART_MS = 10_000;
/** It reads lines of text, and that is all. */
const MEMORY_FLAGS = [
  '--max-old-space-size=32',
  '--max-semi-space-size=1',
  '--single-threaded-gc',
  '--no-opt',
];
/** What a call over TLS may need; nothing else of the environment is handed on, secrets stand there. */
const ENVIRONMENT = ['PATH', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'] as const;

export interface ExitWatcherOptions {
  readonly version: string;
  readonly language: Language;
  readonly clock: Clock;
  readonly log: Log;
}

export class ExitWatcher {
  readonly #options: ExitWatcherOptions;
  #child: ChildProcess | null = null;
  #facts: ExitFacts | null = null;
  #starts = 0;
  #isLeaving = false;

  constructor(options: ExitWatcherOptions) {
    this.#options = options;
  }

  /** What the peers are to be told, and who they are. Call it again whenever that changes. */
  readonly know = (facts: ExitFacts): void => {
    this.#facts = facts;
    if (this.#child !== null) this.#send({ kind: 'facts', facts });
    else if (facts.peers.length > 0 && this.#starts === 0) this.#start();
  };

  /** This process ends as it should: nobody is told anything. */
  leave(): void {
    this.#isLeaving = true;
    this.#send({ kind: 'leave' });
    this.#child?.stdin?.end();
  }

  #start(): void {
    const facts = this.#facts;
    if (this.#isLeaving || facts === null) return;
    this.#starts += 1;
    const { language, version } = this.#options;
    const isSource = import.meta.url.endsWith('.ts');
    const program = fileURLToPath(new URL(`../watcher/watch.${isSource ? 'ts' : 'js'}`, import.meta.url));
    const flags = isSource ? process.execArgv : MEMORY_FLAGS;
    const child = spawn(process.execPath, [...flags, program, language, version], {
      stdio: ['pipe', 'ignore', 'inherit'],
      env: Object.fromEntries(ENVIRONMENT.map((name) => [name, process.env[name]])),
    });
    this.#child = child;
    child.once('error', (error) => {
      this.#lost(child, error.message);
    });
    child.once('exit', (code, signal) => {
      this.#lost(child, signal ?? `exit code ${String(code)}`);
    });
    child.stdin.on('error', () => undefined);
    // It must not keep a finished command alive.
    child.unref();
    if (child.stdin instanceof Socket) child.stdin.unref();
    this.#send({ kind: 'facts', facts });
  }

  #lost(child: ChildProcess, why: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (this.#isLeaving) return;
    const { log, clock } = this.#options;
    const isLast = this.#starts >= MOST_STARTS;
    log.warn(
      'watcher-ended',
      isLast
        ? text(
            'the watcher process has ended too often; the others will know of a crash by the silence alone',
            '监视进程多次结束，不再重启；本进程若崩溃，其他节点只能凭静默得知',
          )
        : text('the watcher process has ended; it is started again', '监视进程已结束，将重新启动'),
      { why },
    );
    if (!isLast) {
      clock.after(RESTART_MS, () => {
        this.#start();
      });
    }
  }

  #send(line: WatchLine): void {
    if (this.#child?.stdin?.writable === true) this.#child.stdin.write(encodeWatchLine(line));
  }
}
