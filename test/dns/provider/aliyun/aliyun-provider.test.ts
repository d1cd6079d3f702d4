import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import {
  AliyunProvider,
  type AliyunProviderOptions,
} from '../../../../src/dns/provider/aliyun/aliyun-provider.ts';
import { ProviderError, type NewRecord } from '../../../../src/dns/provider/provider.ts';
import type { ZoneRecord } from '../../../../src/dns/provider/provider.ts';
import { Secret } from '../../../../src/model/secret.ts';
import { systemClock, type Clock } from '../../../../src/platform/clock.ts';
import { silentLog, type Log } from '../../../../src/platform/log.ts';
import { evenRandom } from '../manual-clock.ts';
import { errorAnswer, okAnswer, pageAnswer, recordBody, startStub } from './stub-server.ts';
import type { Stub, StubAnswer } from './stub-server.ts';

const zone = 'example.test';
const www: NewRecord = {
  ...{ rr: 'www', type: 'A', line: 'china-unicom', value: '192.0.2.1' },
  ...{ ttl: 600, remark: null },
};
const record: ZoneRecord = {
  ...{ id: '17196717320730624', rr: 'www', type: 'A', lineCode: 'telecom', line: 'china-telecom' },
  ...{ value: '192.0.2.1', ttl: 900, enabled: true, locked: false, updatedAt: 0, remark: null, weight: 1 },
};

describe('the Aliyun provider', () => {
  let stub: Stub;
  let open: AliyunProvider[] = [];
  beforeEach(async () => {
    stub = await startStub();
  });
  afterEach(async () => {
    for (const provider of open) provider.close();
    open = [];
    await stub.stop();
  });

  function start(options: Partial<AliyunProviderOptions> = {}): AliyunProvider {
    const provider = new AliyunProvider({
      ...{ keyId: 'testid', keySecret: Secret.of('testsecret'), endpoint: stub.endpoint },
      ...{ timeoutMs: 3_000, clock: systemClock, random: evenRandom },
      ...options,
    });
    open.push(provider);
    return provider;
  }

  /** Answers with these in turn, and with the last one for ever. */
  function inTurn(...answers: readonly StubAnswer[]): void {
    let index = 0;
    stub.answer = () => answers[Math.min(index++, answers.length - 1)] ?? errorAnswer('Nothing');
  }

  function actions(): (string | undefined)[] {
    return stub.requests.map(({ parameters }) => parameters['Action']);
  }

  it('sends every property of a record with an update', async () => {
    stub.answer = () => okAnswer({ RecordId: record.id });
    await start().updateValue(zone, record, '192.0.2.2');
    const { RecordId, RR, Type, Value, Line, TTL, ...rest } = stub.requests[0]?.parameters ?? {};
    assert.deepEqual(
      [RecordId, RR, Type, Value, Line, TTL],
      [record.id, 'www', 'A', '192.0.2.2', 'telecom', '900'],
    );
    assert.equal('Priority' in rest, false);
  });

  it('warns of an endpoint that others can listen in on', () => {
    const warned = (endpoint: string) => {
      const events: string[] = [];
      start({ endpoint, log: { ...silentLog, warn: (event) => events.push(event) } });
      return events;
    };
    assert.deepEqual(warned('http://dns.example.test'), ['endpoint-unencrypted']);
    for (const endpoint of ['http://127.0.0.1:1', 'http://[::1]:1', 'https://dns.example.test']) {
      assert.deepEqual(warned(endpoint), []);
    }
  });

  it('does not believe an update that is answered for another record', async () => {
    stub.answer = () => okAnswer({ RecordId: '1' });
    assert.equal((await caught(start().updateValue(zone, record, '192.0.2.2'))).outcome, 'unknown');
  });

  describe('reading a zone', () => {
    const bodies = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => recordBody(String(from + index), { Value: `v${index}` }));

    it('asks for pages of 500 until it has them all', async () => {
      stub.answer = ({ parameters }) => {
        const page = Number(parameters['PageNumber']);
        return pageAnswer(bodies(1_000 * page, page === 3 ? 200 : 500), 1_200, page);
      };
      const { records } = await start().readZone(zone);
      assert.equal(records.length, 1_200);
      assert.equal(stub.requests.length, 3);
      assert.ok(stub.requests.every(({ parameters }) => parameters['PageSize'] === '500'));
      assert.ok(stub.requests.every(({ parameters }) => !('Line' in parameters)));
    });

    it('begins anew when a record was added between two pages', async () => {
      let listing = 0;
      stub.answer = ({ parameters }) => {
        const page = Number(parameters['PageNumber']);
        if (page === 1) listing += 1;
        if (listing === 1 && page === 2) return pageAnswer(bodies(1_499, 101), 601, 2);
        return page === 1 ? pageAnswer(bodies(1_000, 500), 600, 1) : pageAnswer(bodies(1_500, 100), 600, 2);
      };
      assert.equal((await start().readZone(zone)).records.length, 600);
      assert.equal(stub.requests.length, 4);
    });

    it('fails rather than answering with a part', async () => {
      stub.answer = () => pageAnswer(bodies(1, 3), 4);
      const error = await caught(start().readZone(zone));
      assert.equal(error.isRetryable, true);
      assert.equal(stub.requests.length, 3);
    });

    it('fails on figures that would send it astray', async () => {
      stub.answer = () => pageAnswer([], 10_000_000);
      await caught(start().readZone(zone));
      assert.equal(stub.requests.length, 1);
    });

    it('tells the provider’s clock of the last answer', async () => {
      stub.answer = () => ({
        body: { RequestId: 'x', TotalCount: 0, PageSize: 500, PageNumber: 1, DomainRecords: { Record: [] } },
        headers: { date: 'Mon, 02 Nov 2026 12:00:00 GMT' },
      });
      assert.equal((await start().readZone(zone)).providerNow, Date.UTC(2026, 10, 2, 12));
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
        inTurn(answer, pageAnswer([recordBody('1')]));
        assert.equal((await start().readZone(zone)).records.length, 1);
        assert.equal(stub.requests.length, 2);
      });

      it(`never writes again after ${what}`, async () => {
        inTurn(answer, okAnswer({ RecordId: record.id }));
        const provider = start();
        const error = await caught(provider.updateValue(zone, record, '192.0.2.2'));
        assert.equal(error.outcome, what === 'throttling' ? 'rejected' : 'unknown');
        assert.equal(error.isRetryable, true);
        assert.equal(stub.requests.length, 1);
      });
    }

    it('reads three times at most', async () => {
      stub.answer = () => errorAnswer('InternalError', 500);
      const error = await caught(start().readZone(zone));
      assert.equal(error.providerCode, 'InternalError');
      assert.equal(stub.requests.length, 3);
    });

    it('does not read again when it is no use', async () => {
      stub.answer = () => errorAnswer('Forbidden.RAM');
      const error = await caught(start().readZone(zone));
      assert.equal(error.outcome, 'rejected');
      assert.match(error.hint?.en ?? '', /RAM/);
      assert.equal(stub.requests.length, 1);
    });

    it('does not read again when the deadline would pass meanwhile', async () => {
      stub.answer = () => errorAnswer('Throttling.User');
      const startedAt = performance.now();
      const error = await caught(start({ timeoutMs: 500 }).readZone(zone));
      assert.equal(error.isThrottled, true);
      assert.equal(stub.requests.length, 1);
      assert.ok(performance.now() - startedAt < 500);
    });
  });

  describe('with a wrong clock', () => {
    /** Refuses stamps that are more than 15 minutes off, as the gateway does. */
    function strict(answer: StubAnswer): void {
      stub.answer = ({ parameters }) => {
        const stamp = Date.parse(parameters['Timestamp'] ?? '');
        return Math.abs(stamp - Date.now()) < 900_000 ? answer : errorAnswer('InvalidTimeStamp.Expired');
      };
    }
    function skewed(skewMs: () => number): Clock {
      return { ...systemClock, wallMs: () => Date.now() + skewMs() };
    }

    for (const days of [-365, 365]) {
      it(`reads and writes all the same, ${days} days off`, async () => {
        const clock = skewed(() => days * 86_400_000);
        strict(okAnswer({ RecordId: record.id }));
        const provider = start({ clock });
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
      const provider = start({ clock: skewed(() => skewMs) });
      await provider.readZone(zone);
      skewMs = 365 * 86_400_000;
      await provider.readZone(zone);
      assert.equal(stub.requests.length, 2);
    });

    it('says so once', async () => {
      const events: string[] = [];
      const log: Log = { ...silentLog, warn: (event) => events.push(event) };
      strict(pageAnswer([]));
      const provider = start({ clock: skewed(() => 86_400_000), log });
      await provider.readZone(zone);
      await provider.readZone(zone);
      assert.deepEqual(events, ['clock-skewed']);
    });

    it('gives up after the second refusal', async () => {
      stub.answer = () => errorAnswer('InvalidTimeStamp.Expired');
      const error = await caught(start().updateValue(zone, record, '192.0.2.2'));
      assert.equal(error.outcome, 'rejected');
      assert.match(error.hint?.en ?? '', /clock/);
      assert.equal(stub.requests.length, 2);
    });
  });

  describe('adding and deleting', () => {
    it('adds the remark after the record', async () => {
      stub.answer = () => okAnswer({ RecordId: '5' });
      const id = await start().addRecord(zone, { ...www, remark: 'CocoaSyncer 主站' });
      assert.equal(id, '5');
      assert.deepEqual(actions(), ['AddDomainRecord', 'UpdateDomainRecordRemark']);
      assert.equal(stub.requests[0]?.parameters['Line'], 'unicom');
      assert.equal(stub.requests[1]?.parameters['RecordId'], '5');
      assert.equal(stub.requests[1].parameters['Remark'], 'CocoaSyncer 主站');
    });

    it('lets the record stand when the remark is refused, and says so in the log', async () => {
      const events: string[] = [];
      inTurn(okAnswer({ RecordId: '5' }), errorAnswer('Forbidden.RAM'));
      const provider = start({ log: { ...silentLog, warn: (event) => events.push(event) } });
      assert.equal(await provider.addRecord(zone, { ...www, remark: 'x' }), '5');
      assert.deepEqual(events, ['remark-not-set']);
    });

    it('takes the least TTL of the edition when none is given', async () => {
      inTurn(okAnswer({ MinTtl: 60, RecordLines: { RecordLine: [] } }), okAnswer({ RecordId: '5' }));
      await start().addRecord(zone, { ...www, ttl: null });
      assert.deepEqual(actions(), ['DescribeDomainInfo', 'AddDomainRecord']);
      assert.equal(stub.requests[1]?.parameters['TTL'], '60');
    });

    it('takes 600 when the key may not ask for the edition', async () => {
      inTurn(errorAnswer('Forbidden.RAM'), okAnswer({ RecordId: '5' }));
      await start().addRecord(zone, { ...www, ttl: null });
      assert.equal(stub.requests[1]?.parameters['TTL'], '600');
    });

    it('adds nothing, and says so, when the edition could not be asked for', async () => {
      stub.answer = () => errorAnswer('ServiceUnavailable', 503);
      const error = await caught(start().addRecord(zone, { ...www, ttl: null }));
      assert.equal(error.outcome, 'rejected');
      assert.deepEqual(new Set(actions()), new Set(['DescribeDomainInfo']));
    });

    it('asks for the edition once in a while, not every time', async () => {
      inTurn(okAnswer({ MinTtl: 60, RecordLines: { RecordLine: [] } }));
      const provider = start();
      await provider.describeZone(zone);
      await provider.describeZone(zone);
      assert.equal(stub.requests.length, 1);
      assert.equal(stub.requests[0]?.parameters['NeedDetailAttributes'], 'true');
    });

    it('counts a record that is gone as deleted', async () => {
      stub.answer = () => errorAnswer('DomainRecordNotBelongToUser');
      await start().deleteRecord(zone, '5');
      assert.deepEqual(actions(), ['DeleteDomainRecord']);
    });

    it('does not write MX records, whose priority it does not know', async () => {
      const error = await caught(start().updateValue(zone, { ...record, type: 'MX' }, 'mail.example.net'));
      assert.equal(error.outcome, 'rejected');
      assert.equal(stub.requests.length, 0);
    });
  });

  describe('many calls', () => {
    it('has one write to a zone under way at a time, and zones in parallel', async () => {
      const underWay = new Map<string, number>();
      let most = 0;
      let mostTogether = 0;
      stub.answer = ({ parameters }) => {
        const name = parameters['DomainName'] ?? '';
        underWay.set(name, (underWay.get(name) ?? 0) + 1);
        most = Math.max(most, underWay.get(name) ?? 0);
        mostTogether = Math.max(
          mostTogether,
          [...underWay.values()].reduce((a, b) => a + b),
        );
        return (_, response) => {
          setTimeout(() => {
            underWay.set(name, (underWay.get(name) ?? 0) - 1);
            response.end(JSON.stringify({ RequestId: 'x', RecordId: '5' }));
          }, 20);
        };
      };
      const provider = start();
      const zones = ['one.test', 'two.test', 'three.test'];
      await Promise.all([...zones, ...zones, ...zones].map((name) => provider.addRecord(name, www)));
      assert.equal(most, 1);
      assert.equal(mostTogether, 3);
    });

    it('stays below the rate', async () => {
      stub.answer = () => pageAnswer([]);
      const provider = start({ callsPerSecond: 20 });
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: 30 }, () => provider.readZone(zone)));
      assert.ok(
        performance.now() - startedAt >= 490,
        'ten calls beyond the burst of twenty take half a second',
      );
    });

    it('never sends a write whose turn does not come in time, and says that it was not sent', async () => {
      stub.answer = () => () => undefined;
      const provider = start({ timeoutMs: 200 });
      const [first, second] = await Promise.all([
        caught(provider.updateValue(zone, record, '192.0.2.2')),
        caught(provider.updateValue(zone, record, '192.0.2.3')),
      ]);
      assert.deepEqual([first.outcome, second.outcome], ['unknown', 'rejected']);
      assert.match(first.text.en, /Could not confirm .* may have taken effect/);
      assert.match(second.text.en, /not sent/);
      assert.equal(stub.requests.length, 1);
    });

    it('tells of every request and how it ended', async () => {
      const told: string[] = [];
      const provider = start({ onCall: (action, result) => told.push(`${action} ${result}`) });
      inTurn(errorAnswer('Throttling'), pageAnswer([]));
      await provider.readZone(zone);
      inTurn(errorAnswer('DomainRecordDuplicate'), { body: '' }, errorAnswer('DomainRecordLocked'));
      for (let i = 0; i < 3; i += 1) await caught(provider.updateValue(zone, record, '192.0.2.2'));
      assert.deepEqual(told, [
        'DescribeDomainRecords throttled',
        'DescribeDomainRecords ok',
        'UpdateDomainRecord same',
        'UpdateDomainRecord unknown',
        'UpdateDomainRecord rejected',
      ]);
    });
  });
});

async function caught(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProviderError, `a ProviderError, not ${String(error)}`);
  return error;
}
