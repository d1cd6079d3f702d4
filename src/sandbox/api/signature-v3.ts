import { createHash, createHmac } from 'node:crypto';
import { canonicalQuery } from './signature-v2.ts';

/** Signature V3: `Authorization: ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`. */
export const ALGORITHM_V3 = 'ACS3-HMAC-SHA256';

export interface AuthorizationV3 {
  readonly keyId: string;
  /** In lower case, as sent. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export interface SignedRequest {
  readonly method: string;
  /** The query's parameters alone; the body's are covered by its hash. */
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** null: the header is not of this form. */
export function parseAuthorizationV3(header: string): AuthorizationV3 | null {
  const [algorithm, rest] = splitOnce(header, ' ');
  if (algorithm !== ALGORITHM_V3) return null;
  const members = new Map(rest.split(',').map((part) => splitOnce(part.trim(), '=')));
  const keyId = members.get('Credential');
  const signature = members.get('Signature');
  const signedHeaders = members.get('SignedHeaders')?.toLowerCase().split(';');
  if (keyId === undefined || signature === undefined || signedHeaders === undefined) return null;
  return { keyId, signedHeaders, signature };
}

/** Built from what really arrived: the hash is that of the body, whatever its header claims. */
export function canonicalRequestV3(request: SignedRequest, signedHeaders: readonly string[]): string {
  const names = [...signedHeaders].sort();
  const headers = names.map((name) => `${name}:${(request.headers[name] ?? '').trim()}\n`).join('');
  const bodyHash = createHash('sha256').update(request.body, 'utf8').digest('hex');
  return [request.method, '/', canonicalQuery(request.query), headers, names.join(';'), bodyHash].join('\n');
}

export function stringToSignV3(canonicalRequest: string): string {
  return `${ALGORITHM_V3}\n${createHash('sha256').update(canonicalRequest, 'utf8').digest('hex')}`;
}

export function signV3(stringToSign: string, secret: string): string {
  return createHmac('sha256', secret).update(stringToSign, 'utf8').digest('hex');
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
