// Answers: a call to Alidns failed; what is known, did it take effect, and is it worth trying again? Pure.
//
// What pop-core throws carries the signed request (`entry`, `url`, the message of a GET). So nothing of it is
// ever kept: `readFailure` copies the few harmless facts, and the rest of the program only sees those.
import type { Outcome } from '../provider.ts';
import { isBody, UnexpectedShape, type Body } from './convert.ts';

export type Failure =
  /** The service answered with an error code. */
  | {
      readonly kind: 'code';
      readonly code: string;
      readonly status: number | null;
      /** Scrubbed; null when there is none, or none that may be shown. */
      readonly message: string | null;
      readonly requestId: string | null;
      /** The `Date` header as received. */
      readonly date: string | null;
    }
  /** An answer that is no JSON, or not of the promised shape. */
  | { readonly kind: 'unreadable'; readonly status: number | null; readonly what: string | null }
  /** No answer because the connection failed. */
  | { readonly kind: 'connection'; readonly code: string | null; readonly isSent: boolean }
  /** No answer in time, or nobody waits for it any more. */
  | { readonly kind: 'timeout' | 'cancelled'; readonly isSent: boolean };

export interface Verdict {
  readonly outcome: Outcome;
  readonly isRetryable: boolean;
  readonly isThrottled: boolean;
}

/** The facts of whatever pop-core, httpx or Node threw. `hidden` are texts that must not be shown. */
export function readFailure(thrown: unknown, hidden: readonly string[]): Failure {
  if (thrown instanceof UnexpectedShape) {
    return { kind: 'unreadable', status: null, what: thrown.message };
  }
  // A body that is no JSON is rejected with a plain object, not an Error. Its text may hold anything.
  if (!(thrown instanceof Error)) return { kind: 'unreadable', status: null, what: null };
  const facts = factsOf(thrown);
  const data = facts['data'];
  if (isBody(data)) return readCode(data, responseOf(facts), hidden);
  if (thrown.name === 'RequestTimeoutError') return { kind: 'timeout', isSent: true };
  return { kind: 'connection', code: asText(facts['code']), isSent: !isBeforeSending(thrown) };
}

/** Failed while looking the name up or connecting: not one byte of the request has left. */
function isBeforeSending(thrown: unknown): boolean {
  // Several addresses were tried, and each has failed.
  if (thrown instanceof AggregateError) return thrown.errors.every(isBeforeSending);
  const syscall = factsOf(thrown)['syscall'];
  return syscall === 'connect' || syscall === 'getaddrinfo';
}

export function judge(failure: Failure): Verdict {
  switch (failure.kind) {
    case 'code':
      return judgeCode(failure.code, failure.status);
    case 'unreadable':
      return { outcome: 'unknown', isRetryable: true, isThrottled: false };
    case 'connection':
    case 'timeout':
    case 'cancelled':
      return { outcome: failure.isSent ? 'unknown' : 'rejected', isRetryable: true, isThrottled: false };
  }
}

/** Codes that come from trouble at the service, whose effect nobody knows. */
const UNKNOWN_CODES: ReadonlySet<string> = new Set([
  'InternalError',
  'ServiceUnavailable',
  'UnKnownError',
  'UnknownError',
  // Every request carries a nonce of its own. If it was used already, the network delivered this very
  // request twice, and the first copy may have been carried out.
  'SignatureNonceUsed',
]);

/** Refused now, accepted a little later. */
const PASSING_CODES: ReadonlySet<string> = new Set(['LastOperationNotFinished', 'RecordForbidden.DNSChange']);

function judgeCode(code: string, status: number | null): Verdict {
  if (code === 'Throttling' || code.startsWith('Throttling.')) {
    return { outcome: 'rejected', isRetryable: true, isThrottled: true };
  }
  if (code === 'DomainRecordDuplicate') return { outcome: 'same', isRetryable: false, isThrottled: false };
  if (UNKNOWN_CODES.has(code)) return { outcome: 'unknown', isRetryable: true, isThrottled: false };
  if (PASSING_CODES.has(code)) return { outcome: 'rejected', isRetryable: true, isThrottled: false };
  // A code nobody has listed, with a status that speaks of the server: believe the worse of the two.
  if (status === null || status >= 500 || status < 400) {
    return { outcome: 'unknown', isRetryable: true, isThrottled: false };
  }
  return { outcome: 'rejected', isRetryable: false, isThrottled: false };
}

function factsOf(thrown: unknown): Body {
  return isBody(thrown) ? thrown : {};
}

function readCode(data: Body, response: Body, hidden: readonly string[]): Failure {
  const status = response['statusCode'];
  const headers = response['headers'];
  const code = asText(data['Code']) ?? '';
  return {
    kind: 'code',
    // Whatever does not look like one of the service's codes is not shown as one.
    code: /^[\w.]{1,80}$/.test(code) && !mentions(code, hidden) ? code : 'UnKnownError',
    status: typeof status === 'number' ? status : null,
    message: showableMessage(data['Message'], hidden),
    requestId: /^[0-9A-Fa-f-]{8,64}$/.exec(asText(data['RequestId']) ?? '')?.[0] ?? null,
    date: isBody(headers) ? asText(headers['date']) : null,
  };
}

/** The service's own words, unless they repeat what was signed (SignatureDoesNotMatch does). */
function showableMessage(raw: unknown, hidden: readonly string[]): string | null {
  if (typeof raw !== 'string' || raw === '') return null;
  if (mentions(raw, hidden) || /signature|accesskey|string to sign|https?:/i.test(raw)) return null;
  return raw.length > MESSAGE_CHARACTERS ? `${raw.slice(0, MESSAGE_CHARACTERS)}…` : raw;
}

const MESSAGE_CHARACTERS = 200;

function mentions(text: string, hidden: readonly string[]): boolean {
  return hidden.some((secret) => secret !== '' && text.includes(secret));
}

function responseOf(facts: Body): Body {
  const entry = facts['entry'];
  const response = isBody(entry) ? entry['response'] : undefined;
  return isBody(response) ? response : {};
}

function asText(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}
