// How does the cluster's configuration stand on the wire, and what does one without our extra keys mean?
import { z } from 'zod';

import type { MemberLiveness } from '../cluster/peer/peer-api.ts';
import { AppError } from '../model/app-error.ts';
import type { Configuration, ConfigurationDocument } from '../model/configuration.ts';
import type { Line } from '../model/line.ts';
import { text } from '../model/text.ts';
import { lineCode, lineOfCode } from './lines.ts';
import { memberOf, nodeSchema } from './node-info.ts';
import type { ParsedNode } from './node-info.ts';
import { secretSchema } from './secret-text.ts';
import { accountSchema, serviceSchema, uniqueAccounts, uniqueServices } from './service-info.ts';
import { NO_STAMP, encodeStamp, stampSchema } from './stamp.ts';
import { arrayOrNull } from './structure.ts';

export const DEFAULT_TIMEOUT_MINUTES = 10;

/** Everything of a document that the Go program has no key for; it drops them silently. */
export interface WireExtras {
  readonly cfg: readonly [number, number, string];
  readonly leader: string | null;
  readonly lineBackups: Readonly<Record<string, readonly string[]>>;
  readonly witnessZone: string | null;
  readonly legacyPeers: 'allow' | 'deny';
}

export function encodeExtras(configuration: Configuration): WireExtras {
  return {
    cfg: encodeStamp(configuration.stamp),
    leader: configuration.leaderId,
    lineBackups: Object.fromEntries(
      backupEntries(configuration.lineBackups).map(([line, nodes]) => [lineCode(line), nodes]),
    ),
    witnessZone: configuration.witnessZone,
    legacyPeers: configuration.legacyPeers,
  };
}

/** The keys of a document, wherever it stands: in a push, in an answer, in the Go program's database. */
export const documentShape = {
  otherCocoaSyncer: arrayOrNull(nodeSchema),
  cocoaManagedService: arrayOrNull(serviceSchema),
  cloudPlatformInfo: arrayOrNull(accountSchema),
  timeout: z.number().nullish(),
  cfg: stampSchema.nullish(),
  leader: z.string().nullish(),
  lineBackups: z.record(z.string(), z.array(z.string())).nullish(),
  witnessZone: z.string().nullish(),
  legacyPeers: z.enum(['allow', 'deny']).nullish(),
  clusterKey: secretSchema,
  previousClusterKey: secretSchema,
};

export type ParsedDocument = z.output<z.ZodObject<typeof documentShape>>;

/** What a document says, with the defaults for one that a Go leader wrote. */
export interface ReadDocument {
  readonly document: ConfigurationDocument;
  /** The document with its edition; (0, 0) and no hash when it carries none. */
  readonly configuration: Configuration;
  /** False when it carries no edition. */
  readonly isVersioned: boolean;
  readonly liveness: Readonly<Record<string, MemberLiveness>>;
}

/** AppError `invalid` when a node is listed twice. `root` is what field names begin with. */
export function readDocument(parsed: ParsedDocument, root: string): ReadDocument {
  refuseDoubles(parsed.otherCocoaSyncer, root);
  const services = uniqueServices(parsed.cocoaManagedService);
  const document: ConfigurationDocument = {
    leaderId: parsed.leader === undefined ? leaderAmong(parsed.otherCocoaSyncer) : parsed.leader,
    members: parsed.otherCocoaSyncer.map((node) => memberOf(node, services)),
    services,
    accounts: uniqueAccounts(parsed.cloudPlatformInfo),
    lineBackups: readBackups(parsed.lineBackups ?? {}),
    witnessZone: parsed.witnessZone ?? null,
    clusterKey: parsed.clusterKey.isEmpty ? null : parsed.clusterKey,
    previousClusterKey: parsed.previousClusterKey.isEmpty ? null : parsed.previousClusterKey,
    timeoutMinutes: readTimeout(parsed.timeout),
    // A cluster that a Go leader runs sends its secrets in clear to everybody already.
    legacyPeers: parsed.legacyPeers ?? 'allow',
  };
  return {
    document,
    configuration: { ...document, stamp: parsed.cfg ?? NO_STAMP },
    isVersioned: parsed.cfg !== undefined && parsed.cfg !== null,
    liveness: Object.fromEntries(parsed.otherCocoaSyncer.map((node) => [node.member.id, node.liveness])),
  };
}

function refuseDoubles(nodes: readonly ParsedNode[], root: string): void {
  const seen = new Set<string>();
  for (const [index, { member }] of nodes.entries()) {
    if (seen.has(member.id)) {
      const field = `${root === '' ? '' : `${root}.`}otherCocoaSyncer[${index}].nodeCode`;
      throw new AppError(
        'invalid',
        text(
          `${field} names a node that stands in the list already.`,
          `${field} 所指的节点在列表中已经出现过。`,
        ),
        { field },
      );
    }
    seen.add(member.id);
  }
}

/** The Go program names no leader; whoever works as one is it, if it is one alone. */
function leaderAmong(nodes: readonly ParsedNode[]): string | null {
  const [leader, ...others] = nodes.filter(({ member }) => member.role === 'leader');
  return leader !== undefined && others.length === 0 ? leader.member.id : null;
}

function readBackups(
  wire: Readonly<Record<string, readonly string[]>>,
): ConfigurationDocument['lineBackups'] {
  const backups: Partial<Record<Line, readonly string[]>> = {};
  for (const [code, nodes] of Object.entries(wire)) {
    const line = lineOfCode(code);
    if (line !== null) backups[line] = nodes;
  }
  return backups;
}

function backupEntries(backups: ConfigurationDocument['lineBackups']): [Line, readonly string[]][] {
  return Object.entries(backups) as [Line, readonly string[]][];
}

function readTimeout(timeout: number | null | undefined): number {
  return timeout === undefined || timeout === null || timeout <= 0 ? DEFAULT_TIMEOUT_MINUTES : timeout;
}
