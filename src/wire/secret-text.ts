// When does a secret stand on the wire in clear, and how is a masked one read?
import { z } from 'zod';

import { Secret } from '../model/secret.ts';

/** What stands in place of a secret that is not told. */
export const MASK = '***';

export interface SecretWriter {
  secret(secret: Secret): string;
  /** The public half of an account's key: no secret, but nobody's business either. */
  keyId(keyId: string): string;
}

/** For a push: the receiver proved by its place in the configuration that it needs them. */
export const inClear: SecretWriter = { secret: (secret) => secret.reveal(), keyId: (keyId) => keyId };

/** For an answer. */
export const masked: SecretWriter = { secret: () => MASK, keyId: () => MASK };

/** A secret that was not told (masked, missing, null) is read as an empty one. */
export const secretSchema = z
  .string()
  .nullish()
  .transform((value) => Secret.of(value === undefined || value === null || value === MASK ? '' : value));
