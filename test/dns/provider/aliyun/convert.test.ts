import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  toAddition,
  toLimits,
  toPage,
  toRecord,
  toUpdate,
  UnexpectedShape,
} from '../../../../src/dns/provider/aliyun/convert.ts';
import { LINES } from '../../../../src/model/line.ts';
import { recordBody } from './stub-server.ts';

describe('records of Alidns in our words', () => {
  it('reads a record as the service sends it', () => {
    assert.deepEqual(toRecord(recordBody('17196717320730624', { RR: 'WWW', Type: 'a', Remark: '主站' })), {
      ...{ id: '17196717320730624', rr: 'www', type: 'A', lineCode: 'telecom', line: 'china-telecom' },
      ...{ value: '192.0.2.1', ttl: 600, enabled: true, locked: false, updatedAt: 1_790_000_000_123 },
      ...{ remark: '主站', weight: 1 },
    });
  });

  it('knows that a record without dates, remark and weight says nothing about them', () => {
    const entry = recordBody('1', { UpdateTimestamp: undefined, Weight: undefined });
    const { updatedAt, remark, weight } = toRecord(entry);
    assert.deepEqual([updatedAt, remark, weight], [null, null, null]);
  });

  const statuses = [
    ['ENABLE', true],
    ['Enable', true],
    ['DISABLE', false],
    ['Disable', false],
    ['Frozen', false],
  ] as const;
  for (const [status, expected] of statuses) {
    it(`takes the status ${status} for ${expected ? 'enabled' : 'not enabled'}`, () => {
      assert.equal(toRecord(recordBody('1', { Status: status })).enabled, expected);
    });
  }

  it('keeps an id that json-bigint made an object of', () => {
    const id = { toFixed: () => '900719925474099312345' };
    assert.equal(toRecord({ ...recordBody('1'), RecordId: id }).id, '900719925474099312345');
  });

  const broken: readonly [key: string, value: unknown][] = [
    ['RecordId', undefined],
    ['RecordId', ''],
    ['RecordId', 17_196_717],
    ['RR', null],
    ['Value', 5],
    ['Line', undefined],
    ['TTL', 'soon'],
    ['TTL', -1],
    ['Locked', 'no'],
    ['UpdateTimestamp', 'yesterday'],
  ];
  for (const [key, value] of broken) {
    it(`fails loudly when ${key} is ${value === undefined ? 'absent' : JSON.stringify(value)}`, () => {
      assert.throws(
        () => toRecord(recordBody('1', { [key]: value })),
        (error: unknown) => error instanceof UnexpectedShape && error.message.startsWith(key),
      );
    });
  }

  it('fails on a listing without its list or its total', () => {
    const page = { TotalCount: 0, PageSize: 500, PageNumber: 1, DomainRecords: { Record: [] } };
    assert.deepEqual(toPage(page), { total: 0, pageSize: 500, records: [] });
    for (const bad of [{ DomainRecords: {} }, { DomainRecords: undefined }, { TotalCount: undefined }]) {
      assert.throws(() => toPage({ ...page, ...bad }), UnexpectedShape);
    }
  });

  it('sends everything back as it was read, but for the value', () => {
    const record = toRecord(recordBody('17196717320730624', { Line: 'cn_unicom_shanxi', TTL: 1234 }));
    assert.deepEqual(toUpdate(record, '192.0.2.9'), {
      ...{ RecordId: '17196717320730624', RR: 'www', Type: 'A', Value: '192.0.2.9' },
      ...{ Line: 'cn_unicom_shanxi', TTL: 1234 },
    });
  });

  it('knows the vendor’s word for each of our lines, there and back', () => {
    const words = LINES.map((line) => {
      const wanted = { rr: 'a', type: 'A', line, value: '192.0.2.1', ttl: null, remark: null };
      const code = toAddition('example.test', wanted, 600)['Line'];
      assert.equal(toRecord(recordBody('1', { Line: code })).line, line);
      return code;
    });
    assert.deepEqual(words, ['default', 'telecom', 'unicom', 'mobile', 'edu', 'oversea']);
  });
});

describe('what a zone’s edition permits', () => {
  const lines = (...codes: string[]) => ({ RecordLine: codes.map((LineCode) => ({ LineCode })) });

  it('is what the service says', () => {
    const body = { MinTtl: 60, VersionCode: 'mianfei', RecordLines: lines('default', 'edu', 'search') };
    assert.deepEqual(toLimits(body), { minTtl: 60, lines: ['default', 'cernet'] });
  });

  const editions = [
    ['mianfei', 600],
    ['version_enterprise_basic', 60],
    ['version_enterprise_advanced', 1],
    ['version_of_tomorrow', 600],
  ] as const;
  for (const [edition, minTtl] of editions) {
    it(`is at least ${minTtl} s on ${edition} when it does not say`, () => {
      assert.deepEqual(toLimits({ VersionCode: edition }), { minTtl, lines: LINES });
    });
  }
});
