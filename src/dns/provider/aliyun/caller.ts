// Answers: how does one call get through - at the permitted rate, signed with the right time, reads repeated,
// writes never - and what is told when it does not?
import type { Secret } from '../../../model/secret.ts';
import { text } from '../../../model/text.ts';
import { sleep, type Clock } from '../../../platform/clock.ts';
import type { Log } from '../../../platform/log.ts';
import { jitter, type Random } from '../../../platform/random.ts';
import { Ended, type Deadline } from '../deadline.ts';
import { ProviderError } from '../provider.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { AliyunApi, Parameters } from './api.ts';
import type { Body } from './convert.ts';
import { describeFailure, hintFor, type Attempt } from './failure-text.ts';
import { judge, readFailure, type Failure } from './outcome.ts';
import { SigningClock } from './signing-clock.ts';

/** How one request ended, for metrics. */
export type CallResult = 'ok' | 'throttled' | 'rejected' | 'unknown' | 'same';

export type OnCall = (action: string, result: CallResult) => void;

export interface CallerOptions {
  readonly api: AliyunApi;
  readonly limit: RateLimit;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly timeoutMs: number;
  readonly keyId: string;
  readonly keySecret: Secret;
  readonly onCall: OnCall;
}

export interface CallAnswer {
  readonly body: Body;
  /** The provider's clock, ms since 1970; null if it did not tell. */
  readonly answeredAt: number | null;
}

const READ_ATTEMPTS = 3;
const PAUSE_MS = 250;
const THROTTLED_PAUSE_MS = 800;
/** Beyond this people should hear that the machine's clock is off. */
const NOTABLE_SKEW_MS = 60_000;

export class AliyunCaller {
  readonly #options: CallerOptions;
  readonly #signingClock: SigningClock;
  #isSkewTold = false;

  constructor(options: CallerOptions) {
    this.#options = options;
    this.#signingClock = new SigningClock(options.clock);
  }

  /** One write: sent once, whatever comes of it. Throws `ProviderError`. */
  async write(action: string, subject: string, parameters: Parameters, deadline: Deadline): Promise<Body> {
    const attempt = this.#attempt(action, subject, true);
    const result = await this.#send(attempt, parameters, deadline);
    if ('failure' in result) throw this.error(attempt, result.failure);
    return result.body;
  }

  /** One read, repeated a few times if that may help and the deadline leaves room. Throws `ProviderError`. */
  async read(
    action: string,
    subject: string,
    parameters: Parameters,
    deadline: Deadline,
  ): Promise<CallAnswer> {
    const attempt = this.#attempt(action, subject, false);
    for (let count = 1; ; count += 1) {
      const result = await this.#send(attempt, parameters, deadline);
      if (!('failure' in result)) return result;
      const verdict = judge(result.failure);
      const pauseMs = this.#pause(count, verdict.isThrottled);
      if (count >= READ_ATTEMPTS || !verdict.isRetryable || pauseMs >= deadline.remainingMs()) {
        throw this.error(attempt, result.failure);
      }
      await sleep(this.#options.clock, pauseMs, deadline.signal);
    }
  }

  /** The error for a failure that was noticed above this class. */
  error(attempt: Omit<Attempt, 'timeoutMs'>, failure: Failure): ProviderError {
    const verdict = judge(failure);
    const told = describeFailure(
      { ...attempt, timeoutMs: this.#options.timeoutMs },
      failure,
      verdict.outcome,
    );
    const hint = hintFor(failure);
    return new ProviderError(told, {
      ...verdict,
      ...(failure.kind === 'code' ? { providerCode: failure.code } : {}),
      ...(hint === null ? {} : { hint }),
    });
  }

  /** What `read` makes of an answer; a shape it does not expect becomes the error of an unreadable answer. */
  parse<T>(attempt: Omit<Attempt, 'timeoutMs'>, body: Body, read: (body: Body) => T): T {
    try {
      return read(body);
    } catch (thrown) {
      throw this.error(attempt, readFailure(thrown, []));
    }
  }

  #attempt(action: string, subject: string, isWrite: boolean): Attempt {
    return { action, subject, isWrite, timeoutMs: this.#options.timeoutMs };
  }

  #pause(count: number, isThrottled: boolean): number {
    const base = isThrottled ? THROTTLED_PAUSE_MS : PAUSE_MS;
    return jitter(this.#options.random, base * 2 ** (count - 1), 0.5);
  }

  /**
   * Sends the request, and a second time when the first one's time stamp was refused and the refusal told
   * the right time: the gateway looks at the stamp before anything else, so nothing has happened by then.
   */
  async #send(
    attempt: Attempt,
    parameters: Parameters,
    deadline: Deadline,
  ): Promise<CallAnswer | { readonly failure: Failure }> {
    const first = await this.#sendOnce(attempt, parameters, deadline);
    if (!('failure' in first) || !this.#isClockLearntFrom(first.failure)) return first;
    return this.#sendOnce(attempt, parameters, deadline);
  }

  async #sendOnce(
    attempt: Attempt,
    parameters: Parameters,
    deadline: Deadline,
  ): Promise<CallAnswer | { readonly failure: Failure }> {
    const { api, limit, onCall } = this.#options;
    const isPermitted = await limit.take(deadline.remainingMs(), deadline.signal);
    if (!isPermitted || deadline.remainingMs() <= 0) {
      return { failure: { kind: deadline.ending ?? 'timeout', isSent: false } };
    }
    try {
      const stamped = { Lang: 'en', ...parameters, Timestamp: this.#signingClock.timestamp() };
      const answer = await api.call(attempt.action, stamped, deadline.signal);
      onCall(attempt.action, 'ok');
      return { body: answer.body, answeredAt: this.#learn(answer.date) };
    } catch (thrown) {
      const failure = this.#failureOf(thrown, deadline);
      const verdict = judge(failure);
      onCall(attempt.action, verdict.isThrottled ? 'throttled' : verdict.outcome);
      return { failure };
    }
  }

  #failureOf(thrown: unknown, deadline: Deadline): Failure {
    const { keyId, keySecret } = this.#options;
    const failure = readFailure(thrown, [keyId, keySecret.reveal()]);
    // Our own abort shows as a broken connection; say what it really was.
    const isOurs = thrown instanceof Ended || failure.kind === 'connection';
    return isOurs && deadline.ending !== null ? { kind: deadline.ending, isSent: true } : failure;
  }

  #isClockLearntFrom(failure: Failure): boolean {
    return (
      failure.kind === 'code' &&
      failure.code === 'InvalidTimeStamp.Expired' &&
      this.#learn(failure.date) !== null
    );
  }

  #learn(date: string | null): number | null {
    const at = this.#signingClock.learn(date);
    const skewMs = this.#signingClock.skewMs();
    if (Math.abs(skewMs) < NOTABLE_SKEW_MS) this.#isSkewTold = false;
    else if (!this.#isSkewTold) {
      this.#isSkewTold = true;
      const seconds = Math.round(skewMs / 1000);
      this.#options.log.warn(
        'clock-skewed',
        text(
          `This machine's clock is ${seconds} s ahead of the DNS provider's. Calls are signed with the provider's time.`,
          `本机时钟比 DNS 服务商快 ${seconds} 秒；调用将按服务商时间签名。`,
        ),
        { skewMs },
      );
    }
    return at;
  }
}
