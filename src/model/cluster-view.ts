import type { Configuration } from './configuration.ts';
import type { RecordType } from './family.ts';
import type { Line } from './line.ts';
import type { Identity } from './node.ts';
import type { Text } from './text.ts';

/**
 * A snapshot of what one node knows, for pages, metrics, the badge and the command line. All instants are
 * ms since 1970 on this node's clock.
 */
export interface ClusterView {
  readonly at: number;
  readonly startedAt: number;
  readonly version: string;
  readonly self: Identity;
  /** False on a follower that is in no cluster yet. */
  readonly isJoined: boolean;
  readonly configuration: Configuration;
  readonly boundLeaderId: string | null;
  /** This node first, then in the configuration's order. */
  readonly members: readonly MemberView[];
  readonly cells: readonly CellView[];
  /** Newest first, at most 50. */
  readonly recentChanges: readonly ChangeView[];
  readonly alarms: readonly Alarm[];
  readonly provider: ProviderView;
  /** This node's verified public addresses; null: not known. */
  readonly addresses: { readonly v4: string | null; readonly v6: string | null };
  readonly isFrozen: boolean;
  readonly isDryRun: boolean;
  readonly isDraining: boolean;
  readonly isWitnessActive: boolean;
  readonly isStoreReachable: boolean;
}

/** `self`; `unknown` nothing heard yet; `covered`: silent, but a witness vouches for it. */
export type MemberState = 'self' | 'unknown' | 'well' | 'silent' | 'covered' | 'dead';

/** Not judged lost: what the badge and the metrics count as online. A silent node counts until the verdict. */
export function isOnline(member: { readonly state: MemberState }): boolean {
  return member.state !== 'dead' && member.state !== 'unknown';
}

export interface MemberView {
  readonly id: string;
  readonly name: string;
  readonly state: MemberState;
  readonly isLegacy: boolean;
  /** ms since it was last heard; null: never, or itself. */
  readonly silenceMs: number | null;
  /** ms since the newest message of mine that it is known to have received. */
  readonly ackedAgeMs: number | null;
  readonly lastHeartbeatAt: number | null;
  readonly addresses: { readonly v4: string | null; readonly v6: string | null };
  readonly stamp: { readonly epoch: number; readonly version: number } | null;
  /** Instant since which it has been well without a break; null: it is not. */
  readonly wellSince: number | null;
}

/**
 * - `in-place` its value is the present address of the node that should hold it
 * - `away` held by another living node than the first in order
 * - `orphaned` its holder is dead or unfit
 * - `unknown-value` nobody claims the address found there
 * - `missing`, `ambiguous`, `disabled`, `locked` there is no single record that may be changed
 * - `unread` the zone could not be read yet
 */
export const CELL_STATES = [
  'in-place',
  'away',
  'orphaned',
  'unknown-value',
  'missing',
  'ambiguous',
  'disabled',
  'locked',
  'unread',
] as const;

export type CellState = (typeof CELL_STATES)[number];

export interface CellView {
  readonly key: string;
  readonly zone: string;
  readonly label: string;
  readonly type: RecordType;
  readonly line: Line;
  readonly state: CellState;
  readonly value: string | null;
  readonly ttl: number | null;
  /** Id of the node that holds it; null: unknown. */
  readonly holderId: string | null;
  /** Ids in the order of succession. */
  readonly succession: readonly string[];
  /** Since when the value has been as it is, as far as this node knows. */
  readonly since: number | null;
}

export interface ChangeView {
  readonly at: number;
  readonly cellKey: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  readonly reason: string;
}

export interface Alarm {
  /** kebab-case, stable: `ambiguous-cell`, `config-fork`, `stale-leader`, `duplicate-identity`, … */
  readonly code: string;
  readonly text: Text;
  readonly since: number;
}

export interface ProviderView {
  readonly isUp: boolean;
  readonly lastReadAt: number | null;
  readonly lastError: string | null;
}
