// How does the edition of a configuration stand on the wire? `cfg: [epoch, version, hash]`.
import { z } from 'zod';

import type { ConfigurationStamp } from '../model/configuration.ts';
import { isCount, isWord } from './shape.ts';

/** What a leader that knows no versions pushes. */
export const NO_STAMP: ConfigurationStamp = { epoch: 0, version: 0, hash: '' };

export function encodeStamp(stamp: ConfigurationStamp): readonly [number, number, string] {
  return [stamp.epoch, stamp.version, stamp.hash];
}

const MOST_OF_HASH = 64;

/** The hash is carried, not checked: it is the cluster's business. */
export const stampSchema = z
  .tuple([z.int().min(0), z.int().min(0), z.string().max(MOST_OF_HASH)])
  .transform(([epoch, version, hash]): ConfigurationStamp => ({ epoch, version, hash }));

/** The same for heartbeats, which come several times a second; null: garbled. */
export function readStamp(value: unknown): ConfigurationStamp | null {
  if (!Array.isArray(value) || value.length !== 3) return null;
  const [epoch, version, hash] = value as readonly unknown[];
  if (!isCount(epoch) || !isCount(version) || !isWord(hash) || hash.length > MOST_OF_HASH) return null;
  return { epoch, version, hash };
}
