// Answers: what time is it at the provider, so that a wrong clock here does not spoil the signature?
import type { Clock } from '../../../platform/clock.ts';

/**
 * Learns the provider's time from `Date` headers and carries it on over the monotonic clock, which a jump
 * of the machine's calendar clock does not touch. Until the first header the calendar clock is believed.
 */
export class SigningClock {
  readonly #clock: Clock;
  /** Provider's time minus monotonic time, ms. */
  #offsetMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes over a `Date` header. Answers it in ms since 1970, or null when it cannot be read. */
  learn(dateHeader: string | null): number | null {
    const at = dateHeader === null ? Number.NaN : Date.parse(dateHeader);
    if (Number.isNaN(at)) return null;
    this.#offsetMs = at - this.#clock.monotonicMs();
    return at;
  }

  /** ms since 1970 */
  nowMs(): number {
    return this.#offsetMs === null ? this.#clock.wallMs() : this.#clock.monotonicMs() + this.#offsetMs;
  }

  /** How far the machine's calendar clock is ahead of the provider's, ms; 0 while nothing is known. */
  skewMs(): number {
    return this.#clock.wallMs() - this.nowMs();
  }

  /** The present time as the API wants it: UTC, no milliseconds. */
  timestamp(): string {
    const instant = new Date(this.nowMs()).toISOString();
    return `${instant.slice(0, instant.indexOf('.'))}Z`;
  }
}
