/** Processes that run schedules. One that dies or hangs costs its schedule, whose seed is named, and is replaced. */
import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { WORKER, crashedOutcome, seedOf, type FromWorker, type Ran, type Task } from './simulation.ts';

export interface PoolOptions {
  /** The bundle to run. */
  readonly bundle: string;
  readonly size: number;
  readonly deadlineMs: number;
  /** Shown in stacks: where in the sources something happened. Costs time. */
  readonly hasSourceMaps?: boolean;
}

/** A process that has run so many is replaced, so that a very long run cannot grow; each new one is slow at first. */
const TASKS_PER_PROCESS = 2_000;

export class Pool {
  readonly #options: PoolOptions;
  readonly #slots: readonly Slot[];
  readonly #freed = new EventEmitter();

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.size }, () => new Slot(options));
    this.#freed.setMaxListeners(0);
  }

  get size(): number {
    return this.#options.size;
  }

  /** Waits for a free process, then for the schedule's end. Never fails. */
  async run(task: Task, onLine: (line: string) => void = () => undefined): Promise<Ran> {
    let slot = this.#free();
    while (slot === undefined) {
      await once(this.#freed, 'freed');
      slot = this.#free();
    }
    try {
      return await slot.run(task, onLine);
    } finally {
      this.#freed.emit('freed');
    }
  }

  close(): void {
    for (const slot of this.#slots) slot.close();
  }

  #free(): Slot | undefined {
    return this.#slots.find(({ isBusy }) => !isBusy);
  }
}

class Slot {
  isBusy = false;
  #child: ChildProcess | null = null;
  #tasks = 0;
  #id = 0;
  readonly #options: PoolOptions;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  async run(task: Task, onLine: (line: string) => void): Promise<Ran> {
    this.isBusy = true;
    const child = this.#process();
    const id = (this.#id += 1);
    try {
      return await this.#outcomeOf(child, id, task, onLine);
    } finally {
      this.isBusy = false;
      this.#tasks += 1;
      if (this.#tasks >= TASKS_PER_PROCESS) this.close();
    }
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
    this.#tasks = 0;
  }

  #process(): ChildProcess {
    const execArgv = this.#options.hasSourceMaps === true ? ['--enable-source-maps'] : [];
    this.#child ??= fork(this.#options.bundle, [WORKER], { execArgv });
    return this.#child;
  }

  #outcomeOf(child: ChildProcess, id: number, task: Task, onLine: (line: string) => void): Promise<Ran> {
    return new Promise((resolve) => {
      const end = (ran: Ran, isChildSpent: boolean): void => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit).off('error', onError);
        if (isChildSpent) this.close();
        resolve(ran);
      };
      const crash = (...evidence: string[]): void => {
        end({ outcome: crashedOutcome(seedOf(task), ...evidence), cpuMs: 0 }, true);
      };
      const onMessage = (message: FromWorker): void => {
        if (message.id !== id) return;
        if ('line' in message) onLine(message.line);
        else if ('failed' in message) crash(...message.failed.split('\n'));
        else end(message, false);
      };
      const onExit = (code: number | null, signal: string | null): void => {
        crash(`the process ended (${signal ?? `exit code ${code ?? 0}`}) before the schedule did`);
      };
      const onError = (error: Error): void => {
        crash(`the process could not be reached: ${error.message}`);
      };
      const { deadlineMs } = this.#options;
      const timer = setTimeout(() => {
        crash(`no end after ${deadlineMs / 1000} s of real time`);
      }, deadlineMs);
      child.on('message', onMessage).on('exit', onExit).on('error', onError);
      child.send({ id, ...task }, (error) => {
        if (error !== null) onError(error);
      });
    });
  }
}
