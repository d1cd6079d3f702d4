import type { Account } from './account.ts';
import type { Line } from './line.ts';
import type { Member } from './node.ts';
import type { Secret } from './secret.ts';
import type { Service } from './service.ts';

/**
 * Which edition of the configuration this is. Ordered by (epoch, version); equal pairs must have equal
 * hashes, otherwise the cluster has forked. (0, 0) means: pushed by a leader that knows no versions
 * (the Go program), or nothing stored yet.
 */
export interface ConfigurationStamp {
  readonly epoch: number;
  readonly version: number;
  /** First 16 hex digits of the SHA-256 of the canonical document. */
  readonly hash: string;
}

/** The cluster's configuration: one writer (the leader), copied whole to every follower. */
export interface ConfigurationDocument {
  readonly leaderId: string | null;
  readonly members: readonly Member[];
  readonly services: readonly Service[];
  readonly accounts: readonly Account[];
  /** Explicit order of backups per line; nodes not named follow by rendezvous hashing. */
  readonly lineBackups: Readonly<Partial<Record<Line, readonly string[]>>>;
  /** Zone of the witness records; null: the first managed service's zone. */
  readonly witnessZone: string | null;
  /** Seals witness records; null until the leader has made one, and under a Go leader. */
  readonly clusterKey: Secret | null;
  readonly previousClusterKey: Secret | null;
  /** Minutes of silence before a verdict on a node without witness capability. */
  readonly timeoutMinutes: number;
  /** Whether clear secrets may be sent to nodes that run the Go program. */
  readonly legacyPeers: 'allow' | 'deny';
}

export interface Configuration extends ConfigurationDocument {
  readonly stamp: ConfigurationStamp;
}

/** Lexicographic order of (epoch, version): negative, zero or positive. */
export function compareStamps(
  a: { readonly epoch: number; readonly version: number },
  b: { readonly epoch: number; readonly version: number },
): number {
  return a.epoch - b.epoch || a.version - b.version;
}
