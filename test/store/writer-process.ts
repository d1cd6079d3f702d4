// A real process that writes to a store and tells each write when it has been acknowledged.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SqlBench } from './benches.ts';

const SCRIPT = fileURLToPath(new URL('writer-script.ts', import.meta.url));

export class WriterProcess {
  /** Names of the writes whose promise had resolved, as the process told them. */
  readonly acknowledged: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;

  /** @param what `edit`: the configuration alone; `all`: one write of each kind per name */
  constructor(bench: SqlBench, what: 'edit' | 'all', name: string, count: number) {
    const env = { ...process.env, WRITER_TYPE: bench.type, WRITER_DSN: bench.dsn };
    const args = ['--import', 'tsx', SCRIPT, what, name, String(count)];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    this.#closed = once(child, 'close');
    createInterface({ input: child.stdout }).on('line', (line) => this.acknowledged.push(line));
  }

  /** Resolves when it has ended by itself; throws when it failed. */
  async ended(): Promise<void> {
    await this.#closed;
    if (this.#child.exitCode !== 0)
      throw new Error(`the writer ended with ${this.#child.exitCode ?? 'a signal'}`);
  }

  /** SIGKILL; afterwards `acknowledged` has all it told before. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}
