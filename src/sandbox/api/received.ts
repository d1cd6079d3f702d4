import type { IncomingMessage } from 'node:http';
import { isLoopback } from './loopback.ts';

/** One HTTP request, read to its end. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** Query and form put together. */
  readonly values: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly clientIp: string;
  readonly isLoopbackClient: boolean;
  /** Whether the caller has closed the connection meanwhile. */
  hasLeft(): boolean;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** null: the body was too long. Rejects when the client goes away meanwhile. */
export async function receive(request: IncomingMessage): Promise<Received | null> {
  const body = await readBody(request);
  if (body === null) return null;
  const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
  const query = new Map(url.searchParams);
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  const form = isForm ? new URLSearchParams(body) : new URLSearchParams();
  const clientIp = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query,
    values: new Map([...query, ...form]),
    headers: flatten(request),
    body,
    clientIp,
    isLoopbackClient: isLoopback(clientIp),
    hasLeft: () => request.socket.destroyed,
  };
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part as Buffer);
    length += bytes.length;
    if (length > MAX_BODY_BYTES) return null;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function flatten(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  return headers;
}
