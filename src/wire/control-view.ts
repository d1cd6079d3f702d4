// How does a node's view of its cluster travel from the daemon to the command line?
import { z } from 'zod';

import type { CellView, ClusterView, MemberView } from '../model/cluster-view.ts';
import type { Configuration } from '../model/configuration.ts';
import { FAMILIES } from '../model/family.ts';
import { LINES } from '../model/line.ts';
import { Secret } from '../model/secret.ts';
import { textSchema } from './control-report.ts';

/** Secrets print as `***` on the way out, so that is what stands here. */
const secret = z.string().transform((value) => Secret.of(value));
const count = z.number();
const optionalText = z.string().nullable();
const addresses = z.object({ v4: optionalText, v6: optionalText });

const identity = {
  id: z.string(),
  name: z.string(),
  url: z.string(),
  role: z.enum(['leader', 'follower']),
  secret,
};

const configuration: z.ZodType<Configuration> = z.object({
  leaderId: optionalText,
  members: z.array(
    z.object({
      ...identity,
      lines: z.array(z.enum(LINES)),
      families: z.array(z.enum(FAMILIES)),
      priority: count,
      standby: z.boolean(),
      maintenance: z.boolean(),
      carries: z.union([z.literal('all'), z.array(z.string())]),
    }),
  ),
  services: z.array(
    z.object({ name: z.string(), zone: z.string(), label: z.string(), provider: z.string() }),
  ),
  accounts: z.array(z.object({ provider: z.string(), keyId: z.string(), keySecret: secret })),
  lineBackups: z.partialRecord(z.enum(LINES), z.array(z.string())),
  witnessZone: optionalText,
  clusterKey: secret.nullable(),
  previousClusterKey: secret.nullable(),
  timeoutMinutes: count,
  legacyPeers: z.enum(['allow', 'deny']),
  stamp: z.object({ epoch: count, version: count, hash: z.string() }),
});

const member: z.ZodType<MemberView> = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['self', 'unknown', 'well', 'silent', 'covered', 'dead']),
  isLegacy: z.boolean(),
  silenceMs: count.nullable(),
  ackedAgeMs: count.nullable(),
  lastHeartbeatAt: count.nullable(),
  addresses,
  stamp: z.object({ epoch: count, version: count }).nullable(),
  wellSince: count.nullable(),
});

const cell: z.ZodType<CellView> = z.object({
  key: z.string(),
  zone: z.string(),
  label: z.string(),
  type: z.enum(['A', 'AAAA']),
  line: z.enum(LINES),
  state: z.enum([
    'in-place',
    'away',
    'orphaned',
    'unknown-value',
    'missing',
    'ambiguous',
    'disabled',
    'locked',
    'unread',
  ]),
  value: optionalText,
  ttl: count.nullable(),
  holderId: optionalText,
  succession: z.array(z.string()),
  since: count.nullable(),
});

export const clusterViewSchema: z.ZodType<ClusterView> = z.object({
  at: count,
  startedAt: count,
  version: z.string(),
  self: z.object(identity),
  isJoined: z.boolean(),
  configuration,
  boundLeaderId: optionalText,
  members: z.array(member),
  cells: z.array(cell),
  recentChanges: z.array(
    z.object({
      at: count,
      cellKey: z.string(),
      oldValue: optionalText,
      newValue: optionalText,
      reason: z.string(),
    }),
  ),
  alarms: z.array(z.object({ code: z.string(), text: textSchema, since: count })),
  provider: z.object({ isUp: z.boolean(), lastReadAt: count.nullable(), lastError: optionalText }),
  addresses,
  isFrozen: z.boolean(),
  isDryRun: z.boolean(),
  isDraining: z.boolean(),
  isWitnessActive: z.boolean(),
  isStoreReachable: z.boolean(),
});
