import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLog } from '../../../../src/platform/log.ts';
import { errorAnswer, okAnswer, pageAnswer } from './stub-server.ts';
import { caught, record, useStub, www, zone } from './stubbed.ts';

describe('the Aliyun provider', () => {
  const stub = useStub();

  it('sends every property of a record with an update', async () => {
    stub.answerWith(() => okAnswer({ RecordId: record.id }));
    await stub.start().updateValue(zone, record, '192.0.2.2');
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
      stub.start({ endpoint, log: { ...silentLog, warn: (event) => events.push(event) } });
      return events;
    };
    assert.deepEqual(warned('http://dns.example.test'), ['endpoint-unencrypted']);
    for (const endpoint of ['http://127.0.0.1:1', 'http://[::1]:1', 'https://dns.example.test']) {
      assert.deepEqual(warned(endpoint), []);
    }
  });

  it('does not believe an update that is answered for another record', async () => {
    stub.answerWith(() => okAnswer({ RecordId: '1' }));
    assert.equal((await caught(stub.start().updateValue(zone, record, '192.0.2.2'))).outcome, 'unknown');
  });

  describe('adding and deleting', () => {
    it('adds the remark after the record', async () => {
      stub.answerWith(() => okAnswer({ RecordId: '5' }));
      const id = await stub.start().addRecord(zone, { ...www, remark: 'CocoaSyncer 主站' });
      assert.equal(id, '5');
      assert.deepEqual(stub.actions(), ['AddDomainRecord', 'UpdateDomainRecordRemark']);
      assert.equal(stub.requests[0]?.parameters['Line'], 'unicom');
      assert.equal(stub.requests[1]?.parameters['RecordId'], '5');
      assert.equal(stub.requests[1].parameters['Remark'], 'CocoaSyncer 主站');
    });

    it('lets the record stand when the remark is refused, and says so in the log', async () => {
      const events: string[] = [];
      stub.inTurn(okAnswer({ RecordId: '5' }), errorAnswer('Forbidden.RAM'));
      const provider = stub.start({ log: { ...silentLog, warn: (event) => events.push(event) } });
      assert.equal(await provider.addRecord(zone, { ...www, remark: 'x' }), '5');
      assert.deepEqual(events, ['remark-not-set']);
    });

    it('takes the least TTL of the edition when none is given', async () => {
      stub.inTurn(okAnswer({ MinTtl: 60, RecordLines: { RecordLine: [] } }), okAnswer({ RecordId: '5' }));
      await stub.start().addRecord(zone, { ...www, ttl: null });
      assert.deepEqual(stub.actions(), ['DescribeDomainInfo', 'AddDomainRecord']);
      assert.equal(stub.requests[1]?.parameters['TTL'], '60');
    });

    it('takes 600 when the key may not ask for the edition', async () => {
      stub.inTurn(errorAnswer('Forbidden.RAM'), okAnswer({ RecordId: '5' }));
      await stub.start().addRecord(zone, { ...www, ttl: null });
      assert.equal(stub.requests[1]?.parameters['TTL'], '600');
    });

    it('adds nothing, and says so, when the edition could not be asked for', async () => {
      stub.answerWith(() => errorAnswer('ServiceUnavailable', 503));
      const error = await caught(stub.start().addRecord(zone, { ...www, ttl: null }));
      assert.equal(error.outcome, 'rejected');
      assert.deepEqual(new Set(stub.actions()), new Set(['DescribeDomainInfo']));
    });

    it('asks for the edition once in a while, not every time', async () => {
      stub.inTurn(okAnswer({ MinTtl: 60, RecordLines: { RecordLine: [] } }));
      const provider = stub.start();
      await provider.describeZone(zone);
      await provider.describeZone(zone);
      assert.equal(stub.requests.length, 1);
      assert.equal(stub.requests[0]?.parameters['NeedDetailAttributes'], 'true');
    });

    it('counts a record that is gone as deleted', async () => {
      stub.answerWith(() => errorAnswer('DomainRecordNotBelongToUser'));
      await stub.start().deleteRecord(zone, '5');
      assert.deepEqual(stub.actions(), ['DeleteDomainRecord']);
    });

    it('does not write MX records, whose priority it does not know', async () => {
      const error = await caught(
        stub.start().updateValue(zone, { ...record, type: 'MX' }, 'mail.example.net'),
      );
      assert.equal(error.outcome, 'rejected');
      assert.equal(stub.requests.length, 0);
    });
  });

  describe('many calls', () => {
    it('has one write to a zone under way at a time, and zones in parallel', async () => {
      const underWay = new Map<string, number>();
      let most = 0;
      let mostTogether = 0;
      stub.answerWith(({ parameters }) => {
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
      });
      const provider = stub.start();
      const zones = ['one.test', 'two.test', 'three.test'];
      await Promise.all([...zones, ...zones, ...zones].map((name) => provider.addRecord(name, www)));
      assert.equal(most, 1);
      assert.equal(mostTogether, 3);
    });

    it('stays below the rate', async () => {
      stub.answerWith(() => pageAnswer([]));
      const provider = stub.start({ callsPerSecond: 20 });
      const startedAt = performance.now();
      await Promise.all(Array.from({ length: 30 }, () => provider.readZone(zone)));
      assert.ok(
        performance.now() - startedAt >= 490,
        'ten calls beyond the burst of twenty take half a second',
      );
    });

    it('never sends a write whose turn does not come in time, and says that it was not sent', async () => {
      stub.answerWith(() => () => undefined);
      const provider = stub.start({ timeoutMs: 200 });
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
      const provider = stub.start({ onCall: (action, result) => told.push(`${action} ${result}`) });
      stub.inTurn(errorAnswer('Throttling'), pageAnswer([]));
      await provider.readZone(zone);
      stub.inTurn(errorAnswer('DomainRecordDuplicate'), { body: '' }, errorAnswer('DomainRecordLocked'));
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
