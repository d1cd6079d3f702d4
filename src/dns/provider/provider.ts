import { AppError, type AppErrorDetails } from '../../model/app-error.ts';
import type { Line } from '../../model/line.ts';
import { text, type Text } from '../../model/text.ts';

/**
 * The contract of a DNS provider. A provider fetches, converts and applies; it never decides.
 *
 * Obligations of every implementation (test/dns/provider/conformance.ts checks them):
 * - `readZone` answers with every record of the zone, of every type, line and status, each id once. It
 *   fails rather than answering with a partial list.
 * - `updateValue` changes the value and nothing else: rr, type, line and TTL are sent again as read.
 * - Every call ends within the deadline given to the implementation, or earlier when `signal` aborts, and
 *   takes no effect after that deadline.
 * - A call that fails throws a `ProviderError` that says whether it may have taken effect.
 * - Writes to one zone are sent one after another; different zones do not wait for each other.
 * - No message, field or cause carries a credential, a signature or a signed URL.
 * - It never retries a write by itself.
 */
export interface DnsProvider {
  /** Name as in an account, e.g. `Ali`. */
  readonly name: string;

  readZone(zone: string, signal?: AbortSignal): Promise<ZoneReading>;

  /**
   * Sets the value of one record, addressed by the id it had when it was read. `isDue` is asked when it is this write's
   * turn in its zone, which may be seconds after the call: if it says no, nothing is sent, and the call is `rejected`.
   */
  updateValue(
    zone: string,
    record: ZoneRecord,
    value: string,
    signal?: AbortSignal,
    isDue?: () => boolean,
  ): Promise<void>;

  /**
   * Adds a record and answers its id. Used for witness records and by acts of configuration, never by
   * failover. A remark that the provider cannot store together with the record is added after it; if that
   * fails the record stands without it.
   */
  addRecord(zone: string, record: NewRecord, signal?: AbortSignal): Promise<string>;

  /** Deletes one record by id; one that is gone already counts as deleted. */
  deleteRecord(zone: string, recordId: string, signal?: AbortSignal): Promise<void>;

  /** What the zone's plan permits. */
  describeZone(zone: string, signal?: AbortSignal): Promise<ZoneLimits>;

  /** The provider's own word for a line. */
  lineCode(line: Line): string;

  /** Frees sockets and timers. */
  close(): void;
}

export interface ZoneReading {
  readonly records: readonly ZoneRecord[];
  /** The provider's clock when it answered, ms since 1970; null if it does not tell. */
  readonly providerNow: number | null;
}

export interface ZoneRecord {
  /** Always text: some providers' ids exceed 2^53. */
  readonly id: string;
  /** Host part in lower case, `@` for the zone itself. */
  readonly rr: string;
  /** Upper case: `A`, `AAAA`, `TXT`, … */
  readonly type: string;
  /** The line in the provider's own words, sent back as read. */
  readonly lineCode: string;
  /** The same in ours, null for a line we do not manage. */
  readonly line: Line | null;
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  readonly enabled: boolean;
  readonly locked: boolean;
  /** Provider's clock, ms since 1970; null if it does not tell. */
  readonly updatedAt: number | null;
  readonly remark: string | null;
  /** Weight of a weighted answer; null when the provider does not tell. */
  readonly weight: number | null;
}

export interface NewRecord {
  readonly rr: string;
  readonly type: string;
  readonly line: Line;
  readonly value: string;
  /** Seconds; null: the least the zone's plan allows, at most 600. */
  readonly ttl: number | null;
  readonly remark: string | null;
}

export interface ZoneLimits {
  /** Least TTL in seconds. */
  readonly minTtl: number;
  /** Our lines that the plan supports. */
  readonly lines: readonly Line[];
}

/**
 * Did it take effect?
 * - `rejected` certainly not: throttled, forbidden, invalid
 * - `unknown`  perhaps: time-out, reset, 5xx, unreadable answer. Read again before repeating a write
 * - `same`     the provider says it is so already: treat as done after a re-read
 */
export type Outcome = 'rejected' | 'unknown' | 'same';

export interface ProviderErrorDetails extends AppErrorDetails {
  readonly outcome: Outcome;
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly isRetryable: boolean;
  /** The provider asked us to slow down. */
  readonly isThrottled?: boolean;
  /** The provider's own error code, for metrics and logs. */
  readonly providerCode?: string;
}

export class ProviderError extends AppError {
  readonly outcome: Outcome;
  readonly isRetryable: boolean;
  readonly isThrottled: boolean;
  readonly providerCode: string | null;

  constructor(text: Text, details: ProviderErrorDetails) {
    super('unavailable', text, details);
    this.name = 'ProviderError';
    this.outcome = details.outcome;
    this.isRetryable = details.isRetryable;
    this.isThrottled = details.isThrottled ?? false;
    this.providerCode = details.providerCode ?? null;
  }
}

/** A write that was not due any more when its turn came. */
export function notDue(subject: string): ProviderError {
  const why = text(
    `${subject} was not written: by then it was not to be.`,
    `未写入 ${subject}：轮到时已不应再写。`,
  );
  return new ProviderError(why, { outcome: 'rejected', isRetryable: false });
}
