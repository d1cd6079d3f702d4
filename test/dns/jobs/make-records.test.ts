import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { makeRecords } from '../../../src/dns/jobs/make-records.ts';
import type { MakeRecordsReport, MakeRecordsWorld } from '../../../src/dns/jobs/make-records.ts';
import {
  ANSWER_LOST,
  FORBIDDEN,
  SILENT,
  THROTTLED,
  UNREACHABLE,
} from '../../../src/dns/provider/memory/disturbance.ts';
import type { Disturbance } from '../../../src/dns/provider/memory/disturbance.ts';
import { MemoryDns } from '../../../src/dns/provider/memory/memory-dns.ts';
import { MemoryProvider } from '../../../src/dns/provider/memory/memory-provider.ts';
import type { NewRecord, ZoneRecord } from '../../../src/dns/provider/provider.ts';
import { AppError } from '../../../src/model/app-error.ts';
import type { RecordAction } from '../../../src/model/edit.ts';
import type { Line } from '../../../src/model/line.ts';
import { LINES } from '../../../src/model/line.ts';
import { text } from '../../../src/model/text.ts';
import { silentLog } from '../../../src/platform/log.ts';
import { systemRandom } from '../../../src/platform/random.ts';
import type { JournalRow, MadeRecord } from '../../../src/store/store.ts';
import { IdleClock } from '../../support/idle-clock.ts';

const keyOf = (line: Line, zone = 'example.test'): string => `${zone}|www|A|${line}`;
const create = (line: Line, value = '192.0.2.1', zone = 'example.test'): RecordAction => ({
  action: 'create',
  cellKey: keyOf(line, zone),
  node: 'Guangzhou',
  value,
});
const standing = (line: Line, value = '192.0.2.9'): NewRecord => ({
  rr: 'www',
  type: 'A',
  line,
  value,
  ttl: null,
  remark: null,
});

/** A store that only remembers what it was told. */
class Notes {
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

describe('makeRecords', () => {
  let clock: IdleClock;
  let dns: MemoryDns;
  let provider: MemoryProvider;
  let store: Notes;
  let world: MakeRecordsWorld;

  beforeEach(() => {
    clock = new IdleClock();
    dns = new MemoryDns({ clock, zones: ['example.test', 'other.test'] });
    provider = new MemoryProvider({ dns, clock, random: systemRandom, name: 'Ali' });
    store = new Notes();
    world = { providerOf: () => provider, store, clock, log: silentLog, readDelayMs: 10_000 };
  });

  const records = (zone = 'example.test'): readonly ZoneRecord[] => dns.list(zone);
  const add = (record: NewRecord): ZoneRecord => {
    const id = dns.add(null, 'example.test', record);
    const found = records().find((one) => one.id === id);
    assert.ok(found !== undefined);
    return found;
  };
  const make = async (...actions: readonly RecordAction[]): Promise<MakeRecordsReport> =>
    makeRecords(actions, world);
  const sent = (action: string): number => provider.calls.filter((call) => call.action === action).length;
  const disturb = (
    action: 'addRecord' | 'deleteRecord' | 'readZone',
    ...faults: readonly Disturbance[]
  ): void => {
    for (const fault of faults) provider.disturbNext(action, fault);
  };
  const reasons = (): readonly string[] => store.journal.map(({ reason }) => reason);

  it('creates records with the plan’s least TTL and a remark, and remembers having made them', async () => {
    const report = await make(create('default'), create('cernet', '192.0.2.2'));
    assert.deepEqual(report.failures, []);
    assert.equal(report.done.length, 2);
    assert.deepEqual(
      records().map(({ rr, line, value, ttl, remark }) => [rr, line, value, ttl, remark]),
      [
        ['www', 'default', '192.0.2.1', 600, 'CocoaSyncer'],
        ['www', 'cernet', '192.0.2.2', 600, 'CocoaSyncer'],
      ],
    );
    assert.deepEqual(
      store.made,
      records().map(({ id, line }) => ({
        provider: 'Ali',
        zone: 'example.test',
        recordId: id,
        cellKey: keyOf(line ?? 'default'),
      })),
    );
    assert.deepEqual(
      store.journal.map(({ reason, oldValue, newValue }) => [reason, oldValue, newValue]),
      [
        ['created', null, '192.0.2.1'],
        ['created', null, '192.0.2.2'],
      ],
    );
  });

  it('does nothing the second time: what stands there is taken as it is', async () => {
    await make(create('default'));
    const report = await make(create('default', '192.0.2.5'));
    assert.equal(report.failures.length, 0);
    assert.deepEqual(
      records().map(({ value }) => value),
      ['192.0.2.1'],
    );
    assert.deepEqual(reasons(), ['created', 'adopted']);
    assert.equal(store.made.length, 1);
  });

  it('asks nobody when there is nothing to do', async () => {
    const report = await make({ action: 'leave', cellKey: keyOf('default'), why: 'disabled' });
    assert.deepEqual(report, { done: [], failures: [] });
    assert.equal(provider.calls.length, 0);
  });

  it('adopts a record without touching it or claiming to have made it', async () => {
    const { id, value } = add(standing('default'));
    const before = records();
    const report = await make({ action: 'adopt', cellKey: keyOf('default'), value, recordId: id });
    assert.equal(report.done.length, 1);
    assert.deepEqual(records(), before);
    assert.deepEqual(store.made, []);
    assert.deepEqual(reasons(), ['adopted']);
    assert.equal(sent('addRecord') + sent('updateValue') + sent('deleteRecord'), 0);
  });

  it('does not adopt what has been disabled, doubled or deleted since', async () => {
    const { id, value } = add(standing('default'));
    const adopt: RecordAction = { action: 'adopt', cellKey: keyOf('default'), value, recordId: id };
    dns.editByHand('example.test', id, { enabled: false });
    assert.match((await make(adopt)).failures[0]?.en ?? '', /no longer as the plan showed it/);
    dns.editByHand('example.test', id, { enabled: true });
    add(standing('default', '192.0.2.10'));
    assert.equal((await make(adopt)).failures.length, 1);
    for (const record of records()) dns.remove(null, 'example.test', record.id);
    assert.equal((await make(adopt)).failures.length, 1);
    assert.deepEqual(reasons(), []);
  });

  it('claims a record whose answer was lost, once a later read shows it', async () => {
    disturb('addRecord', ANSWER_LOST);
    const startedAt = clock.monotonicMs();
    const report = await make(create('default'));
    assert.deepEqual(report.failures, []);
    assert.equal(records().length, 1);
    assert.equal(sent('addRecord'), 1);
    assert.equal(store.made[0]?.recordId, records()[0]?.id);
    assert.deepEqual(reasons(), ['created']);
    assert.ok(clock.monotonicMs() - startedAt >= 10_000, 'it read before the provider must show the write');
  });

  it('repeats a call that hung and had no effect', async () => {
    disturb('addRecord', SILENT);
    const report = await make(create('default'));
    assert.deepEqual(report.failures, []);
    assert.equal(sent('addRecord'), 2);
    assert.equal(records().length, 1);
  });

  it('makes no duplicate when even the later read is stale', async () => {
    disturb('addRecord', ANSWER_LOST);
    disturb('readZone', {}, { stalenessMs: 60_000 });
    const report = await make(create('default'));
    assert.deepEqual(report.failures, []);
    assert.equal(sent('addRecord'), 2);
    assert.equal(records().length, 1);
    assert.deepEqual(
      store.made.map(({ recordId }) => recordId),
      records().map(({ id }) => id),
    );
  });

  it('says so when it cannot be confirmed whether a record was made', async () => {
    disturb('addRecord', ANSWER_LOST);
    disturb('readZone', {}, UNREACHABLE, UNREACHABLE, UNREACHABLE);
    const report = await make(create('default'));
    assert.match(report.failures[0]?.en ?? '', /www\.example\.test A \(default\): it could not be confirmed/);
    assert.deepEqual([report.done.length, store.made.length, sent('addRecord')], [0, 0, 1]);
  });

  it('takes for its own no record that was there before it asked', async () => {
    const { id } = add(standing('default', '192.0.2.1'));
    disturb('readZone', { stalenessMs: 60_000 });
    const report = await make(create('default', '192.0.2.1'));
    assert.deepEqual(report.failures, []);
    assert.deepEqual(
      records().map((record) => record.id),
      [id],
    );
    assert.deepEqual(store.made, []);
    assert.deepEqual(reasons(), ['adopted']);
  });

  it('waits out throttling, and gives up after three attempts', async () => {
    disturb('addRecord', THROTTLED, THROTTLED);
    assert.deepEqual((await make(create('default'))).failures, []);
    disturb('addRecord', THROTTLED, THROTTLED, THROTTLED);
    const report = await make(create('overseas'), create('cernet'));
    assert.match(
      report.failures.map(({ en }) => en).join(),
      /^www\.example\.test A \(overseas\): .*Throttling\.User/,
    );
    assert.deepEqual(
      records().map(({ line }) => line),
      ['default', 'cernet'],
    );
  });

  it('does not repeat what is refused for good, and stops after three refusals in a row', async () => {
    disturb('addRecord', FORBIDDEN, FORBIDDEN, FORBIDDEN);
    const report = await make(...LINES.map((line) => create(line)));
    assert.equal(sent('addRecord'), 3);
    assert.equal(report.failures.length, 4);
    assert.match(report.failures[3]?.en ?? '', /3 more record\(s\) were not attempted/);
    assert.equal(records().length, 0);
  });

  it('leaves a zone alone that cannot be read, and goes on with the others', async () => {
    disturb('readZone', FORBIDDEN);
    const report = await make(create('default'), create('default', '192.0.2.1', 'other.test'));
    assert.equal(records().length, 0);
    assert.equal(records('other.test').length, 1);
    assert.match(report.failures.map(({ en }) => en).join(), /^example\.test could not be read/);
  });

  it('names zones without an account', async () => {
    world = { ...world, providerOf: (zone) => (zone === 'example.test' ? null : provider) };
    const report = await make(create('default'), create('default', '192.0.2.1', 'other.test'));
    assert.match(report.failures.map(({ en }) => en).join(), /^example\.test: there is no account/);
    assert.equal(report.done.length, 1);
  });

  it('attempts nothing more once it is told to stop', async () => {
    const stop = new AbortController();
    world = { ...world, signal: stop.signal };
    disturb('addRecord', ANSWER_LOST);
    const made = make(create('default'), create('cernet'));
    clock.after(5_000, () => {
      stop.abort();
    });
    const report = await made;
    assert.equal(sent('addRecord'), 1);
    assert.match(report.failures.map(({ en }) => en).join('\n'), /could not be confirmed[^]*1 more record/);
  });

  it('reports a store that fails, and stops before the zone fills with records nobody remembers', async () => {
    store.isDown = true;
    const report = await make(...LINES.map((line) => create(line)));
    assert.equal(records().length, 3);
    assert.equal(report.done.length, 3);
    assert.match(report.failures[0]?.en ?? '', /could not be written down here: The database is down/);
  });

  describe('deleting', () => {
    let made: ZoneRecord;
    const remove = (): RecordAction => ({
      action: 'delete',
      cellKey: keyOf('default'),
      value: made.value,
      recordId: made.id,
    });

    beforeEach(() => {
      made = add(standing('default'));
      store.made.push({
        provider: 'Ali',
        zone: 'example.test',
        recordId: made.id,
        cellKey: keyOf('default'),
      });
    });

    it('removes the record by id and forgets having made it', async () => {
      const other = add(standing('default', '192.0.2.10'));
      assert.deepEqual((await make(remove())).failures, []);
      assert.deepEqual(records(), [other]);
      assert.deepEqual(store.made, []);
      assert.deepEqual(
        store.journal.map(({ reason, oldValue, newValue }) => [reason, oldValue, newValue]),
        [['deleted', '192.0.2.9', null]],
      );
    });

    it('leaves a record that has become another thing since the plan was shown', async () => {
      const changes = [
        { rr: 'blog' },
        { type: 'TXT' },
        { line: 'cernet' as const },
        { enabled: false },
        { locked: true },
      ];
      for (const change of changes) {
        dns.editByHand('example.test', made.id, change);
        const report = await make(remove());
        assert.match(report.failures[0]?.en ?? '', /no longer as the plan showed it/, JSON.stringify(change));
        dns.editByHand('example.test', made.id, {
          rr: 'www',
          type: 'A',
          line: 'default',
          enabled: true,
          locked: false,
        });
      }
      assert.equal(records().length, 1);
      assert.equal(store.made.length, 1);
      assert.equal(sent('deleteRecord'), 0);
    });

    it('only forgets a record that is gone already', async () => {
      dns.remove(null, 'example.test', made.id);
      const report = await make(remove());
      assert.deepEqual([report.done.length, report.failures.length], [1, 0]);
      assert.deepEqual([store.made, store.journal], [[], []]);
      assert.equal(sent('deleteRecord'), 0);
    });

    it('goes by a later read when the answer was lost', async () => {
      disturb('deleteRecord', ANSWER_LOST);
      assert.deepEqual((await make(remove())).failures, []);
      assert.deepEqual([sent('deleteRecord'), records().length, store.made.length], [1, 0, 0]);
    });

    it('repeats a call that had no effect', async () => {
      disturb('deleteRecord', UNREACHABLE, THROTTLED);
      assert.deepEqual((await make(remove())).failures, []);
      assert.deepEqual([sent('deleteRecord'), records().length], [3, 0]);
    });

    it('keeps remembering a record whose deletion is refused', async () => {
      disturb('deleteRecord', FORBIDDEN);
      assert.equal((await make(remove())).failures.length, 1);
      assert.deepEqual([store.made.length, records().length], [1, 1]);
    });
  });
});
