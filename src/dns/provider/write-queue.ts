// Answers: whose turn is it to write to this zone?
import { unlessEnded } from './deadline.ts';

/**
 * Writes to one zone run one after another, in the order in which they were asked for; zones do not wait
 * for each other. Providers refuse or mix up overlapping writes to one zone.
 */
export class WriteQueue {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `write` when its turn has come; rejects with `Ended`, without running it, if `signal` is first. */
  async run<T>(zone: string, signal: AbortSignal, write: () => Promise<T>): Promise<T> {
    const key = zone.toLowerCase();
    const previous = this.#tails.get(key) ?? Promise.resolve();
    let release = (): void => undefined;
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Whoever gives up its place while waiting must not let the next one overtake those before it.
    const tail = previous.then(() => mine);
    this.#tails.set(key, tail);
    try {
      await unlessEnded(previous, signal);
      return await write();
    } finally {
      release();
      void tail.then(() => {
        if (this.#tails.get(key) === tail) this.#tails.delete(key);
      });
    }
  }

  /** Zones with a write running or waiting. */
  get busyZones(): number {
    return this.#tails.size;
  }
}
