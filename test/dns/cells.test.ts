import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cellOf, cellsOf } from '../../src/dns/cells.ts';
import { sha256Hex } from '../../src/platform/digest.ts';
import { aDocument, aMember, aService } from '../support/configurations.ts';

const keysOf = (differing: Parameters<typeof aDocument>[0]): readonly string[] =>
  cellsOf(aDocument(differing)).map((cell) => cell.key);

describe('cellsOf', () => {
  it('lists services in their order, then lines in theirs, A before AAAA', () => {
    const keys = keysOf({
      services: [aService('www'), aService('@')],
      members: [
        aMember('a', { lines: ['overseas', 'default'], families: ['v6', 'v4'] }),
        aMember('b', { lines: ['china-unicom'] }),
      ],
    });
    assert.deepEqual(keys, [
      'example.test|www|A|default',
      'example.test|www|AAAA|default',
      'example.test|www|A|china-unicom',
      'example.test|www|A|overseas',
      'example.test|www|AAAA|overseas',
      'example.test|@|A|default',
      'example.test|@|AAAA|default',
      'example.test|@|A|china-unicom',
      'example.test|@|A|overseas',
      'example.test|@|AAAA|overseas',
    ]);
  });

  it('keeps the cells of an owner that is in maintenance', () => {
    assert.deepEqual(keysOf({ members: [aMember('a', { lines: ['cernet'], maintenance: true })] }), [
      'example.test|www|A|cernet',
    ]);
  });

  it('makes no cell for a line that nobody lists, however many could back it up', () => {
    assert.deepEqual(keysOf({ members: [aMember('a'), aMember('b')] }), []);
  });

  it('makes no cell for an owner of the line that does not carry the service', () => {
    const members = [
      aMember('a', { lines: ['default'], carries: ['example.test/blog'] }),
      aMember('b', { lines: ['overseas'], carries: ['example.test/www'] }),
    ];
    assert.deepEqual(keysOf({ members, services: [aService('www'), aService('blog')] }), [
      'example.test|www|A|overseas',
      'example.test|blog|A|default',
    ]);
  });

  it('makes no cell of a family that the line’s owner lacks, though others have it', () => {
    const members = [aMember('a', { lines: ['default'] }), aMember('b', { families: ['v4', 'v6'] })];
    assert.deepEqual(keysOf({ members }), ['example.test|www|A|default']);
  });

  it('lists a record once when two services name it', () => {
    assert.equal(keysOf({ services: [aService('www'), aService('WWW')] }).length, 1);
  });

  it('names a cell by its key in lower case, and by the first 10 digits of that key’s hash', () => {
    const cell = cellOf(aService('WWW', { zone: 'Example.test' }), 'china-telecom', 'v6');
    assert.equal(cell.key, 'example.test|www|AAAA|china-telecom');
    assert.equal(cell.id, sha256Hex('example.test|www|AAAA|china-telecom').slice(0, 10));
  });
});
