// How does a piece of work get done in one transaction, within a deadline, on a database that other processes
// write to and that may be away? This file knows no table.
import { setTimeout as pause } from 'node:timers/promises';
import type { Knex } from 'knex';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import { toAppError, troubleOf } from './database-errors.ts';
import { migrate } from './migrate.ts';

/** Upper bound of a call: the contract promises 10 s. */
const CALL_TIMEOUT_MS = 9_000;
/** Creating all tables on a slow disk takes its time; only the first call after a start can meet it. */
const MIGRATE_TIMEOUT_MS = 60_000;
const CLOSE_TIMEOUT_MS = 3_000;
const BUSY_PAUSE_MS = { least: 2, spread: 12 };

export type Work<T> = (trx: Knex.Transaction) => Promise<T>;

/** Where one attempt stands, for deciding what a failure means. */
interface Attempt {
  connection: { destroy?(): void } | null;
  /** The work is done and COMMIT has been sent, so a failure leaves open what happened. */
  isCommitting: boolean;
  /** Aborted when the deadline has passed and nobody waits for the outcome any more. */
  readonly abandoned: AbortController;
  /** What the work failed with; knex may report the rollback's failure instead. */
  failure: unknown;
}

/** Carries an error that is the caller's own out of a transaction: it is rolled back, and thrown as it was. */
export class PassedOn extends Error {
  readonly original: unknown;

  constructor(original: unknown) {
    super('passed on');
    this.original = original;
  }
}

export class SqlDatabase {
  readonly #knex: Knex;
  #prepared: Promise<void> | null = null;
  #isClosed = false;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Connects and brings the schema up to date; at once when that has been done. */
  async prepare(): Promise<void> {
    this.#assertOpen();
    this.#prepared ??= this.#migrate().catch((error: unknown) => {
      this.#prepared = null;
      throw toAppError(error);
    });
    await this.#prepared;
  }

  /** Runs `work` on one consistent picture of the database. */
  async read<T>(work: Work<T>): Promise<T> {
    await this.prepare();
    return this.#run(work, { readOnly: true });
  }

  /** As `read`, on a schema that is not ours: nothing is prepared. */
  async readAsFound<T>(work: Work<T>): Promise<T> {
    return this.#run(work, { readOnly: true });
  }

  /**
   * Runs `work` while no other process writes; all of it is stored, or nothing. `work` may run more than once,
   * after attempts that left nothing behind.
   */
  async write<T>(work: Work<T>): Promise<T> {
    await this.prepare();
    return this.#run(async (trx) => {
      // Every writer locks the same row first, so writers queue up and cannot block each other crosswise.
      if (this.#isMysql) await trx('cs_write_lock').where({ id: 1 }).forUpdate().select('id');
      return work(trx);
    }, {});
  }

  async isReachable(): Promise<boolean> {
    if (this.#isClosed) return false;
    try {
      await this.#run(ping, { readOnly: true });
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await Promise.race([this.#knex.destroy(), pause(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
  }

  get #isMysql(): boolean {
    return (this.#knex.client as Knex.Client).dialect === 'mysql';
  }

  async #migrate(): Promise<void> {
    // Tells within the deadline of a call whether somebody answers at all.
    await this.#run(ping, { readOnly: true });
    const deadline = performance.now() + MIGRATE_TIMEOUT_MS;
    for (;;) {
      try {
        await within(migrate(this.#knex), deadline - performance.now(), () => undefined);
        return;
      } catch (error) {
        if (troubleOf(error) !== 'busy' || performance.now() >= deadline) throw error;
        await busyPause();
      }
    }
  }

  async #run<T>(work: Work<T>, options: Knex.TransactionConfig): Promise<T> {
    this.#assertOpen();
    const deadline = performance.now() + CALL_TIMEOUT_MS;
    for (let attempts = 1; ; attempts += 1) {
      const attempt = newAttempt();
      try {
        return await this.#attempt(work, options, attempt, deadline);
      } catch (thrown) {
        const error = attempt.failure ?? thrown;
        if (error instanceof PassedOn) throw error.original;
        if (error instanceof AppError) throw error;
        const trouble = troubleOf(error);
        const isTimeLeft = performance.now() < deadline && !this.#isClosed;
        if (isTimeLeft && trouble === 'busy') {
          await busyPause();
          continue;
        }
        // A connection that had died in the pool, after a restart of the server say: a new one may do.
        if (isTimeLeft && trouble === 'lost' && !attempt.isCommitting && attempts === 1) continue;
        if (trouble === 'missing') this.#prepared = null;
        throw toAppError(error, attempt.isCommitting);
      }
    }
  }

  async #attempt<T>(
    work: Work<T>,
    options: Knex.TransactionConfig,
    attempt: Attempt,
    deadline: number,
  ): Promise<T> {
    const transaction = this.#knex.transaction(async (trx) => {
      attempt.connection = (await (trx.client as Knex.Client).acquireConnection()) as Attempt['connection'];
      try {
        attempt.abandoned.signal.throwIfAborted();
        const result = await work(trx);
        attempt.abandoned.signal.throwIfAborted();
        attempt.isCommitting = options.readOnly !== true;
        return result;
      } catch (error) {
        attempt.failure = error;
        throw error;
      }
    }, options);
    return within(transaction, deadline - performance.now(), () => {
      attempt.abandoned.abort(new DeadlineError('no answer in time'));
      // Without its connection the server rolls the transaction back.
      attempt.connection?.destroy?.();
    });
  }

  #assertOpen(): void {
    if (!this.#isClosed) return;
    throw new AppError('unavailable', text('The store is closed.', '存储已关闭。'));
  }
}

async function ping(trx: Knex.Transaction): Promise<void> {
  await trx.raw('select 1');
}

function newAttempt(): Attempt {
  return {
    connection: null,
    isCommitting: false,
    abandoned: new AbortController(),
    failure: null,
  };
}

class DeadlineError extends Error {
  readonly code = 'ETIMEDOUT';
  override readonly name = 'DeadlineError';
}

async function within<T>(promise: Promise<T>, timeoutMs: number, abandon: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => {
        abandon();
        reject(new DeadlineError('no answer in time'));
      },
      Math.max(timeoutMs, 0),
    );
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
    // When the deadline won, the loser's failure is of no interest any more.
    promise.catch(() => undefined);
  }
}

async function busyPause(): Promise<void> {
  await pause(BUSY_PAUSE_MS.least + Math.random() * BUSY_PAUSE_MS.spread);
}
