/**
 * One HTTP exchange with a deadline, a limit on what is read, and no redirects followed unless asked:
 * what every call from this program to another one goes through.
 */
export interface HttpRequest {
  readonly url: string | URL;
  /** GET unless set. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, to the last byte of the body. */
  readonly timeoutMs: number;
  /** Longest answer accepted; 1 MiB unless set. */
  readonly maxBytes?: number;
  /** An answer that redirects is returned as it is unless this is true. */
  readonly followRedirects?: boolean;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * - `timeout`    no complete answer within `timeoutMs`
 * - `aborted`    the caller's signal
 * - `too-large`  the answer is longer than `maxBytes`
 * - `network`    no connection, reset, TLS, not a URL; `detail` says which
 */
export type HttpFailureKind = 'timeout' | 'aborted' | 'too-large' | 'network';

/** No usable answer. Whether the request took effect at the other end is unknown unless `isUnsent`. */
export class HttpFailure extends Error {
  readonly kind: HttpFailureKind;
  /** In words, for logs: a code such as ECONNREFUSED, never the request's content. */
  readonly detail: string;
  /** The connection was never made, so the request has certainly had no effect. */
  readonly isUnsent: boolean;

  constructor(kind: HttpFailureKind, detail: string, isUnsent: boolean, cause?: unknown) {
    super(`${kind}: ${detail}`, cause === undefined ? undefined : { cause });
    this.name = 'HttpFailure';
    this.kind = kind;
    this.detail = detail;
    this.isUnsent = isUnsent;
  }
}

const DEFAULT_MAX_BYTES = 1024 * 1024;

const UNSENT_CODES = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
]);

/** Sends the request and reads the whole answer. Rejects with `HttpFailure` only. */
export async function exchange(request: HttpRequest): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signals = request.signal === undefined ? [deadline] : [deadline, request.signal];
  try {
    const response = await fetch(request.url, {
      method: request.method ?? 'GET',
      ...(request.headers === undefined ? {} : { headers: request.headers }),
      ...(request.body === undefined ? {} : { body: request.body }),
      redirect: request.followRedirects === true ? 'follow' : 'manual',
      signal: AbortSignal.any(signals),
    });
    const body = await readBounded(response, request.maxBytes ?? DEFAULT_MAX_BYTES);
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    if (error instanceof HttpFailure) throw error;
    if (request.signal?.aborted === true) throw new HttpFailure('aborted', 'aborted', false, error);
    if (deadline.aborted) {
      throw new HttpFailure('timeout', `no answer within ${request.timeoutMs} ms`, false, error);
    }
    const detail = failureDetail(error);
    throw new HttpFailure('network', detail.text, UNSENT_CODES.has(detail.code), error);
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    // Leaving the loop by a throw cancels the stream, which closes the connection.
    if (length > maxBytes) throw new HttpFailure('too-large', `answer over ${maxBytes} bytes`, false);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `fetch` wraps what happened in "fetch failed"; the reason is its cause. */
function failureDetail(error: unknown): { code: string; text: string } {
  const causes: unknown[] = [error];
  for (let depth = 0; depth < 4; depth += 1) {
    const last = causes.at(-1);
    if (!(last instanceof Error) || last.cause === undefined) break;
    causes.push(last.cause);
  }
  for (const cause of causes.reverse()) {
    const code = codeOf(cause);
    if (code !== '') return { code, text: code };
  }
  const deepest = causes[0];
  return { code: '', text: deepest instanceof Error ? deepest.message : 'unknown failure' };
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
