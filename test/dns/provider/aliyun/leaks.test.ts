// Whatever goes wrong: no error, log line or provider shows a credential or a signature.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { AliyunProvider } from '../../../../src/dns/provider/aliyun/aliyun-provider.ts';
import { ProviderError, type ZoneRecord } from '../../../../src/dns/provider/provider.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { systemClock } from '../../../../src/platform/clock.ts';
import type { Log } from '../../../../src/platform/log.ts';
import { evenRandom } from '../manual-clock.ts';
import { errorAnswer, REQUEST_ID, startStub, type Stub, type StubAnswer } from './stub-server.ts';

const KEY_ID = 'LTAI5tLeakTestKeyId';
const KEY_SECRET = 'leakTestKeySecret/+=';
const zone = 'example.test';
const record: ZoneRecord = {
  ...{ id: '17196717320730624', rr: 'www', type: 'A', lineCode: 'telecom', line: 'china-telecom' },
  ...{ value: '192.0.2.1', ttl: 900, enabled: true, locked: false, updatedAt: 0, remark: null, weight: 1 },
};

describe('an error of the Aliyun provider shows no credential', () => {
  let stub: Stub;
  before(async () => {
    stub = await startStub();
  });
  after(() => stub.stop());

  /** Answers that repeat the whole request, as a badly behaved proxy might. */
  const echo =
    (status: number, wrap: (body: string) => unknown): ((body: string) => StubAnswer) =>
    (body) => ({ status, body: wrap(body) });

  const kinds: readonly [what: string, answer: (body: string) => StubAnswer][] = [
    ['an error code', () => errorAnswer('DomainRecordLocked', 400, 'The domain record has been locked.')],
    [
      'a wrong signature, answered with what was signed',
      (body) =>
        errorAnswer(
          'SignatureDoesNotMatch',
          400,
          `Specified signature is not matched with our calculation. server string to sign is:POST&%2F&${encodeURIComponent(body)}`,
        ),
    ],
    [
      'an unknown key that is named',
      () => errorAnswer('InvalidAccessKeyId.NotFound', 404, `${KEY_ID} not found`),
    ],
    ['a code that is the key', () => errorAnswer(KEY_ID, 400, 'x')],
    ['a code that is the request', (body) => errorAnswer(body, 400, 'x')],
    ['a message that is the request', (body) => errorAnswer('Forbidden.RAM', 400, body)],
    ['throttling', () => errorAnswer('Throttling.User')],
    ['a 500', () => errorAnswer('InternalError', 500)],
    ['HTML that repeats the request', echo(502, (body) => `<html>${body}</html>`)],
    ['JSON without a code that repeats the request', echo(503, (body) => ({ Message: body }))],
    [
      'a success of the wrong shape',
      echo(200, (body) => ({ RequestId: REQUEST_ID, RecordId: body, DomainRecords: body })),
    ],
    ['a request id that is the request', (body) => ({ status: 400, body: { Code: 'X', RequestId: body } })],
    ['an empty body', () => ({ body: '' })],
    ['a broken connection', () => (_, response) => response.destroy()],
    [
      'a broken body',
      () => (_, response) => {
        response.writeHead(200, { 'content-length': '500' });
        response.write('{');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    ['no answer', () => () => undefined],
  ];
  for (const [what, answer] of kinds) {
    it(`after ${what}`, async () => {
      stub.answer = ({ body }) => answer(body);
      await provoke(stub.endpoint);
    });
  }

  it('after a refused connection', async () => {
    const gone = await startStub();
    await gone.stop();
    await provoke(gone.endpoint);
  });

  it('after a deadline', async () => {
    stub.answer = () => () => undefined;
    await provoke(stub.endpoint, 60);
  });
});

/** One read and one write, both of which fail, and a look at everything that comes of it. */
async function provoke(endpoint: string, timeoutMs = 700): Promise<void> {
  const seen: unknown[] = [];
  const note = (...args: unknown[]): void => {
    seen.push(args);
  };
  const log: Log = { debug: note, info: note, warn: note, error: note, child: () => log };
  const keySecret = Secret.of(KEY_SECRET);
  const provider = new AliyunProvider({
    ...{ keyId: KEY_ID, keySecret, endpoint, timeoutMs, clock: systemClock, random: evenRandom, log },
    onCall: note,
  });
  const calls = [provider.readZone(zone), provider.updateValue(zone, record, '192.0.2.2')];
  for (const result of await Promise.allSettled(calls)) {
    assert.equal(result.status, 'rejected');
    assert.ok(result.reason instanceof ProviderError, String(result.reason));
    assert.equal(result.reason.cause, undefined);
    seen.push(result.reason);
  }
  seen.push(provider);
  provider.close();
  for (const thing of seen) {
    for (const text of textsOf(thing)) {
      for (const hidden of [
        KEY_ID,
        KEY_SECRET,
        encodeURIComponent(KEY_SECRET),
        'Signature=',
        'Signature%3D',
      ]) {
        assert.equal(text.includes(hidden), false, `"${hidden}" shows in: ${text.slice(0, 300)}`);
      }
    }
  }
}

/** Everything that a log, a page or a debugger could make of a value. */
function textsOf(root: unknown): string[] {
  const texts = [
    inspect(root, { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null }),
    JSON.stringify(root),
    String(root),
  ];
  const visited = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null || visited.has(value)) return;
    visited.add(value);
    for (const key of Reflect.ownKeys(value)) {
      texts.push(String(key));
      visit((value as Record<PropertyKey, unknown>)[key]);
    }
  };
  visit(root);
  return texts;
}
