// How does the edition of a configuration stand on the wire? `cfg: [epoch, version, hash]`.
import { z } from 'zod';

import type { ConfigurationStamp } from '../model/configuration.ts';

/** What a leader that knows no versions pushes. */
export const NO_STAMP: ConfigurationStamp = { epoch: 0, version: 0, hash: '' };

export function encodeStamp(stamp: ConfigurationStamp): readonly [number, number, string] {
  return [stamp.epoch, stamp.version, stamp.hash];
}

/** The hash is carried, not checked: it is the cluster's business. */
export const stampSchema = z
  .tuple([z.int().min(0), z.int().min(0), z.string().max(64)])
  .transform(([epoch, version, hash]): ConfigurationStamp => ({ epoch, version, hash }));
