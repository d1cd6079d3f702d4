import type { Configuration, ConfigurationStamp } from '../../model/configuration.ts';
import type { ExitNote, Heartbeat } from '../../model/heartbeat.ts';
import type { Identity } from '../../model/node.ts';
import type { Secret } from '../../model/secret.ts';

/**
 * What nodes ask of one another, in our own words. `wire/` turns it into the original's JSON and back; the
 * HTTP client and the HTTP routes both go through it.
 */

/** `getClusterInfo`. */
export interface ReadStateRequest {
  readonly secret: string | null;
  /** Absent when the asker runs the Go program, or is a person. */
  readonly heartbeat: Heartbeat | null;
  /** From the watcher of a node whose process is gone; such a request has no heartbeat. */
  readonly exitNote?: ExitNote | null;
}

export type ReadStateAnswer =
  | { readonly kind: 'unauthorized' }
  /** The main loop does not run: the node must fall silent (HTTP 500). */
  | { readonly kind: 'stalled' }
  | { readonly kind: 'state'; readonly snapshot: NodeSnapshot; readonly heartbeat: Heartbeat | null };

/** One node's settings and its view of the cluster, as `cocoaBasic` shows them. */
export interface NodeSnapshot {
  readonly identity: Identity;
  /** False on a follower that is in no cluster yet (business code 201). */
  readonly isJoined: boolean;
  readonly configuration: Configuration;
  /** Per node id. Nodes without an entry were never heard. */
  readonly liveness: Readonly<Record<string, MemberLiveness>>;
  readonly apiPort: number;
  readonly isBehindReverseProxy: boolean;
  readonly databaseType: string;
  /** Data source name with its password masked. */
  readonly maskedDsn: string;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface MemberLiveness {
  /** Local wall clock minus age, ms since 1970; null: never. */
  readonly lastHeartbeatAt: number | null;
  readonly health: 'alive' | 'unreachable' | 'unknown';
}

/** `updateClusterInfo`. */
export interface ReplicateRequest {
  readonly secret: string | null;
  readonly pushed: PushedConfiguration;
}

export interface PushedConfiguration {
  readonly configuration: Configuration;
  /** False when the pusher knows no versions (the Go program). */
  readonly isVersioned: boolean;
}

export type ReplicateAnswer =
  | { readonly kind: 'not-a-follower' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'stored' }
  | { readonly kind: 'unchanged' }
  /** Business code 409: the follower keeps what it has and says which that is. */
  | { readonly kind: 'refused'; readonly why: RefusalReason; readonly stamp: ConfigurationStamp };

export type RefusalReason = 'older' | 'config-fork' | 'two-leaders' | 'unversioned';

/** How a peer is reached. */
export interface PeerTarget {
  readonly id: string | null;
  readonly url: string;
  readonly secret: Secret;
}

/** What the asker gets. To the caller there is an answer or there is none; finer codes mislead. */
export type PeerReadAnswer =
  | {
      readonly kind: 'state';
      readonly isJoined: boolean;
      /** null: the peer runs the Go program. */
      readonly heartbeat: Heartbeat | null;
      /** What the peer says it is; its own entry. The secret is empty unless it chose to tell. null: a brief answer. */
      readonly self: Identity | null;
      /**
       * The peer's whole view, present when the request carried no heartbeat. Its secrets are empty, unless
       * the peer runs this program and the asker is the leader named in the configuration: then they came
       * sealed and are complete, so that it can be adopted.
       */
      readonly configuration: Configuration | null;
    }
  | { readonly kind: 'unauthorized' }
  /** No answer, or none that can be understood. `why` is for logs. */
  | { readonly kind: 'silent'; readonly why: string };

export type PeerReplicateAnswer =
  | { readonly kind: 'stored' }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'not-a-follower' }
  | { readonly kind: 'refused'; readonly stamp: ConfigurationStamp | null }
  | { readonly kind: 'silent'; readonly why: string };

/** The contract of asking a peer. Never throws; ends within `timeoutMs` of the call. */
export interface PeerClient {
  readState(target: PeerTarget, heartbeat: Heartbeat | null, timeoutMs: number): Promise<PeerReadAnswer>;
  /**
   * `liveness`: give it for a peer that runs the Go program, which copies it and judges the others by it;
   * such a push leaves out the cluster keys, which only this program reads. Nodes never heard, and without
   * `liveness` all nodes, are shown with the present time. A peer of this program ignores all that.
   */
  replicate(
    target: PeerTarget,
    configuration: Configuration,
    timeoutMs: number,
    liveness?: Readonly<Record<string, MemberLiveness>>,
  ): Promise<PeerReplicateAnswer>;
  /** Asks a node to leave its cluster (`quit`). */
  dismiss(target: PeerTarget, timeoutMs: number): Promise<PeerReplicateAnswer>;
  /** Tells the leader that this node leaves; `stored`: it has taken note. */
  announceLeave(target: PeerTarget, nodeId: string, timeoutMs: number): Promise<PeerReplicateAnswer>;
}
