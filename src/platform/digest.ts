import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  timingSafeEqual,
} from 'node:crypto';
import { remembered } from './remember.ts';

/**
 * Hashing and sealing: functions of their arguments alone. Pure files may import this one file of
 * `platform/`; nonces come in as arguments, so nothing here draws a random number.
 */
export function sha256(input: string): Buffer {
  return hash('sha256', input, 'buffer');
}

export function sha256Hex(input: string): string {
  return hash('sha256', input, 'hex');
}

export function hmacSha256Hex(key: string, input: string): string {
  return createHmac('sha256', key).update(input, 'utf8').digest('hex');
}

/** Compares without telling by its duration where two texts differ. */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(sha256(a), sha256(b));
}

/**
 * The same for many comparisons with one text, without a hash for each. What is given is laid into as many bytes as are
 * expected, so that all of them are compared whatever its length; bytes left over are zeros, hence the length.
 */
export function comparerInConstantTime(expected: string): (given: string) => boolean {
  const wanted = Buffer.from(expected, 'utf8');
  const told = Buffer.alloc(wanted.length);
  return (given) => {
    told.fill(0);
    told.write(given, 'utf8');
    const isSame = timingSafeEqual(told, wanted);
    return isSame && Buffer.byteLength(given, 'utf8') === wanted.length;
  };
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under HKDF(key, info): nonce ‖ ciphertext ‖ tag. `nonce` is 12 bytes, never used twice. */
export function seal(key: string, info: string, nonce: Uint8Array, plain: string, bound: string): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', derive(key, info), nonce);
  cipher.setAAD(Buffer.from(bound, 'utf8'));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, body, cipher.getAuthTag()]);
}

/** The plain text, or null when it was not sealed with this key, info and bound data. */
export function unseal(key: string, info: string, sealed: Uint8Array, bound: string): string | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', derive(key, info), nonce);
  decipher.setAAD(Buffer.from(bound, 'utf8'));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return decipher.update(body, undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

/** A node has a handful of keys and uses them all the time. */
const KEYS_KEPT = 256;
const SEPARATOR = '\n';

const derived = remembered(KEYS_KEPT, (infoAndKey) => {
  const end = infoAndKey.indexOf(SEPARATOR);
  const [info, key] = [infoAndKey.slice(0, end), infoAndKey.slice(end + 1)];
  // Every call that gets plain bytes makes such an object of them first, which takes longer than sealing does.
  return createSecretKey(Buffer.from(hkdfSync('sha256', key, '', info, 32)));
});

/** `info` is one of this program's own words, without a line break. */
function derive(key: string, info: string): KeyObject {
  return derived(`${info}${SEPARATOR}${key}`);
}
