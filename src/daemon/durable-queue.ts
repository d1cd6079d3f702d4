/**
 * Writes that nobody waits for: address claims, history, journal. Sent to the store one after another; while
 * the database is away they are kept, up to a limit, and sent when it is back. Nothing here is ever
 * acknowledged to anybody; what is acknowledged goes to the store directly.
 */
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import type { Clock } from '../platform/clock.ts';
import { sleep } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { JournalRow, Memory, Store } from '../store/store.ts';

const MAX_WAITING = 10_000;
const RETRY_MS = 5_000;
const JOURNAL_BATCH = 200;

export class DurableQueue {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onReachable: (isReachable: boolean) => void;
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #stop = new AbortController();
  #journal: JournalRow[] = [];
  #isJournalQueued = false;
  #running: Promise<void> | null = null;
  #isDown = false;
  #lost = 0;

  constructor(store: Store, clock: Clock, log: Log, onReachable: (isReachable: boolean) => void) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#onReachable = onReachable;
  }

  saveMemory(changes: Partial<Memory>): void {
    if (Object.values(changes).every((entries) => entries.length === 0)) return;
    this.#add(() => this.#store.saveMemory(changes));
  }

  appendJournal(row: JournalRow): void {
    if (this.#journal.length >= MAX_WAITING) {
      this.#lost += 1;
      return;
    }
    this.#journal.push(row);
    this.#flushJournal();
  }

  /** Sends what waits, for at most `timeoutMs`, and takes nothing more. */
  async close(timeoutMs: number): Promise<void> {
    const limit = new AbortController();
    await Promise.race([this.#running ?? Promise.resolve(), sleep(this.#clock, timeoutMs, limit.signal)]);
    limit.abort();
    this.#stop.abort();
  }

  /** One batch at a time waits its turn; rows that the store will never take are given up, the next ones go on. */
  #flushJournal(): void {
    if (this.#isJournalQueued || this.#journal.length === 0) return;
    this.#isJournalQueued = this.#add(async () => {
      const rows = this.#journal.slice(0, JOURNAL_BATCH);
      try {
        await this.#store.appendJournal(rows);
      } catch (error) {
        if (!isPassing(error)) this.#dropJournal(rows.length);
        throw error;
      }
      this.#dropJournal(rows.length);
    });
  }

  #dropJournal(count: number): void {
    this.#journal = this.#journal.slice(count);
    this.#isJournalQueued = false;
    this.#flushJournal();
  }

  /** Whether there was room for it. */
  #add(write: () => Promise<void>): boolean {
    if (this.#waiting.length >= MAX_WAITING) {
      this.#lost += 1;
      return false;
    }
    this.#waiting.push(write);
    this.#running ??= this.#drain().finally(() => {
      this.#running = null;
    });
    return true;
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#stop.signal.aborted) return;
      if (await this.#attempt(next)) this.#waiting.shift();
      else await sleep(this.#clock, RETRY_MS, this.#stop.signal);
    }
  }

  /** Whether the write is done with: written, or refused for a reason that will not pass. */
  async #attempt(write: () => Promise<void>): Promise<boolean> {
    try {
      await write();
      this.#setDown(false);
      return true;
    } catch (error) {
      if (isPassing(error)) {
        this.#setDown(true);
        return false;
      }
      this.#log.error('store-write-failed', text('a note could not be stored', '一条记录无法保存'), {
        error,
      });
      return true;
    }
  }

  #setDown(isDown: boolean): void {
    if (isDown === this.#isDown) return;
    this.#isDown = isDown;
    this.#onReachable(!isDown);
    if (isDown) {
      this.#log.error(
        'store-down',
        text(
          'the database does not answer; the node goes on with what it knows and keeps trying',
          '数据库无响应；本节点以已知状态继续工作并不断重试',
        ),
      );
    } else {
      this.#log.info('store-up', text('the database answers again', '数据库已恢复'), {
        lostNotes: this.#lost,
      });
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable';
}
