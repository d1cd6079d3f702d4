// Answers: when may the next call leave, so that an account stays below the provider's rate?
import { sleep, type Clock } from '../../platform/clock.ts';

export interface RateLimitOptions {
  readonly clock: Clock;
  /** Calls per second in the long run. */
  readonly callsPerSecond: number;
  /** Calls that may leave at once after a pause. */
  readonly burst: number;
}

/** A token bucket, kept as the instant at which the next token is due. Calls leave in the order of asking. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #depthMs: number;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(options: RateLimitOptions) {
    this.#clock = options.clock;
    this.#intervalMs = 1000 / options.callsPerSecond;
    this.#depthMs = (Math.max(1, options.burst) - 1) * this.#intervalMs;
  }

  /**
   * Waits for a token. Answers false, at once, when none will be due within `patienceMs`: a call that
   * cannot leave in time must not hold back those behind it. Answers false as well when `signal` aborts.
   */
  async take(patienceMs: number, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    const now = this.#clock.monotonicMs();
    const at = Math.max(this.#nextAt, now - this.#depthMs);
    if (at - now > patienceMs) return false;
    this.#nextAt = at + this.#intervalMs;
    if (at > now) await sleep(this.#clock, at - now, signal);
    // The abort may have come while it slept, which the compiler cannot know.
    if (!(signal as { readonly aborted: boolean }).aborted) return true;
    this.#nextAt -= this.#intervalMs;
    return false;
  }
}
