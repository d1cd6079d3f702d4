import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeFailure, hintFor } from '../../../../src/dns/provider/aliyun/failure-text.ts';
import type { Failure } from '../../../../src/dns/provider/aliyun/outcome.ts';

describe('a refusal by Alidns', () => {
  const attempt = {
    action: 'DescribeDomainRecords',
    subject: 'example.com',
    isWrite: false,
    timeoutMs: 10_000,
  };
  const rows: readonly (readonly [code: string, en: RegExp, zh: RegExp, hint: RegExp, hintZh: RegExp])[] = [
    ['SignatureDoesNotMatch', /Secret is wrong/, /Secret 不正确/, /`cocoasyncer dns set`/, /dns set/],
    ['InvalidAccessKeyId.NotFound', /ID is unknown/, /不存在/, /exists and is enabled/, /dns set/],
    ['InvalidAccessKeyId.Inactive', /disabled/, /已被禁用/, /exists and is enabled/, /dns set/],
    ['Forbidden.RAM', /policy does not allow/, /策略未授权/, /RAM policy/, /RAM/],
    ['InvalidTimeStamp.Expired', /clock is wrong/, /时钟不准/, /NTP/, /NTP/],
    ['InvalidDomainName.NoExist', /hosts no such zone/, /没有该域名/, /spelt/, /托管/],
    ['IncorrectDomainUser', /hosts no such zone/, /没有该域名/, /spelt/, /托管/],
  ];
  for (const [code, en, zh, hint, hintZh] of rows) {
    it(`with ${code} is told in words, with what to do about it`, () => {
      const failure: Failure = {
        kind: 'code',
        code,
        status: 400,
        message: null,
        requestId: null,
        date: null,
      };
      const told = describeFailure(attempt, failure, 'rejected');
      assert.match(told.en, en);
      assert.match(told.en, new RegExp(code.replace('.', '\\.')));
      assert.match(told.zh, zh);
      const todo = hintFor(failure);
      assert.match(todo?.en ?? '', hint);
      assert.match(todo?.zh ?? '', hintZh);
    });
  }

  it('with a code nobody has listed stands for itself', () => {
    const failure: Failure = {
      kind: 'code',
      code: 'NeverHeardOf',
      status: 400,
      message: null,
      requestId: null,
      date: null,
    };
    assert.match(describeFailure(attempt, failure, 'rejected').en, /: it answered NeverHeardOf\.$/);
    assert.equal(hintFor(failure), null);
  });
});
