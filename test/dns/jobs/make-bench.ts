/** A zone at a provider, a clock that does not make one wait, and a store, to make records with. */
import assert from 'node:assert/strict';
import { makeRecords } from '../../../src/dns/jobs/make-records.ts';
import type { MakeRecordsReport, MakeRecordsWorld } from '../../../src/dns/jobs/make-records.ts';
import type { Disturbance, MemoryAction } from '../../../src/dns/provider/memory/disturbance.ts';
import { MemoryDns } from '../../../src/dns/provider/memory/memory-dns.ts';
import { MemoryProvider } from '../../../src/dns/provider/memory/memory-provider.ts';
import type { NewRecord, ZoneRecord } from '../../../src/dns/provider/provider.ts';
import { AppError } from '../../../src/model/app-error.ts';
import type { RecordAction } from '../../../src/model/edit.ts';
import type { Line } from '../../../src/model/line.ts';
import { text } from '../../../src/model/text.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { systemRandom } from '../../../src/platform/random.ts';
import type { JournalRow, MadeRecord } from '../../../src/store/store.ts';
import { IdleClock } from '../../support/idle-clock.ts';

export const keyOf = (line: Line, zone = 'example.test'): string => `${zone}|www|A|${line}`;
export const create = (line: Line, value = '192.0.2.1', zone = 'example.test'): RecordAction => ({
  action: 'create',
  cellKey: keyOf(line, zone),
  node: 'Guangzhou',
  value,
});
export const standing = (line: Line, value = '192.0.2.9'): NewRecord => ({
  rr: 'www',
  type: 'A',
  line,
  value,
  ttl: null,
  remark: null,
});

/** A store that only remembers what it was told. */
export class Notes {
  readonly made: MadeRecord[] = [];
  readonly journal: JournalRow[] = [];
  isDown = false;

  async addMadeRecord(record: MadeRecord): Promise<void> {
    this.#assertUp();
    this.made.push(record);
  }

  async removeMadeRecord(provider: string, recordId: string): Promise<void> {
    this.#assertUp();
    const index = this.made.findIndex((one) => one.provider === provider && one.recordId === recordId);
    if (index >= 0) this.made.splice(index, 1);
  }

  async appendJournal(rows: readonly JournalRow[]): Promise<void> {
    this.#assertUp();
    this.journal.push(...rows);
  }

  #assertUp(): void {
    if (this.isDown) throw new AppError('unavailable', text('The database is down.', '数据库不可用。'));
  }
}

export class MakeBench {
  readonly clock = new IdleClock();
  readonly dns = new MemoryDns({ clock: this.clock, zones: ['example.test', 'other.test'] });
  readonly provider = new MemoryProvider({
    dns: this.dns,
    clock: this.clock,
    random: systemRandom,
    name: 'Ali',
  });
  readonly store = new Notes();

  async make(
    actions: readonly RecordAction[],
    differing: Partial<MakeRecordsWorld> = {},
  ): Promise<MakeRecordsReport> {
    const { provider, store, clock } = this;
    const world = { providerOf: () => provider, store, clock, log: silentLog, readDelayMs: 10_000 };
    return makeRecords(actions, { ...world, ...differing });
  }

  records(zone = 'example.test'): readonly ZoneRecord[] {
    return this.dns.list(zone);
  }

  /** By hand, not by the program. */
  add(record: NewRecord): ZoneRecord {
    const id = this.dns.add(null, 'example.test', record);
    const found = this.records().find((one) => one.id === id);
    assert.ok(found !== undefined);
    return found;
  }

  /** How many calls of this kind have left. */
  sent(action: MemoryAction): number {
    return this.provider.calls.filter((call) => call.action === action).length;
  }

  /** What befalls the next calls of this kind, one each. */
  disturb(action: MemoryAction, ...disturbances: readonly Disturbance[]): void {
    for (const disturbance of disturbances) this.provider.disturbNext(action, disturbance);
  }

  reasons(): readonly string[] {
    return this.store.journal.map(({ reason }) => reason);
  }
}
