import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, readFailure, type Failure } from '../../../../src/dns/provider/aliyun/outcome.ts';
import { UnexpectedShape } from '../../../../src/dns/provider/aliyun/convert.ts';

function code(name: string, status: number | null = 400): Failure {
  return { kind: 'code', code: name, status, message: null, requestId: null, date: null };
}

describe('the outcome of a failed call', () => {
  const no = { isRetryable: false, isThrottled: false };
  const rows: readonly [failure: Failure, expected: ReturnType<typeof judge>][] = [
    [code('Throttling'), { outcome: 'rejected', isRetryable: true, isThrottled: true }],
    [code('Throttling.User'), { outcome: 'rejected', isRetryable: true, isThrottled: true }],
    [code('Throttling.Api'), { outcome: 'rejected', isRetryable: true, isThrottled: true }],
    [code('ThrottlingOfAnotherKind'), { outcome: 'rejected', ...no }],
    [code('DomainRecordDuplicate'), { outcome: 'same', ...no }],
    [code('LastOperationNotFinished'), { outcome: 'rejected', isRetryable: true, isThrottled: false }],
    [code('RecordForbidden.DNSChange'), { outcome: 'rejected', isRetryable: true, isThrottled: false }],
    [code('SignatureNonceUsed'), { outcome: 'unknown', isRetryable: true, isThrottled: false }],
    [code('InternalError', 500), { outcome: 'unknown', isRetryable: true, isThrottled: false }],
    [code('InternalError', 400), { outcome: 'unknown', isRetryable: true, isThrottled: false }],
    [code('ServiceUnavailable', 503), { outcome: 'unknown', isRetryable: true, isThrottled: false }],
    [code('NeverHeardOf', 502), { outcome: 'unknown', isRetryable: true, isThrottled: false }],
    [code('NeverHeardOf', 200), { outcome: 'unknown', isRetryable: true, isThrottled: false }],
    [code('NeverHeardOf', null), { outcome: 'unknown', isRetryable: true, isThrottled: false }],
    [code('NeverHeardOf', 400), { outcome: 'rejected', ...no }],
    [code('Forbidden.RAM'), { outcome: 'rejected', ...no }],
    [code('SignatureDoesNotMatch'), { outcome: 'rejected', ...no }],
    [code('InvalidAccessKeyId.NotFound', 404), { outcome: 'rejected', ...no }],
    [code('InvalidTimeStamp.Expired'), { outcome: 'rejected', ...no }],
    [code('DomainRecordNotBelongToUser'), { outcome: 'rejected', ...no }],
    [code('DomainRecordLocked'), { outcome: 'rejected', ...no }],
    [code('QuotaExceeded.TTL'), { outcome: 'rejected', ...no }],
    [
      { kind: 'unreadable', status: 503, what: null },
      { outcome: 'unknown', isRetryable: true, isThrottled: false },
    ],
    [
      { kind: 'timeout', isSent: true },
      { outcome: 'unknown', isRetryable: true, isThrottled: false },
    ],
    [
      { kind: 'timeout', isSent: false },
      { outcome: 'rejected', isRetryable: true, isThrottled: false },
    ],
    [
      { kind: 'connection', code: 'ECONNRESET', isSent: true },
      { outcome: 'unknown', isRetryable: true, isThrottled: false },
    ],
    [
      { kind: 'connection', code: 'ECONNREFUSED', isSent: false },
      { outcome: 'rejected', isRetryable: true, isThrottled: false },
    ],
  ];
  for (const [failure, expected] of rows) {
    const name =
      failure.kind === 'code'
        ? `${failure.code} ${failure.status ?? 'without status'}`
        : JSON.stringify(failure);
    it(`${name}: ${expected.outcome}${expected.isRetryable ? ', again later' : ''}`, () => {
      assert.deepEqual(judge(failure), expected);
    });
  }
});

describe('what is read from whatever was thrown', () => {
  it('keeps code, status, request and Date of an error answer, and nothing of the request', () => {
    const thrown = Object.assign(new Error('The record is locked., URL: https://x/?Signature=abc'), {
      ...{ code: 'DomainRecordLocked', url: 'https://x/?Signature=abc' },
      data: Object.assign(Object.create(null) as object, {
        ...{ Code: 'DomainRecordLocked', Message: 'The domain record has been locked.' },
        RequestId: '536E9CAD-DB30-4647-AC87-AA5CC38C5382',
      }),
      entry: { response: { statusCode: 400, headers: { date: 'Mon, 02 Nov 2026 12:00:00 GMT' } } },
    });
    assert.deepEqual(readFailure(thrown, []), {
      ...{ kind: 'code', code: 'DomainRecordLocked', status: 400 },
      message: 'The domain record has been locked.',
      requestId: '536E9CAD-DB30-4647-AC87-AA5CC38C5382',
      date: 'Mon, 02 Nov 2026 12:00:00 GMT',
    });
  });

  it('takes the plain object that stands for a body which is no JSON', () => {
    const thrown = { name: 'SyntaxError', message: 'Unexpected <', at: 1, text: '<html>' };
    assert.deepEqual(readFailure(thrown, []), { kind: 'unreadable', status: null, what: null });
  });

  it('names the key of an answer that has not the promised shape', () => {
    const failure = readFailure(new UnexpectedShape('TotalCount', 'a whole number'), []);
    assert.deepEqual(failure, {
      ...{ kind: 'unreadable', status: null },
      what: 'TotalCount: a whole number expected',
    });
  });

  it('knows that a connection which was never made has sent nothing', () => {
    const refused = Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' });
    const lookup = Object.assign(new Error(), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
    const reset = Object.assign(new Error(), { code: 'ECONNRESET', syscall: 'read' });
    const both = Object.assign(new AggregateError([refused, refused]), { code: 'ECONNREFUSED' });
    const mixed = Object.assign(new AggregateError([refused, reset]), { code: 'ECONNREFUSED' });
    const isSent = (thrown: unknown) => {
      const failure = readFailure(thrown, []);
      return failure.kind === 'connection' ? failure.isSent : null;
    };
    assert.deepEqual([refused, lookup, reset, both, mixed].map(isSent), [false, false, true, false, true]);
  });

  it('shows no message that repeats what was signed or a hidden text', () => {
    const message = (text: string) => {
      const failure = readFailure(Object.assign(new Error(), { data: { Code: 'X', Message: text } }), [
        'LTAIkey',
      ]);
      return failure.kind === 'code' ? failure.message : assert.fail();
    };
    assert.equal(message('server string to sign is:POST&%2F&AccessKeyId'), null);
    assert.equal(message('The key LTAIkey is bad.'), null);
    assert.equal(message('The record exists.'), 'The record exists.');
    assert.equal(message('x'.repeat(500))?.length, 201);
  });
});
