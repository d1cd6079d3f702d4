import type { Family } from './family.ts';
import type { Line } from './line.ts';
import type { Secret } from './secret.ts';
import type { ServiceKey } from './service.ts';

/** A change of the cluster's configuration, as a person asks for it. Absent properties stay as they are. */
export type Edit =
  | ({ readonly kind: 'node-add'; readonly url: string; readonly secret: Secret } & NodeSettings)
  | ({ readonly kind: 'node-set'; readonly node: string; readonly url?: string } & NodeSettings)
  | { readonly kind: 'node-remove'; readonly node: string }
  | {
      readonly kind: 'account-add';
      readonly provider: string;
      readonly keyId: string;
      readonly keySecret: Secret;
    }
  | {
      readonly kind: 'account-set';
      readonly provider: string;
      readonly keyId?: string;
      readonly keySecret?: Secret;
    }
  | { readonly kind: 'account-remove'; readonly provider: string }
  | {
      readonly kind: 'service-add';
      readonly name: string;
      readonly zone: string;
      readonly label: string;
      readonly provider: string;
      /** Names or codes of the nodes that carry it; absent: all. */
      readonly nodes?: readonly string[];
    }
  | {
      readonly kind: 'service-set';
      readonly zone: string;
      readonly label: string;
      readonly name?: string;
      readonly provider?: string;
      readonly nodes?: 'all' | readonly string[];
    }
  | {
      readonly kind: 'service-remove';
      readonly zone: string;
      readonly label: string;
      /** Delete the records that this cluster made; others are left in any case. */
      readonly deleteRecords: boolean;
    }
  | {
      readonly kind: 'cluster-set';
      readonly witnessZone?: string | null;
      readonly timeoutMinutes?: number;
      readonly legacyPeers?: 'allow' | 'deny';
      readonly backups?: { readonly line: Line; readonly nodes: readonly string[] };
    };

/** `node` in the edits above is a friendly name or a node code. */
export interface NodeSettings {
  readonly name?: string;
  readonly lines?: readonly Line[];
  readonly families?: readonly Family[];
  readonly priority?: number;
  readonly standby?: boolean;
  readonly maintenance?: boolean;
  readonly carries?: 'all' | readonly ServiceKey[];
}

/** What an act of configuration would do, or did, to the records at the provider. */
export type RecordAction =
  | { readonly action: 'create'; readonly cellKey: string; readonly node: string; readonly value: string }
  /** It exists, and from now on this program keeps it. */
  | { readonly action: 'adopt'; readonly cellKey: string; readonly value: string; readonly recordId: string }
  | { readonly action: 'delete'; readonly cellKey: string; readonly value: string; readonly recordId: string }
  /** It is left as it is; why. */
  | { readonly action: 'leave'; readonly cellKey: string; readonly why: LeaveReason };

/**
 * - `no-owner-address` nobody that owns the line has a known address
 * - `disabled`, `locked`, `ambiguous`, `foreign-type` what is found there is not ours to touch
 * - `not-made-here` it was not made by this cluster, so it is not deleted
 * - `line-unsupported` the zone's plan does not know the line
 */
export type LeaveReason =
  | 'no-owner-address'
  | 'disabled'
  | 'locked'
  | 'ambiguous'
  | 'foreign-type'
  | 'not-made-here'
  | 'line-unsupported';
