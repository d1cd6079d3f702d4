import type { Received } from './received.ts';
import { parseAuthorizationV3 } from './signature-v3.ts';

/** What a request says about itself before anything of it has been believed. */
export interface Claim {
  readonly scheme: 'v2' | 'v3';
  readonly action: string | null;
  readonly version: string | null;
  readonly keyId: string | null;
  readonly nonce: string | null;
  readonly timestamp: string | null;
  readonly signature: string | null;
  readonly securityToken: string | null;
  /** V2 only. */
  readonly method: string | null;
  readonly signatureVersion: string | null;
  /** V3 only. */
  readonly signedHeaders: readonly string[];
  /** The form the answer is wanted in. */
  readonly format: 'json' | 'xml';
}

/** V3 when there is an Authorization header, else V2. */
export function readClaim(received: Received): Claim {
  const authorization = received.headers['authorization'];
  return authorization === undefined ? claimV2(received) : claimV3(received, authorization);
}

function claimV2({ values }: Received): Claim {
  const value = (name: string): string | null => values.get(name) ?? null;
  return {
    scheme: 'v2',
    action: value('Action'),
    version: value('Version'),
    keyId: value('AccessKeyId'),
    nonce: value('SignatureNonce'),
    timestamp: value('Timestamp'),
    signature: value('Signature'),
    securityToken: value('SecurityToken'),
    method: value('SignatureMethod'),
    signatureVersion: value('SignatureVersion'),
    signedHeaders: [],
    // XML is what the service answers unless asked for JSON.
    format: value('Format')?.toUpperCase() === 'JSON' ? 'json' : 'xml',
  };
}

function claimV3({ headers, values }: Received, authorization: string): Claim {
  const parsed = parseAuthorizationV3(authorization);
  const header = (name: string): string | null => headers[name] ?? null;
  const isXml =
    (values.get('Format') ?? '').toUpperCase() === 'XML' || header('accept') === 'application/xml';
  return {
    scheme: 'v3',
    action: header('x-acs-action') ?? values.get('Action') ?? null,
    version: header('x-acs-version') ?? values.get('Version') ?? null,
    keyId: parsed?.keyId ?? null,
    nonce: header('x-acs-signature-nonce'),
    timestamp: header('x-acs-date'),
    signature: parsed?.signature ?? null,
    securityToken: header('x-acs-security-token'),
    method: null,
    signatureVersion: null,
    signedHeaders: parsed?.signedHeaders ?? [],
    format: isXml ? 'xml' : 'json',
  };
}
