import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellOf } from '../../src/dns/cells.ts';
import type { ZoneRecord } from '../../src/dns/provider/provider.ts';
import { matchCells } from '../../src/dns/zone-picture.ts';
import { aService } from '../support/configurations.ts';
import { aRecord } from './records.ts';

const CELL = cellOf(aService('www'), 'china-unicom', 'v4');

describe('which record is a cell', () => {
  const cases: readonly { name: string; records: readonly ZoneRecord[]; kind: string }[] = [
    { name: 'exactly one', records: [aRecord()], kind: 'record' },
    { name: 'none', records: [], kind: 'missing' },
    { name: 'of another host', records: [aRecord({ rr: 'git' })], kind: 'missing' },
    { name: 'of another line', records: [aRecord({ line: 'default' })], kind: 'missing' },
    { name: 'of a line that is not ours', records: [aRecord({ line: null })], kind: 'missing' },
    { name: 'of another type', records: [aRecord({ type: 'AAAA' })], kind: 'missing' },
    { name: 'spelt in other letter case', records: [aRecord({ rr: 'WWW', type: 'a' })], kind: 'record' },
    { name: 'two enabled', records: [aRecord(), aRecord({ id: '2' })], kind: 'ambiguous' },
    {
      name: 'one enabled, one disabled',
      records: [aRecord({ id: '2', enabled: false }), aRecord()],
      kind: 'record',
    },
    { name: 'only disabled', records: [aRecord({ enabled: false })], kind: 'disabled' },
    { name: 'locked', records: [aRecord({ locked: true })], kind: 'locked' },
  ];
  for (const { name, records, kind } of cases) {
    it(`${name}: ${kind}`, () => {
      assert.equal(matchCells([CELL], records).get(CELL.key)?.kind, kind);
    });
  }

  it('carries the record by its own id, however large', () => {
    const match = matchCells([CELL], [aRecord()]).get(CELL.key);
    assert.equal(match?.kind === 'record' ? match.record.id : null, '9007199254740993');
  });
});
