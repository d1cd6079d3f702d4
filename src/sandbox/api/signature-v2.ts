import { createHmac } from 'node:crypto';

/**
 * Signature version 1.0 with HMAC-SHA1 (the provider calls the scheme "V2"): all parameters but the
 * signature, sorted by code units, percent-encoded, under the method.
 */
export function stringToSignV2(method: string, values: ReadonlyMap<string, string>): string {
  const canonical = canonicalQuery([...values].filter(([name]) => name !== 'Signature'));
  return `${method}&${percentEncode('/')}&${percentEncode(canonical)}`;
}

export function signV2(stringToSign: string, secret: string): string {
  return createHmac('sha1', `${secret}&`).update(stringToSign, 'utf8').digest('base64');
}

/** `name=value` pairs, sorted and encoded. */
export function canonicalQuery(values: Iterable<readonly [string, string]>): string {
  return [...values]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

/** Leaves letters, digits and `-_.~`; everything else becomes upper-case hex. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
