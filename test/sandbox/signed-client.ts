import { createHmac, randomUUID } from 'node:crypto';

/**
 * Signs calls by the published rules, written apart from the sandbox's own code, and shows the raw answer.
 * Every common parameter can be overridden, or left out by null.
 */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly keyId?: string;
  readonly secret?: string;
  readonly path?: string;
}

type Values = Readonly<Record<string, string | null>>;

export async function call(
  apiUrl: string,
  action: string,
  values: Values = {},
  options: CallOptions = {},
): Promise<RawAnswer> {
  const { method = 'POST', keyId = 'sandbox-key', secret = 'sandbox-secret', path = '/' } = options;
  const all: Values = {
    Action: action,
    Version: '2015-01-09',
    Format: 'JSON',
    AccessKeyId: keyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    Timestamp: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    ...values,
  };
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== null);
  const query = canonical(given);
  const toSign = `${method}&%2F&${encode(query)}`;
  const signature = createHmac('sha1', `${secret}&`).update(toSign).digest('base64');
  const form = values['Signature'] === undefined ? `${query}&Signature=${encode(signature)}` : query;
  const isPost = method === 'POST';
  const response = await fetch(isPost ? `${apiUrl}${path}` : `${apiUrl}${path}?${form}`, {
    method,
    ...(isPost ? { body: form, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } } : {}),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: tryJson(text) };
}

/** Calls and answers the error code, or `OK`. */
export async function outcome(...parameters: Parameters<typeof call>): Promise<string> {
  const { body } = await call(...parameters);
  return typeof body['Code'] === 'string' ? body['Code'] : 'OK';
}

function canonical(pairs: readonly [string, string][]): string {
  return pairs
    .map(([name, value]) => [name, value] as const)
    .sort((a, b) => (a[0] < b[0] ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

function encode(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Za-z0-9._~-]/.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

function tryJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
