import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { digestPictures } from '../../src/dns/picture-digest.ts';
import type { ReadZone } from '../../src/dns/picture-digest.ts';
import type { ZoneRecord } from '../../src/dns/provider/provider.ts';
import type { Cell } from '../../src/model/cell.ts';
import { aRecord } from './records.ts';

const STAMP = { epoch: 1, version: 7, hash: 'h' };
const CELL: Cell = {
  key: 'example.test|www|A|china-unicom',
  id: '0123456789',
  provider: 'Ali',
  zone: 'example.test',
  label: 'www',
  type: 'A',
  family: 'v4',
  line: 'china-unicom',
};
const CELLS: readonly Cell[] = [CELL];
const managed = aRecord({ id: '1', rr: CELL.label, type: CELL.type, line: CELL.line });
const witness = aRecord({ id: '2', rr: '_cocoa-0123456789', type: 'TXT', line: 'default', value: 'cw1.x' });
const foreign = aRecord({ id: '3', rr: 'mail', type: 'MX', line: 'default', value: 'mx.test' });

const zonesOf = (...records: readonly ZoneRecord[]): readonly ReadZone[] => [{ zone: CELL.zone, records }];
const digest = (zones = zonesOf(managed, witness, foreign), stamp = STAMP): string =>
  digestPictures(zones, CELLS, stamp);

describe('the digest of what the zones show', () => {
  it('is 16 hex digits, whatever the order of the listing', () => {
    assert.match(digest(), /^[0-9a-f]{16}$/);
    assert.equal(digest(zonesOf(foreign, witness, managed)), digest());
  });

  const changed: readonly { name: string; record: Partial<ZoneRecord> }[] = [
    { name: 'the value', record: { value: '192.0.2.9' } },
    { name: 'the record behind it', record: { id: '9' } },
    { name: 'the TTL', record: { ttl: 1 } },
    { name: 'that it is enabled', record: { enabled: false } },
    { name: 'that it is locked', record: { locked: true } },
  ];
  for (const { name, record } of changed) {
    it(`is another when ${name} of a managed record changes`, () => {
      assert.notEqual(digest(zonesOf({ ...managed, ...record }, witness, foreign)), digest());
    });
  }

  it('is another when a witness record changes, or one more record stands for a cell', () => {
    assert.notEqual(digest(zonesOf(managed, { ...witness, value: 'cw1.y' }, foreign)), digest());
    assert.notEqual(digest(zonesOf(managed, { ...managed, id: '4' }, witness, foreign)), digest());
  });

  it('is another under another configuration, or when a zone is missing', () => {
    assert.notEqual(digest(undefined, { ...STAMP, version: 8 }), digest());
    assert.notEqual(digest(undefined, { ...STAMP, hash: 'other' }), digest());
    assert.notEqual(digest([...zonesOf(managed, witness), { zone: 'empty.test', records: [] }]), digest());
  });

  it('does not depend on what is nobody’s business', () => {
    assert.equal(digest(zonesOf(managed, witness)), digest());
    assert.equal(digest(zonesOf({ ...managed, updatedAt: 1, remark: 'mine' }, witness)), digest());
  });
});
