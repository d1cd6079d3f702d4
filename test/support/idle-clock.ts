import type { Clock } from '../../src/platform/clock.ts';

/**
 * A clock that jumps to its next timer whenever nothing else is left to do, so that code which waits is tested
 * without waiting. Everything under test must run in microtasks: real input and output would look like idleness.
 */
export class IdleClock implements Clock {
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();
  #nowMs = 0;
  #isScheduled = false;

  monotonicMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return Date.UTC(2026, 10, 1) + this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.#nowMs + delayMs, run };
    this.#timers.add(timer);
    this.#schedule();
    return () => {
      this.#timers.delete(timer);
    };
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (next === undefined) return;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.at);
      next.run();
      this.#schedule();
    });
  }
}
