import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import {
  ANSWER_LOST,
  FORBIDDEN,
  SILENT,
  THROTTLED,
  UNREACHABLE,
} from '../../../src/dns/provider/memory/disturbance.ts';
import type { MakeRecordsWorld } from '../../../src/dns/jobs/make-records.ts';
import type { RecordAction } from '../../../src/model/edit.ts';
import { LINES } from '../../../src/model/line.ts';
import { MakeBench, create, keyOf, standing } from './make-bench.ts';

describe('makeRecords', () => {
  let bench: MakeBench;
  beforeEach(() => {
    bench = new MakeBench();
  });

  it('creates records with the plan’s least TTL and a remark, and remembers having made them', async () => {
    const report = await bench.make([create('default'), create('cernet', '192.0.2.2')]);
    assert.deepEqual(report.failures, []);
    assert.equal(report.done.length, 2);
    assert.deepEqual(
      bench.records().map(({ rr, line, value, ttl, remark }) => [rr, line, value, ttl, remark]),
      [
        ['www', 'default', '192.0.2.1', 600, 'CocoaSyncer'],
        ['www', 'cernet', '192.0.2.2', 600, 'CocoaSyncer'],
      ],
    );
    assert.deepEqual(
      bench.store.made,
      bench.records().map(({ id, line }) => ({
        provider: 'Ali',
        zone: 'example.test',
        recordId: id,
        cellKey: keyOf(line ?? 'default'),
      })),
    );
    assert.deepEqual(
      bench.store.journal.map(({ reason, oldValue, newValue }) => [reason, oldValue, newValue]),
      [
        ['created', null, '192.0.2.1'],
        ['created', null, '192.0.2.2'],
      ],
    );
  });

  it('does nothing the second time: what stands there is taken as it is', async () => {
    await bench.make([create('default')]);
    const report = await bench.make([create('default', '192.0.2.5')]);
    assert.equal(report.failures.length, 0);
    assert.deepEqual(
      bench.records().map(({ value }) => value),
      ['192.0.2.1'],
    );
    assert.deepEqual(bench.reasons(), ['created', 'adopted']);
    assert.equal(bench.store.made.length, 1);
  });

  it('asks nobody when there is nothing to do', async () => {
    const report = await bench.make([{ action: 'leave', cellKey: keyOf('default'), why: 'disabled' }]);
    assert.deepEqual(report, { done: [], failures: [] });
    assert.equal(bench.provider.calls.length, 0);
  });

  it('adopts a record without touching it or claiming to have made it', async () => {
    const { id, value } = bench.add(standing('default'));
    const before = bench.records();
    const report = await bench.make([{ action: 'adopt', cellKey: keyOf('default'), value, recordId: id }]);
    assert.equal(report.done.length, 1);
    assert.deepEqual(bench.records(), before);
    assert.deepEqual(bench.store.made, []);
    assert.deepEqual(bench.reasons(), ['adopted']);
    assert.equal(bench.sent('addRecord') + bench.sent('updateValue') + bench.sent('deleteRecord'), 0);
  });

  it('does not adopt what has been disabled, doubled or deleted since', async () => {
    const { id, value } = bench.add(standing('default'));
    const adopt: RecordAction = { action: 'adopt', cellKey: keyOf('default'), value, recordId: id };
    bench.dns.editByHand('example.test', id, { enabled: false });
    assert.match((await bench.make([adopt])).failures[0]?.en ?? '', /no longer as the plan showed it/);
    bench.dns.editByHand('example.test', id, { enabled: true });
    bench.add(standing('default', '192.0.2.10'));
    assert.equal((await bench.make([adopt])).failures.length, 1);
    for (const record of bench.records()) bench.dns.remove(null, 'example.test', record.id);
    assert.equal((await bench.make([adopt])).failures.length, 1);
    assert.deepEqual(bench.reasons(), []);
  });

  it('claims a record whose answer was lost, once a later read shows it', async () => {
    bench.disturb('addRecord', ANSWER_LOST);
    const startedAt = bench.clock.monotonicMs();
    const report = await bench.make([create('default')]);
    assert.deepEqual(report.failures, []);
    assert.equal(bench.records().length, 1);
    assert.equal(bench.sent('addRecord'), 1);
    assert.equal(bench.store.made[0]?.recordId, bench.records()[0]?.id);
    assert.deepEqual(bench.reasons(), ['created']);
    assert.ok(
      bench.clock.monotonicMs() - startedAt >= 10_000,
      'it read before the provider must show the write',
    );
  });

  it('repeats a call that hung and had no effect', async () => {
    bench.disturb('addRecord', SILENT);
    const report = await bench.make([create('default')]);
    assert.deepEqual(report.failures, []);
    assert.equal(bench.sent('addRecord'), 2);
    assert.equal(bench.records().length, 1);
  });

  it('makes no duplicate when even the later read is stale', async () => {
    bench.disturb('addRecord', ANSWER_LOST);
    bench.disturb('readZone', {}, { stalenessMs: 60_000 });
    const report = await bench.make([create('default')]);
    assert.deepEqual(report.failures, []);
    assert.equal(bench.sent('addRecord'), 2);
    assert.equal(bench.records().length, 1);
    assert.deepEqual(
      bench.store.made.map(({ recordId }) => recordId),
      bench.records().map(({ id }) => id),
    );
  });

  it('says so when it cannot be confirmed whether a record was made', async () => {
    bench.disturb('addRecord', ANSWER_LOST);
    bench.disturb('readZone', {}, UNREACHABLE, UNREACHABLE, UNREACHABLE);
    const report = await bench.make([create('default')]);
    assert.match(report.failures[0]?.en ?? '', /www\.example\.test A \(default\): it could not be confirmed/);
    assert.deepEqual([report.done.length, bench.store.made.length, bench.sent('addRecord')], [0, 0, 1]);
  });

  it('takes for its own no record that was there before it asked', async () => {
    const { id } = bench.add(standing('default', '192.0.2.1'));
    bench.disturb('readZone', { stalenessMs: 60_000 });
    const report = await bench.make([create('default', '192.0.2.1')]);
    assert.deepEqual(report.failures, []);
    assert.deepEqual(
      bench.records().map((record) => record.id),
      [id],
    );
    assert.deepEqual(bench.store.made, []);
    assert.deepEqual(bench.reasons(), ['adopted']);
  });

  it('waits out throttling, and gives up after three attempts', async () => {
    bench.disturb('addRecord', THROTTLED, THROTTLED);
    assert.deepEqual((await bench.make([create('default')])).failures, []);
    bench.disturb('addRecord', THROTTLED, THROTTLED, THROTTLED);
    const report = await bench.make([create('overseas'), create('cernet')]);
    assert.match(
      report.failures.map(({ en }) => en).join(),
      /^www\.example\.test A \(overseas\): .*Throttling\.User/,
    );
    assert.deepEqual(
      bench.records().map(({ line }) => line),
      ['default', 'cernet'],
    );
  });

  it('does not repeat what is refused for good, and stops after three refusals in a row', async () => {
    bench.disturb('addRecord', FORBIDDEN, FORBIDDEN, FORBIDDEN);
    const report = await bench.make([...LINES.map((line) => create(line))]);
    assert.equal(bench.sent('addRecord'), 3);
    assert.equal(report.failures.length, 4);
    assert.match(report.failures[3]?.en ?? '', /3 more record\(s\) were not attempted/);
    assert.equal(bench.records().length, 0);
  });

  it('leaves a zone alone that cannot be read, and goes on with the others', async () => {
    bench.disturb('readZone', FORBIDDEN);
    const report = await bench.make([create('default'), create('default', '192.0.2.1', 'other.test')]);
    assert.equal(bench.records().length, 0);
    assert.equal(bench.records('other.test').length, 1);
    assert.match(report.failures.map(({ en }) => en).join(), /^example\.test could not be read/);
  });

  it('names zones without an account', async () => {
    const providerOf: MakeRecordsWorld['providerOf'] = (zone) =>
      zone === 'example.test' ? null : bench.provider;
    const actions = [create('default'), create('default', '192.0.2.1', 'other.test')];
    const report = await bench.make(actions, { providerOf });
    assert.match(report.failures.map(({ en }) => en).join(), /^example\.test: there is no account/);
    assert.equal(report.done.length, 1);
  });

  it('attempts nothing more once it is told to stop', async () => {
    const stop = new AbortController();
    bench.disturb('addRecord', ANSWER_LOST);
    const made = bench.make([create('default'), create('cernet')], { signal: stop.signal });
    bench.clock.after(5_000, () => {
      stop.abort();
    });
    const report = await made;
    assert.equal(bench.sent('addRecord'), 1);
    assert.match(report.failures.map(({ en }) => en).join('\n'), /could not be confirmed[^]*1 more record/);
  });

  it('reports a store that fails, and stops before the zone fills with records nobody remembers', async () => {
    bench.store.isDown = true;
    const report = await bench.make([...LINES.map((line) => create(line))]);
    assert.equal(bench.records().length, 3);
    assert.equal(report.done.length, 3);
    assert.match(report.failures[0]?.en ?? '', /could not be written down here: The database is down/);
  });
});
