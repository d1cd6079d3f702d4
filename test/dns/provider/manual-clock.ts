// A clock that moves only when told to.
import type { Clock } from '../../../src/platform/clock.ts';

export class ManualClock implements Clock {
  #now: number;
  readonly #startedWallMs: number;
  #timers: { at: number; run: () => void }[] = [];

  constructor(wallMs = Date.UTC(2026, 10, 2, 12)) {
    this.#now = 1_000;
    this.#startedWallMs = wallMs - this.#now;
  }

  monotonicMs(): number {
    return this.#now;
  }

  wallMs(): number {
    return this.#startedWallMs + this.#now;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that have neither fired nor been cancelled. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves on by `ms`, firing what falls due in its order and letting promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = Math.max(this.#now, due.at);
      due.run();
      await settle();
    }
    this.#now = end;
    await settle();
  }
}

/** Lets everything that waits for no timer go on as far as it can. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Always the middle of the range: jitter that changes nothing. */
export const evenRandom = {
  next: () => 0.5,
  bytes: (length: number) => new Uint8Array(length),
};
