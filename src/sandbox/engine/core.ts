import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Random } from '../../platform/random.ts';
import { faultBook, type FaultBook } from '../fault-book.ts';
import { journal, type Journal, type JournalEntry } from '../journal.ts';
import { nonceBook, type NonceBook } from '../nonce-book.ts';
import { rateCounter, type RateCounter } from '../rate-limit.ts';
import { recordDatabase, type Commit, type RecordDatabase } from '../record-database.ts';
import { idSource } from '../record-id.ts';
import type { SandboxRecord } from '../record.ts';
import type { SandboxAccount } from '../account.ts';
import type { SandboxZone } from '../zone.ts';
import type { Settings } from './options.ts';

/** The sandbox without its sockets: what the API, the admin interface and the name server work on. */
export interface Core {
  readonly zones: readonly SandboxZone[];
  readonly accounts: readonly SandboxAccount[];
  readonly database: RecordDatabase;
  readonly faults: FaultBook;
  readonly journal: Journal;
  readonly nonces: NonceBook;
  readonly rates: RateCounter;
  readonly clockWindowMs: number;
  readonly writeTakesMs: number;
  /** Zones with a write in progress. */
  readonly busyZones: Set<string>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  newId(): string;
  /** Applies a decision; resolves when it is on disk, if records are kept there. */
  commit(commit: Commit): Promise<void>;
}

export interface Keeping {
  /** Writes the present records down; resolves when they are safe. */
  readonly saveRecords: (database: RecordDatabase) => Promise<void>;
  readonly keepEntry: (entry: JournalEntry) => void;
}

export interface KeptRecords {
  readonly records: readonly SandboxRecord[];
  readonly weighted: readonly string[];
}

export function createCore(settings: Settings, kept: KeptRecords, keeping: Keeping): Core {
  const { clock, random } = settings;
  const database = recordDatabase(kept.records, kept.weighted);
  const nextId = idSource(kept.records.map(({ id }) => id));
  return {
    zones: settings.zones,
    accounts: settings.accounts,
    database,
    faults: faultBook(),
    journal: journal(settings.journalLimit, keeping.keepEntry),
    // A timestamp may lie in the future by the window and stays good for another one after that.
    nonces: nonceBook(2 * settings.clockWindowMs),
    rates: rateCounter(settings.rateLimits),
    clockWindowMs: settings.clockWindowMs,
    writeTakesMs: settings.writeTakesMs,
    busyZones: new Set(),
    clock,
    random,
    log: settings.log,
    newId: () => nextId(clock.wallMs(), random.next()),
    async commit(commit) {
      if (commit.changes.length === 0 && commit.switches.length === 0) return;
      database.apply(commit);
      await keeping.saveRecords(database);
    },
  };
}
