import type {
  PushedConfiguration,
  ReadStateAnswer,
  ReadStateRequest,
  ReplicateAnswer,
  ReplicateRequest,
} from '../cluster/peer/peer-api.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Edit, RecordAction } from '../model/edit.ts';
import type { Text } from '../model/text.ts';

/**
 * The contract between the HTTP routes and the daemon: what the outside can ask of a running node.
 * Refusals are AppErrors; `not-allowed` becomes the business code 405 of the API document.
 */
export interface Application {
  readState(request: ReadStateRequest): Promise<ReadStateAnswer>;
  replicate(request: ReplicateRequest): Promise<ReplicateAnswer>;

  /** Whether this is the node's own secret; in constant time. */
  isAuthorized(secret: string | null): boolean;

  view(): ClusterView;

  /** What an edit would change, without doing it. */
  preview(edit: Edit): Promise<EditReport>;
  /** Does it. Resolves when the change is durable; `touchRecords`: also create and delete as previewed. */
  apply(edit: Edit, touchRecords: boolean): Promise<EditReport>;

  plan(options: PlanOptions): Promise<PlanReport>;

  /** Leaves the cluster; on the leader `dissolve` must be true and dismisses every follower. */
  quit(dissolve: boolean): Promise<void>;
  /** Leader only: a follower says that it leaves, so it is no longer a member. */
  memberLeft(nodeId: string): Promise<void>;

  /** Stops all moves (own-address writes go on), or allows them again. */
  setFrozen(isFrozen: boolean): Promise<void>;
  /** Hands every held cell over; ends when they have changed hands or after 60 s. */
  drain(): Promise<{ readonly handedOver: number; readonly kept: number }>;
  /** Stale leader: take over a follower's newer configuration. */
  adoptConfiguration(node: string): Promise<void>;
  /** Stale leader or fork: raise the epoch over everything seen, so that this node's configuration wins. */
  forceConfiguration(): Promise<void>;
  /** Names of the witness records that the nodes use, to create them by hand. */
  witnessNames(): readonly { readonly node: string; readonly zone: string; readonly rr: string }[];
}

export type { PushedConfiguration };

export interface EditReport {
  /** What changes in the configuration, one sentence each. */
  readonly summary: readonly Text[];
  readonly records: readonly RecordAction[];
  /** Things to know, e.g. a name with ISP lines but no `default`. */
  readonly warnings: readonly Text[];
  /** (epoch, version) after the change; before it in a preview. */
  readonly stamp: { readonly epoch: number; readonly version: number };
  /** Record actions that failed, if any; the configuration itself is stored. */
  readonly failures: readonly Text[];
}

export interface PlanOptions {
  /** Names or codes of nodes to imagine dead. */
  readonly without: readonly string[];
}

export interface PlanReport {
  readonly at: number;
  /** One entry per managed record, in order of service, line and type. */
  readonly entries: readonly PlanEntry[];
  readonly warnings: readonly Text[];
}

export interface PlanEntry {
  readonly cellKey: string;
  readonly record: string;
  readonly type: string;
  readonly line: string;
  /** Present value; null: there is no record. */
  readonly value: string | null;
  readonly ttl: number | null;
  /** Friendly name of the present holder; null: unknown. */
  readonly holder: string | null;
  /** What would be written, by whom; null: nothing. */
  readonly change: {
    readonly by: string;
    /** Whether `by` is the node asked. */
    readonly isMine: boolean;
    readonly newValue: string;
    readonly reason: string;
  } | null;
  /** Why, or why not, in a sentence. */
  readonly why: Text;
  /** Seconds until visitors follow: verdict and write, and on top of it the TTL. Only with `without`. */
  readonly wait: { readonly failoverSeconds: number; readonly ttlSeconds: number } | null;
}
