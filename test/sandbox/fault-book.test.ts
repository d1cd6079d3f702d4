import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { faultBook } from '../../src/sandbox/fault-book.ts';
import { parseFault } from '../../src/sandbox/fault.ts';

const READ = { keyId: 'a', action: 'DescribeDomainRecords', isWrite: false };
const WRITE = { keyId: 'a', action: 'UpdateDomainRecord', isWrite: true };
const never = (): number => 0.999;

describe('the fault book', () => {
  it('strikes as often as asked, then no more', () => {
    const book = faultBook();
    book.add({ kind: 'throttle', times: 2 }, 0);
    const kinds = [1, 2, 3].map((now) => book.strike(READ, now, never).ending?.kind ?? 'none');
    assert.deepEqual(kinds, ['throttle', 'throttle', 'none']);
    assert.deepEqual(book.list(4), []);
  });

  it('strikes only the key, the action and the kind of call it was told to', () => {
    const book = faultBook();
    book.add({ kind: 'drop', keyIds: ['b'] }, 0);
    book.add({ kind: 'html', actions: ['DescribeDomains'] }, 0);
    book.add({ kind: 'lose-answer' }, 0);
    assert.equal(book.strike(READ, 1, never).ending, null);
    assert.equal(book.strike({ ...READ, keyId: 'b' }, 1, never).ending?.kind, 'drop');
    assert.equal(book.strike({ ...READ, action: 'DescribeDomains' }, 1, never).ending?.kind, 'html');
    assert.equal(book.strike(WRITE, 1, never).ending?.kind, 'lose-answer');
  });

  it('lets the first of several endings win and leaves the others their strikes', () => {
    const book = faultBook();
    book.add({ kind: 'empty', times: 1 }, 0);
    book.add({ kind: 'html', times: 1 }, 0);
    const kinds = [1, 2, 3].map((now) => book.strike(READ, now, never).ending?.kind ?? 'none');
    assert.deepEqual(kinds, ['empty', 'html', 'none']);
  });

  it('draws by probability and ends by time', () => {
    const book = faultBook();
    book.add({ kind: 'drop', probability: 0.5, forMs: 100 }, 0);
    assert.equal(book.strike(READ, 1, () => 0.49).ending?.kind, 'drop');
    assert.equal(book.strike(READ, 1, () => 0.5).ending, null);
    assert.equal(book.strike(READ, 100, () => 0).ending, null);
  });

  it('adds delays up and combines them with an ending', () => {
    const book = faultBook();
    book.add({ kind: 'latency', delayMs: 100, spreadMs: 50 }, 0);
    book.add({ kind: 'latency', delayMs: 10 }, 0);
    book.add({ kind: 'drop' }, 0);
    const strike = book.strike(READ, 1, () => 0.5);
    assert.deepEqual([strike.delayMs, strike.kinds], [135, ['latency', 'latency', 'drop']]);
  });

  for (const [field, fault] of [
    ['kind', { kind: 'fire' }],
    ['kind', {}],
    ['probability', { kind: 'drop', probability: 2 }],
    ['times', { kind: 'drop', times: 0 }],
    ['keyids', { kind: 'drop', keyids: ['a'] }],
    ['actions', { kind: 'drop', actions: 'AddDomainRecord' }],
  ] as const) {
    it(`refuses ${JSON.stringify(fault)} and names ${field}`, () => {
      assert.throws(
        () => parseFault(fault),
        (error) => error instanceof AppError && error.field === field,
      );
    });
  }
});
