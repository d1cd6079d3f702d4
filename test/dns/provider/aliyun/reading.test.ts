import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock, type Clock } from '../../../../src/platform/clock.ts';
import { silentLog, type Log } from '../../../../src/platform/log.ts';
import { errorAnswer, okAnswer, pageAnswer, recordBody, type StubAnswer } from './stub-server.ts';
import { caught, record, useStub, zone } from './stubbed.ts';

describe('the Aliyun provider gets its calls through', () => {
  const stub = useStub();

  describe('reading a zone', () => {
    const bodies = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => recordBody(String(from + index), { Value: `v${index}` }));

    it('asks for pages of 500 until it has them all', async () => {
      stub.answerWith(({ parameters }) => {
        const page = Number(parameters['PageNumber']);
        return pageAnswer(bodies(1_000 * page, page === 3 ? 200 : 500), 1_200, page);
      });
      const { records } = await stub.start().readZone(zone);
      assert.equal(records.length, 1_200);
      assert.equal(stub.requests.length, 3);
      assert.ok(stub.requests.every(({ parameters }) => parameters['PageSize'] === '500'));
      assert.ok(stub.requests.every(({ parameters }) => !('Line' in parameters)));
    });

    it('begins anew when a record was added between two pages', async () => {
      let listing = 0;
      stub.answerWith(({ parameters }) => {
        const page = Number(parameters['PageNumber']);
        if (page === 1) listing += 1;
        if (listing === 1 && page === 2) return pageAnswer(bodies(1_499, 101), 601, 2);
        return page === 1 ? pageAnswer(bodies(1_000, 500), 600, 1) : pageAnswer(bodies(1_500, 100), 600, 2);
      });
      assert.equal((await stub.start().readZone(zone)).records.length, 600);
      assert.equal(stub.requests.length, 4);
    });

    it('fails rather than answering with a part', async () => {
      stub.answerWith(() => pageAnswer(bodies(1, 3), 4));
      const error = await caught(stub.start().readZone(zone));
      assert.equal(error.isRetryable, true);
      assert.equal(stub.requests.length, 3);
    });

    it('fails on figures that would send it astray', async () => {
      stub.answerWith(() => pageAnswer([], 10_000_000));
      await caught(stub.start().readZone(zone));
      assert.equal(stub.requests.length, 1);
    });

    it('tells the provider’s clock of the last answer', async () => {
      stub.answerWith(() => ({
        body: { RequestId: 'x', TotalCount: 0, PageSize: 500, PageNumber: 1, DomainRecords: { Record: [] } },
        headers: { date: 'Mon, 02 Nov 2026 12:00:00 GMT' },
      }));
      assert.equal((await stub.start().readZone(zone)).providerNow, Date.UTC(2026, 10, 2, 12));
    });
  });

  describe('repeating', () => {
    const passing: readonly [what: string, answer: StubAnswer][] = [
      ['throttling', errorAnswer('Throttling.User')],
      ['503 with a code', errorAnswer('ServiceUnavailable', 503)],
      ['503 in JSON without a code', { status: 503, body: { RequestId: 'x', Message: 'later' } }],
      ['502 in HTML', { status: 502, body: '<html>Bad gateway</html>' }],
      ['an empty body', { body: '' }],
      ['a 200 of another shape', { body: { hello: 'world' } }],
      ['a list in place of an object', { body: [] }],
      ['a connection that breaks', (_, response) => response.destroy()],
      ['a nonce used already', errorAnswer('SignatureNonceUsed')],
    ];
    for (const [what, answer] of passing) {
      it(`reads again after ${what}`, async () => {
        stub.inTurn(answer, pageAnswer([recordBody('1')]));
        assert.equal((await stub.start().readZone(zone)).records.length, 1);
        assert.equal(stub.requests.length, 2);
      });

      it(`never writes again after ${what}`, async () => {
        stub.inTurn(answer, okAnswer({ RecordId: record.id }));
        const provider = stub.start();
        const error = await caught(provider.updateValue(zone, record, '192.0.2.2'));
        assert.equal(error.outcome, what === 'throttling' ? 'rejected' : 'unknown');
        assert.equal(error.isRetryable, true);
        assert.equal(stub.requests.length, 1);
      });
    }

    it('reads three times at most', async () => {
      stub.answerWith(() => errorAnswer('InternalError', 500));
      const error = await caught(stub.start().readZone(zone));
      assert.equal(error.providerCode, 'InternalError');
      assert.equal(stub.requests.length, 3);
    });

    it('does not read again when it is no use', async () => {
      stub.answerWith(() => errorAnswer('Forbidden.RAM'));
      const error = await caught(stub.start().readZone(zone));
      assert.equal(error.outcome, 'rejected');
      assert.match(error.hint?.en ?? '', /RAM/);
      assert.equal(stub.requests.length, 1);
    });

    it('does not read again when the deadline would pass meanwhile', async () => {
      stub.answerWith(() => errorAnswer('Throttling.User'));
      const startedAt = performance.now();
      const error = await caught(stub.start({ timeoutMs: 500 }).readZone(zone));
      assert.equal(error.isThrottled, true);
      assert.equal(stub.requests.length, 1);
      assert.ok(performance.now() - startedAt < 500);
    });
  });

  describe('with a wrong clock', () => {
    /** Refuses stamps that are more than 15 minutes off, as the gateway does. */
    function strict(answer: StubAnswer): void {
      stub.answerWith(({ parameters }) => {
        const stamp = Date.parse(parameters['Timestamp'] ?? '');
        return Math.abs(stamp - Date.now()) < 900_000 ? answer : errorAnswer('InvalidTimeStamp.Expired');
      });
    }
    function skewed(skewMs: () => number): Clock {
      return { ...systemClock, wallMs: () => Date.now() + skewMs() };
    }

    for (const days of [-365, 365]) {
      it(`reads and writes all the same, ${days} days off`, async () => {
        const clock = skewed(() => days * 86_400_000);
        strict(okAnswer({ RecordId: record.id }));
        const provider = stub.start({ clock });
        await provider.updateValue(zone, record, '192.0.2.2');
        assert.equal(stub.requests.length, 2, 'refused once, then with the time of the refusal');
        strict(pageAnswer([recordBody('1')]));
        await provider.readZone(zone);
        assert.equal(stub.requests.length, 3, 'and then it is known');
      });
    }

    it('is not disturbed by a jump once the provider’s time is known', async () => {
      let skewMs = 0;
      strict(pageAnswer([]));
      const provider = stub.start({ clock: skewed(() => skewMs) });
      await provider.readZone(zone);
      skewMs = 365 * 86_400_000;
      await provider.readZone(zone);
      assert.equal(stub.requests.length, 2);
    });

    it('says so once', async () => {
      const events: string[] = [];
      const log: Log = { ...silentLog, warn: (event) => events.push(event) };
      strict(pageAnswer([]));
      const provider = stub.start({ clock: skewed(() => 86_400_000), log });
      await provider.readZone(zone);
      await provider.readZone(zone);
      assert.deepEqual(events, ['clock-skewed']);
    });

    it('gives up after the second refusal', async () => {
      stub.answerWith(() => errorAnswer('InvalidTimeStamp.Expired'));
      const error = await caught(stub.start().updateValue(zone, record, '192.0.2.2'));
      assert.equal(error.outcome, 'rejected');
      assert.match(error.hint?.en ?? '', /clock/);
      assert.equal(stub.requests.length, 2);
    });
  });
});
