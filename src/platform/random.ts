import { randomBytes } from 'node:crypto';

/** Chance as an argument, so that a seeded generator can take its place. */
export interface Random {
  /** Evenly spread in [0, 1). */
  next(): number;
  /** Unpredictable bytes: boots, nonces, keys. */
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = {
  next: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
  bytes: (length) => randomBytes(length),
};

/** `value` changed by up to ± `fraction` of itself. */
export function jitter(random: Random, value: number, fraction: number): number {
  return value * (1 + (2 * random.next() - 1) * fraction);
}
