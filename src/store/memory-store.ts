// The store without a disk, for the simulator and for tests. Whatever goes in or comes out is copied, so that
// nobody can change stored state by keeping hold of an object.
import type { Identity } from '../model/node.ts';
import { surplusClaims } from './surplus-claims.ts';
import { Secret } from '../model/secret.ts';
import { orderMemory, sortedBy } from './order-memory.ts';
import { alreadyInitialised, changedMeanwhile, notInitialised } from './store-errors.ts';
import type { ClusterRecord, JournalRow, MadeRecord, Memory, Store } from './store.ts';

const EMPTY_MEMORY: Memory = { addressBook: [], ownAddresses: [], flaps: [], takeOvers: [] };

/** `state` outlives the object: a crashed machine in the simulator opens a new store on the old state. */
export class MemoryStore implements Store {
  readonly #state: MemoryState;

  constructor(state: MemoryState = new MemoryState()) {
    this.#state = state;
  }

  async prepare(): Promise<void> {
    return undefined;
  }

  async loadIdentity(): Promise<Identity | null> {
    return copy(this.#state.identity);
  }

  async initialise(identity: Identity, cluster: ClusterRecord): Promise<void> {
    if (this.#state.identity !== null) throw alreadyInitialised();
    const copies = copy({ identity, cluster });
    this.#state.identity = copies.identity;
    this.#state.cluster = copies.cluster;
  }

  async loadCluster(): Promise<ClusterRecord> {
    return copy(this.#cluster());
  }

  async saveCluster(
    next: ClusterRecord,
    expected: { readonly epoch: number; readonly version: number },
  ): Promise<void> {
    const { stamp } = this.#cluster().configuration;
    if (stamp.epoch !== expected.epoch || stamp.version !== expected.version) {
      throw changedMeanwhile(expected, stamp);
    }
    this.#state.cluster = copy(next);
  }

  /** Happens in one go, so there is never a conflict. */
  async editCluster(change: (current: ClusterRecord) => ClusterRecord): Promise<ClusterRecord> {
    const next = copy(change(copy(this.#cluster())));
    this.#state.cluster = next;
    return copy(next);
  }

  async loadMemory(): Promise<Memory> {
    return copy(orderMemory(this.#state.memory));
  }

  async saveMemory(changes: Partial<Memory>): Promise<void> {
    const { memory } = this.#state;
    const added = copy({ ...EMPTY_MEMORY, ...changes });
    this.#state.memory = {
      addressBook: merge(memory.addressBook, added.addressBook, (claim) => [
        claim.nodeId,
        claim.family,
        claim.address,
      ]),
      ownAddresses: merge(memory.ownAddresses, added.ownAddresses, (own) => [own.family, own.address]),
      flaps: merge(memory.flaps, added.flaps, (flap) => [flap.nodeId, flap.at]),
      takeOvers: merge(memory.takeOvers, added.takeOvers, (takeOver) => [takeOver.cellKey, takeOver.at]),
    };
  }

  async prune(before: {
    readonly ownAddresses: number;
    readonly events: number;
    readonly journal: number;
  }): Promise<void> {
    const { memory, journal } = this.#state;
    const surplus = surplusClaims(memory.addressBook);
    this.#state.memory = {
      addressBook: memory.addressBook.filter((claim) => !surplus.includes(claim)),
      ownAddresses: memory.ownAddresses.filter((own) => own.lastSeenAt >= before.ownAddresses),
      flaps: memory.flaps.filter((flap) => flap.at >= before.events),
      takeOvers: memory.takeOvers.filter((takeOver) => takeOver.at >= before.events),
    };
    this.#state.journal = journal.filter((row) => row.at >= before.journal);
  }

  async appendJournal(rows: readonly JournalRow[]): Promise<void> {
    // Through JSON as on disk: what JSON cannot carry does not come back.
    const stored = rows.map((row) => ({ ...row, evidence: viaJson(row.evidence) }));
    this.#state.journal = [...this.#state.journal, ...stored];
  }

  async readJournal(limit: number): Promise<readonly JournalRow[]> {
    return copy(this.#state.journal.toReversed().slice(0, Math.max(limit, 0)));
  }

  async addMadeRecord(record: MadeRecord): Promise<void> {
    this.#state.madeRecords = merge(this.#state.madeRecords, [copy(record)], (made) => [
      made.provider,
      made.recordId,
    ]);
  }

  async listMadeRecords(): Promise<readonly MadeRecord[]> {
    return copy(sortedBy(this.#state.madeRecords, (made) => [made.provider, made.recordId]));
  }

  async removeMadeRecord(provider: string, recordId: string): Promise<void> {
    this.#state.madeRecords = this.#state.madeRecords.filter(
      (made) => made.provider !== provider || made.recordId !== recordId,
    );
  }

  async isReachable(): Promise<boolean> {
    return true;
  }

  async close(): Promise<void> {
    return undefined;
  }

  #cluster(): ClusterRecord {
    const { cluster } = this.#state;
    if (cluster === null) throw notInitialised();
    return cluster;
  }
}

/** What a machine's disk holds. Only MemoryStore looks inside. */
export class MemoryState {
  identity: Identity | null = null;
  cluster: ClusterRecord | null = null;
  memory: Memory = EMPTY_MEMORY;
  journal: readonly JournalRow[] = [];
  madeRecords: readonly MadeRecord[] = [];
}

/** Adds entries, replacing those with the same key. */
function merge<T>(
  old: readonly T[],
  added: readonly T[],
  keyOf: (item: T) => readonly unknown[],
): readonly T[] {
  if (added.length === 0) return old;
  const byKey = new Map<string, T>();
  for (const item of [...old, ...added]) byKey.set(JSON.stringify(keyOf(item)), item);
  return [...byKey.values()];
}

/** A deep copy. Secrets never change and are passed on; `structuredClone` would take their value away. */
function copy<T>(value: T): T {
  return copyAny(value) as T;
}

function copyAny(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return value;
  if (Array.isArray(value)) return value.map(copyAny);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyAny(inner)]));
}

function viaJson(evidence: JournalRow['evidence']): JournalRow['evidence'] {
  return JSON.parse(JSON.stringify(evidence)) as JournalRow['evidence'];
}
