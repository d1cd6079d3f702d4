// The store on SQLite, MySQL or MariaDB: which rows does each promise of the contract touch?
import { surplusClaims } from '../surplus-claims.ts';
import type { Identity } from '../../model/node.ts';
import { alreadyInitialised, changedMeanwhile, notInitialised } from '../store-errors.ts';
import type { ClusterRecord, JournalRow, MadeRecord, Memory, Store } from '../store.ts';
import { identityOf, identityRow, readCluster, readStamp, writeCluster } from './configuration-rows.ts';
import { readMemory, writeMemory } from './memory-rows.ts';
import { insertAll, numberOf, type Row, textOf, textOrNull, upsertAll } from './rows.ts';
import { PassedOn, type SqlDatabase } from './sql-database.ts';

const IDENTITY_ID = 1;

export class SqlStore implements Store {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async prepare(): Promise<void> {
    await this.#database.prepare();
  }

  async loadIdentity(): Promise<Identity | null> {
    return this.#database.read(async (trx) => {
      const row = (await trx('cs_identity').where({ id: IDENTITY_ID }).first()) as Row | undefined;
      return row === undefined ? null : identityOf(row);
    });
  }

  async initialise(identity: Identity, cluster: ClusterRecord): Promise<void> {
    await this.#database.write(async (trx) => {
      const row: unknown = await trx('cs_identity').where({ id: IDENTITY_ID }).first('id');
      if (row !== undefined) throw alreadyInitialised();
      await trx('cs_identity').insert({ id: IDENTITY_ID, ...identityRow(identity) });
      await writeCluster(trx, cluster);
    });
  }

  async loadCluster(): Promise<ClusterRecord> {
    const record = await this.#database.read(readCluster);
    if (record === null) throw notInitialised();
    return record;
  }

  async saveCluster(
    next: ClusterRecord,
    expected: { readonly epoch: number; readonly version: number },
  ): Promise<void> {
    await this.#database.write(async (trx) => {
      const stored = await readStamp(trx);
      if (stored === null) throw notInitialised();
      if (stored.epoch !== expected.epoch || stored.version !== expected.version) {
        throw changedMeanwhile(expected, stored);
      }
      await writeCluster(trx, next);
    });
  }

  /** Nobody else can write between its reading and its writing, so there is no conflict to start again from. */
  async editCluster(change: (current: ClusterRecord) => ClusterRecord): Promise<ClusterRecord> {
    return this.#database.write(async (trx) => {
      const current = await readCluster(trx);
      if (current === null) throw notInitialised();
      const next = callChange(change, current);
      await writeCluster(trx, next);
      return next;
    });
  }

  async loadMemory(): Promise<Memory> {
    return this.#database.read(readMemory);
  }

  async saveMemory(changes: Partial<Memory>): Promise<void> {
    await this.#database.write(async (trx) => writeMemory(trx, changes));
  }

  async prune(before: {
    readonly ownAddresses: number;
    readonly events: number;
    readonly journal: number;
  }): Promise<void> {
    await this.#database.write(async (trx) => {
      await trx('cs_own_addresses').where('last_seen_at', '<', before.ownAddresses).del();
      await trx('cs_flaps').where('at', '<', before.events).del();
      await trx('cs_take_overs').where('at', '<', before.events).del();
      await trx('cs_journal').where('at', '<', before.journal).del();
      for (const { nodeId, family, address } of surplusClaims((await readMemory(trx)).addressBook)) {
        await trx('cs_address_book').where({ node_id: nodeId, family, address }).del();
      }
    });
  }

  async appendJournal(rows: readonly JournalRow[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#database.write(async (trx) => insertAll(trx, 'cs_journal', rows.map(journalColumns)));
  }

  async readJournal(limit: number): Promise<readonly JournalRow[]> {
    const rows = await this.#database.read(
      async (trx) => (await trx('cs_journal').orderBy('id', 'desc').limit(Math.max(limit, 0))) as Row[],
    );
    return rows.map(journalRowOf);
  }

  async addMadeRecord(record: MadeRecord): Promise<void> {
    const { provider, recordId, zone, cellKey } = record;
    const row = { provider, record_id: recordId, zone, cell_key: cellKey };
    await this.#database.write(async (trx) =>
      upsertAll(trx, 'cs_made_records', ['provider', 'record_id'], [row]),
    );
  }

  async listMadeRecords(): Promise<readonly MadeRecord[]> {
    const rows = await this.#database.read(
      async (trx) => (await trx('cs_made_records').orderBy(['provider', 'record_id'])) as Row[],
    );
    return rows.map((row) => ({
      provider: textOf(row, 'provider'),
      zone: textOf(row, 'zone'),
      recordId: textOf(row, 'record_id'),
      cellKey: textOf(row, 'cell_key'),
    }));
  }

  async removeMadeRecord(provider: string, recordId: string): Promise<void> {
    await this.#database.write(async (trx) =>
      trx('cs_made_records').where({ provider, record_id: recordId }).del(),
    );
  }

  async isReachable(): Promise<boolean> {
    return this.#database.isReachable();
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}

function callChange(
  change: (current: ClusterRecord) => ClusterRecord,
  current: ClusterRecord,
): ClusterRecord {
  try {
    return change(current);
  } catch (error) {
    throw new PassedOn(error);
  }
}

function journalColumns(row: JournalRow): Row {
  return {
    at: row.at,
    cell_key: row.cellKey,
    old_value: row.oldValue,
    new_value: row.newValue,
    reason: row.reason,
    evidence: JSON.stringify(row.evidence),
  };
}

function journalRowOf(row: Row): JournalRow {
  return {
    at: numberOf(row, 'at'),
    cellKey: textOf(row, 'cell_key'),
    oldValue: textOrNull(row, 'old_value'),
    newValue: textOrNull(row, 'new_value'),
    reason: textOf(row, 'reason'),
    evidence: JSON.parse(textOf(row, 'evidence')) as JournalRow['evidence'],
  };
}
