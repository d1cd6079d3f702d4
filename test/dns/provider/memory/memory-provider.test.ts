import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ANSWER_LOST,
  FORBIDDEN,
  SILENT,
  THROTTLED,
  UNREACHABLE,
} from '../../../../src/dns/provider/memory/disturbance.ts';
import { MemoryDns, type MemoryChange } from '../../../../src/dns/provider/memory/memory-dns.ts';
import { MemoryProvider } from '../../../../src/dns/provider/memory/memory-provider.ts';
import { ProviderError, type NewRecord } from '../../../../src/dns/provider/provider.ts';
import { evenRandom as random, ManualClock } from '../manual-clock.ts';

const zone = 'example.test';
const www: NewRecord = {
  ...{ rr: 'www', type: 'A', line: 'default', value: '192.0.2.1' },
  ...{ ttl: 600, remark: null },
};

function setUp() {
  const clock = new ManualClock();
  const changes: MemoryChange[] = [];
  const dns = new MemoryDns({ clock, zones: [zone], onChange: (change) => changes.push(change) });
  const id = dns.add('setup', zone, www);
  const provider = new MemoryProvider({ dns, clock, random, client: 'a' });
  const value = () => dns.list(zone).find((record) => record.id === id)?.value;
  return { clock, dns, provider, id, value, changes };
}

async function caught(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProviderError, `a ProviderError, not ${String(error)}`);
  return error;
}

describe('the memory provider', () => {
  const failures = [
    { what: 'throttled', disturbance: THROTTLED, outcome: 'rejected', isRetryable: true, isApplied: false },
    { what: 'forbidden', disturbance: FORBIDDEN, outcome: 'rejected', isRetryable: false, isApplied: false },
    {
      what: 'unreachable',
      disturbance: UNREACHABLE,
      outcome: 'unknown',
      isRetryable: true,
      isApplied: false,
    },
    { what: 'answer lost', disturbance: ANSWER_LOST, outcome: 'unknown', isRetryable: true, isApplied: true },
  ] as const;
  for (const { what, disturbance, outcome, isRetryable, isApplied } of failures) {
    it(`${what}: one call fails as ${outcome}, ${isApplied ? 'and it took effect' : 'without effect'}`, async () => {
      const { provider, value } = setUp();
      const record = (await provider.readZone(zone)).records[0] ?? assert.fail();
      provider.disturbNext('updateValue', disturbance);
      const error = await caught(provider.updateValue(zone, record, '192.0.2.2'));
      assert.equal(error.outcome, outcome);
      assert.equal(error.isRetryable, isRetryable);
      assert.equal(error.isThrottled, what === 'throttled');
      assert.equal(value(), isApplied ? '192.0.2.2' : '192.0.2.1');
      await provider.updateValue(zone, record, '192.0.2.3');
      assert.equal(value(), '192.0.2.3');
    });
  }

  it('lets a call that is under way at its deadline have no effect, then or later', async () => {
    const { clock, provider, value, dns } = setUp();
    const record = dns.list(zone)[0] ?? assert.fail();
    provider.disturbNext('updateValue', { requestDelayMs: 8_000 });
    const failing = caught(provider.updateValue(zone, record, '192.0.2.2'));
    await clock.advance(8_000);
    assert.equal((await failing).outcome, 'unknown');
    await clock.advance(60_000);
    assert.equal(value(), '192.0.2.1');
    assert.equal(clock.pending, 0);
  });

  it('lets a call whose answer is late have its effect, which nobody confirms', async () => {
    const { clock, provider, value, dns } = setUp();
    const record = dns.list(zone)[0] ?? assert.fail();
    provider.disturbNext('updateValue', { requestDelayMs: 1_000, answerDelayMs: 7_500 });
    const failing = caught(provider.updateValue(zone, record, '192.0.2.2'));
    await clock.advance(1_000);
    assert.equal(value(), '192.0.2.2');
    await clock.advance(7_000);
    assert.equal((await failing).outcome, 'unknown');
  });

  it('lets a call that was called off on its way have no effect', async () => {
    const { clock, provider, value, dns } = setUp();
    const record = dns.list(zone)[0] ?? assert.fail();
    provider.disturbNext('updateValue', { requestDelayMs: 1_000 });
    const controller = new AbortController();
    const failing = caught(provider.updateValue(zone, record, '192.0.2.2', controller.signal));
    await clock.advance(500);
    controller.abort();
    assert.equal((await failing).outcome, 'unknown');
    await clock.advance(60_000);
    assert.equal(value(), '192.0.2.1');
    assert.equal(clock.pending, 0);
  });

  it('never sends a write whose turn does not come before its deadline', async () => {
    const { clock, provider, value, dns } = setUp();
    const record = dns.list(zone)[0] ?? assert.fail();
    provider.disturbNext('updateValue', SILENT);
    const stuck = caught(provider.updateValue(zone, record, '192.0.2.2'));
    const waiting = caught(provider.updateValue(zone, record, '192.0.2.3'));
    await clock.advance(8_000);
    assert.equal((await stuck).outcome, 'unknown');
    assert.equal((await waiting).outcome, 'rejected');
    assert.equal(provider.calls.length, 1);
    assert.equal(value(), '192.0.2.1');
  });

  it('shows an older picture on a stale read, record by record', async () => {
    const { clock, provider, dns, id } = setUp();
    await clock.advance(10_000);
    const record = dns.list(zone)[0] ?? assert.fail();
    await provider.updateValue(zone, record, '192.0.2.2');
    await clock.advance(10_000);
    const second = dns.add('b', zone, { ...www, rr: 'second' });
    await clock.advance(10_000);
    dns.removeByHand(zone, id);
    await clock.advance(1_000);

    const picture = async (stalenessMs: number) => {
      provider.disturbNext('readZone', { stalenessMs });
      const { records, providerNow } = await provider.readZone(zone);
      assert.equal(providerNow, clock.wallMs());
      return records.map((found) => `${found.rr} ${found.value}`);
    };
    assert.deepEqual(await picture(0), ['second 192.0.2.1']);
    assert.deepEqual(await picture(5_000), ['www 192.0.2.2', 'second 192.0.2.1']);
    assert.deepEqual(await picture(15_000), ['www 192.0.2.2']);
    assert.deepEqual(await picture(25_000), ['www 192.0.2.1']);
    assert.deepEqual(await picture(60_000), []);
    assert.deepEqual(
      dns.list(zone).map((found) => found.id),
      [second],
    );
  });

  it('dates records by the service’s clock, not by the node’s', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 1));
    const dns = new MemoryDns({ clock, zones: [zone] });
    const provider = new MemoryProvider({ dns, clock: new ManualClock(0), random });
    await provider.addRecord(zone, www);
    const { records, providerNow } = await provider.readZone(zone);
    assert.equal(records[0]?.updatedAt, clock.wallMs());
    assert.equal(providerNow, clock.wallMs());
  });

  it('takes hand edits that no rule would let pass, and tells whose a change was', async () => {
    const { provider, dns, id, changes } = setUp();
    const record = dns.list(zone)[0] ?? assert.fail();
    await provider.updateValue(zone, record, '192.0.2.2');
    dns.editByHand(zone, id, { value: 'anything', enabled: false });
    const { records } = await provider.readZone(zone);
    assert.deepEqual([records[0]?.value, records[0]?.enabled], ['anything', false]);
    assert.deepEqual(
      changes.map(({ client, before, after }) => [client, before?.value ?? null, after?.value ?? null]),
      [
        ['setup', null, '192.0.2.1'],
        ['a', '192.0.2.1', '192.0.2.2'],
        [null, '192.0.2.2', 'anything'],
      ],
    );
  });

  it('refuses writes to disabled records, which no program of ours may touch', async () => {
    const { provider, dns, id, value } = setUp();
    dns.editByHand(zone, id, { enabled: false });
    const record = dns.list(zone)[0] ?? assert.fail();
    assert.equal((await caught(provider.updateValue(zone, record, '192.0.2.2'))).outcome, 'rejected');
    assert.equal(value(), '192.0.2.1');
  });

  it('refuses a CNAME beside another record of the same name and line, and allows it on another line', async () => {
    const { provider } = setUp();
    const alias = { ...www, type: 'CNAME', value: 'www.example.net' };
    const error = await caught(provider.addRecord(zone, alias));
    assert.equal(error.providerCode, 'DomainRecordConflict');
    await provider.addRecord(zone, { ...alias, line: 'overseas' });
  });

  it('answers "same" when an update would make a second record equal to a first', async () => {
    const { provider, dns } = setUp();
    const id = dns.add('setup', zone, { ...www, value: '192.0.2.2' });
    const second = dns.list(zone).find((record) => record.id === id) ?? assert.fail();
    assert.equal((await caught(provider.updateValue(zone, second, '192.0.2.1'))).outcome, 'same');
  });

  it('sends back what was read, as vendors’ full replace does', async () => {
    const { provider, dns, id } = setUp();
    const { records } = await provider.readZone(zone);
    dns.editByHand(zone, id, { ttl: 1200 });
    await provider.updateValue(zone, records[0] ?? assert.fail(), '192.0.2.2');
    assert.equal(dns.list(zone)[0]?.ttl, 600);
  });
});
