import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  listOf,
  parseAllOrList,
  parseFamilies,
  parseLines,
  parseUrl,
  parseWhole,
} from '../../src/cli/parse-values.ts';
import { UsageError } from '../../src/cli/usage-error.ts';

describe('parseLines', () => {
  it("takes the Go program's codes in any letter case, in the order of the lines", () => {
    assert.deepEqual(parseLines('OVERSEA,cu,Ct,default'), [
      'default',
      'china-telecom',
      'china-unicom',
      'overseas',
    ]);
    assert.deepEqual(parseLines('cmcc,CNEdu'), ['china-mobile', 'cernet']);
  });

  it('takes our names, mixed with codes, each line once', () => {
    assert.deepEqual(parseLines('China-Telecom, CT ,cernet'), ['china-telecom', 'cernet']);
  });

  it('takes Chinese commas', () => {
    assert.deepEqual(parseLines('CT，CU、CMCC'), ['china-telecom', 'china-unicom', 'china-mobile']);
  });

  it('takes None alone for no line, and refuses it beside others', () => {
    assert.deepEqual(parseLines('None'), []);
    assert.throws(() => parseLines('None,CT'), UsageError);
  });

  it('names the word that is no line, and what is allowed', () => {
    assert.throws(
      () => parseLines('CT,telekom'),
      (error: unknown) =>
        error instanceof UsageError &&
        error.field === '--lines' &&
        error.text.en.includes('"telekom"') &&
        error.text.zh.includes('telekom') &&
        error.hint?.en.includes('CNEdu') === true,
    );
  });
});

describe('parseFamilies', () => {
  it("takes ours and the Go program's words", () => {
    assert.deepEqual(parseFamilies('v4'), ['v4']);
    assert.deepEqual(parseFamilies('v6,V4'), ['v4', 'v6']);
    assert.deepEqual(parseFamilies('Both'), ['v4', 'v6']);
    assert.deepEqual(parseFamilies('IPV6'), ['v6']);
    assert.throws(() => parseFamilies('v5'), UsageError);
  });
});

describe('parseUrl', () => {
  it('takes http and https without the final slash', () => {
    assert.equal(parseUrl('http://203.0.113.7:44443/', '--url'), 'http://203.0.113.7:44443');
    assert.equal(parseUrl('https://node.example.com', '--url'), 'https://node.example.com');
    assert.equal(parseUrl('http://[2001:db8::1]:44443', '--url'), 'http://[2001:db8::1]:44443');
  });

  for (const bad of ['203.0.113.7:44443', 'ftp://x', 'http://user:pw@host', 'http://host/?a=1', '']) {
    it(`refuses "${bad}" without repeating it`, () => {
      assert.throws(
        () => parseUrl(bad, '--url'),
        (error: unknown) => error instanceof UsageError && !error.text.en.includes('pw@'),
      );
    });
  }
});

describe('parseWhole, parseAllOrList and listOf', () => {
  it('hold numbers to their range', () => {
    assert.equal(parseWhole('10', '--timeout', 1, 60), 10);
    for (const bad of ['0', '61', '-1', '1.5', 'ten', '', '1e1']) {
      assert.throws(() => parseWhole(bad, '--timeout', 1, 60), UsageError, bad);
    }
  });

  it('tell all from a list and refuse an empty one', () => {
    assert.equal(parseAllOrList('All', '--nodes'), 'all');
    assert.deepEqual(parseAllOrList('a, b', '--nodes'), ['a', 'b']);
    assert.throws(() => parseAllOrList(' ,', '--nodes'), UsageError);
  });

  it('forget blanks and empty entries', () => {
    assert.deepEqual(listOf(' a ,, b,'), ['a', 'b']);
  });
});
