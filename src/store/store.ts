import type { Configuration } from '../model/configuration.ts';
import type { Family } from '../model/family.ts';
import type { Identity } from '../model/node.ts';

/**
 * The contract of durable state. Obligations (test/store/store-contract.ts):
 * - Every method that changes something is one transaction: after a crash at any moment all of it is there
 *   or nothing. When the promise resolves, it is on disk.
 * - `saveCluster` is a compare-and-set on (epoch, version): of concurrent writers, in whatever process, one
 *   wins and the others get an AppError `conflict` and change nothing.
 * - A database that does not answer makes a method throw an AppError `unavailable` within 10 s. The next call
 *   tries anew; nobody has to reopen anything.
 * - Texts are kept as given, in any script.
 * - No liveness is stored: when who was last heard is not durable state.
 */
export interface Store {
  /** Connects and brings the schema up to date. May be called again after a failure. */
  prepare(): Promise<void>;

  /** null: this store was never initialised. */
  loadIdentity(): Promise<Identity | null>;

  /** Writes identity and first configuration; AppError `conflict` when there is one already. */
  initialise(identity: Identity, cluster: ClusterRecord): Promise<void>;

  /** AppError `not-found` before `initialise`. */
  loadCluster(): Promise<ClusterRecord>;

  /** Replaces the configuration if the stored (epoch, version) still is `expected`. */
  saveCluster(
    next: ClusterRecord,
    expected: { readonly epoch: number; readonly version: number },
  ): Promise<void>;

  /** Loads, changes and saves, again from the start on a conflict, at most 50 times. */
  editCluster(change: (current: ClusterRecord) => ClusterRecord): Promise<ClusterRecord>;

  loadMemory(): Promise<Memory>;
  /** Adds or replaces the given entries; others stay. */
  saveMemory(changes: Partial<Memory>): Promise<void>;
  /**
   * Forgets history that is older than these instants (ms since 1970, local clock), and of the address book all
   * but the 16 former addresses claimed last per node and family.
   */
  prune(before: {
    readonly ownAddresses: number;
    readonly events: number;
    readonly journal: number;
  }): Promise<void>;

  appendJournal(rows: readonly JournalRow[]): Promise<void>;
  /** Newest first. */
  readJournal(limit: number): Promise<readonly JournalRow[]>;

  /** Records this cluster created, so that it deletes only what it made. */
  addMadeRecord(record: MadeRecord): Promise<void>;
  listMadeRecords(): Promise<readonly MadeRecord[]>;
  removeMadeRecord(provider: string, recordId: string): Promise<void>;

  /** Whether the database answers now. */
  isReachable(): Promise<boolean>;
  close(): Promise<void>;
}

/** The configuration and whom this node takes it from. */
export interface ClusterRecord {
  readonly configuration: Configuration;
  /** The leader whose pushes are accepted; null: none yet. */
  readonly boundLeaderId: string | null;
}

/** What the protocol remembers over a restart (never liveness). */
export interface Memory {
  readonly addressBook: readonly AddressClaim[];
  readonly ownAddresses: readonly OwnAddress[];
  readonly flaps: readonly FlapEvent[];
  readonly takeOvers: readonly TakeOverEvent[];
}

/** Unique by (nodeId, family, address). */
export interface AddressClaim {
  readonly nodeId: string;
  readonly family: Family;
  readonly address: string;
  readonly kind: 'current' | 'previous';
  /** Counts claims upward; the larger was made later. Not a time. */
  readonly order: number;
}

/** Unique by (family, address). Times are ms since 1970 on the local clock. */
export interface OwnAddress {
  readonly family: Family;
  readonly address: string;
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** A peer went from well to dead. */
export interface FlapEvent {
  readonly nodeId: string;
  readonly at: number;
}

/** I took a cell by verdict; `overturned` when the former holder proved to be alive. Unique by (cellKey, at). */
export interface TakeOverEvent {
  readonly nodeId: string;
  readonly cellKey: string;
  readonly at: number;
  readonly overturned: boolean;
}

export interface JournalRow {
  /** ms since 1970, local clock. */
  readonly at: number;
  readonly cellKey: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
  /** `own-address`, `yielded`, `taken-over`, `created`, `adopted`, `deleted`, … */
  readonly reason: string;
  /** Plain JSON. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface MadeRecord {
  readonly provider: string;
  readonly zone: string;
  readonly recordId: string;
  readonly cellKey: string;
}
