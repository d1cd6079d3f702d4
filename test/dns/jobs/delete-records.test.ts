import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import {
  ANSWER_LOST,
  FORBIDDEN,
  THROTTLED,
  UNREACHABLE,
} from '../../../src/dns/provider/memory/disturbance.ts';
import type { ZoneRecord } from '../../../src/dns/provider/provider.ts';
import type { RecordAction } from '../../../src/model/edit.ts';
import { MakeBench, keyOf, standing } from './make-bench.ts';

describe('makeRecords, deleting', () => {
  let bench: MakeBench;
  beforeEach(() => {
    bench = new MakeBench();
  });

  let made: ZoneRecord;
  const remove = (): RecordAction => ({
    action: 'delete',
    cellKey: keyOf('default'),
    value: made.value,
    recordId: made.id,
  });

  beforeEach(() => {
    made = bench.add(standing('default'));
    bench.store.made.push({
      provider: 'Ali',
      zone: 'example.test',
      recordId: made.id,
      cellKey: keyOf('default'),
    });
  });

  it('removes the record by id and forgets having made it', async () => {
    const other = bench.add(standing('default', '192.0.2.10'));
    assert.deepEqual((await bench.make([remove()])).failures, []);
    assert.deepEqual(bench.records(), [other]);
    assert.deepEqual(bench.store.made, []);
    assert.deepEqual(
      bench.store.journal.map(({ reason, oldValue, newValue }) => [reason, oldValue, newValue]),
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
      bench.dns.editByHand('example.test', made.id, change);
      const report = await bench.make([remove()]);
      assert.match(report.failures[0]?.en ?? '', /no longer as the plan showed it/, JSON.stringify(change));
      bench.dns.editByHand('example.test', made.id, {
        rr: 'www',
        type: 'A',
        line: 'default',
        enabled: true,
        locked: false,
      });
    }
    assert.equal(bench.records().length, 1);
    assert.equal(bench.store.made.length, 1);
    assert.equal(bench.sent('deleteRecord'), 0);
  });

  it('only forgets a record that is gone already', async () => {
    bench.dns.remove(null, 'example.test', made.id);
    const report = await bench.make([remove()]);
    assert.deepEqual([report.done.length, report.failures.length], [1, 0]);
    assert.deepEqual([bench.store.made, bench.store.journal], [[], []]);
    assert.equal(bench.sent('deleteRecord'), 0);
  });

  it('goes by a later read when the answer was lost', async () => {
    bench.disturb('deleteRecord', ANSWER_LOST);
    assert.deepEqual((await bench.make([remove()])).failures, []);
    assert.deepEqual(
      [bench.sent('deleteRecord'), bench.records().length, bench.store.made.length],
      [1, 0, 0],
    );
  });

  it('repeats a call that had no effect', async () => {
    bench.disturb('deleteRecord', UNREACHABLE, THROTTLED);
    assert.deepEqual((await bench.make([remove()])).failures, []);
    assert.deepEqual([bench.sent('deleteRecord'), bench.records().length], [3, 0]);
  });

  it('keeps remembering a record whose deletion is refused', async () => {
    bench.disturb('deleteRecord', FORBIDDEN);
    assert.equal((await bench.make([remove()])).failures.length, 1);
    assert.deepEqual([bench.store.made.length, bench.records().length], [1, 1]);
  });
});
