/** The simulated service refuses, pages and dates as the real one is known to do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProviderError, type ZoneReading } from '../../../src/dns/provider/provider.ts';
import { seededRandom } from '../seeded-random.ts';
import { WORLD_EPOCH } from '../virtual-clock.ts';
import { Bench, KEY_SECRET, ZONE, type BenchSetup } from './bench.ts';
import { SHRUNK, TRUNCATED, unsteady } from './disturbance.ts';

const YEAR_MS = 365 * 24 * 3_600_000;

async function codeOf(setup: BenchSetup): Promise<string | null> {
  const bench = new Bench(setup);
  const end = await bench.endOf(bench.provider.readZone(ZONE));
  return end instanceof ProviderError ? end.providerCode : null;
}

async function read(bench: Bench): Promise<ZoneReading> {
  const end = await bench.endOf(bench.provider.readZone(ZONE));
  if (end instanceof ProviderError) throw end;
  return end;
}

function valuesOf({ records }: ZoneReading): readonly string[] {
  return records.map(({ value }) => value);
}

describe('who may call', () => {
  it('a key that it does not know, or a secret that is not the key’s, is refused', async () => {
    assert.equal(await codeOf({}), null);
    assert.equal(await codeOf({ keyId: 'other' }), 'InvalidAccessKeyId.NotFound');
    assert.equal(await codeOf({ keySecret: 'wrong' }), 'SignatureDoesNotMatch');
  });

  it('a stamp that is a year off is refused once; the client learns the time from the refusal', async () => {
    for (const wallOffsetMs of [YEAR_MS, -YEAR_MS]) {
      const bench = new Bench({ wallOffsetMs });
      await read(bench);
      assert.equal(bench.calls.length, 2);
      await read(bench);
      assert.equal(bench.calls.length, 3);
    }
  });

  it('a stamp that is five minutes off will do', async () => {
    const bench = new Bench({ wallOffsetMs: 300_000 });
    await read(bench);
    assert.equal(bench.calls.length, 1);
  });

  it('more than the documented calls in one second are throttled, and may come again', async () => {
    const bench = new Bench({ isRateLimited: true });
    const call = (): number => {
      const Timestamp = new Date(WORLD_EPOCH).toISOString().replace('.000', '');
      const parameters = { DomainName: ZONE, Timestamp };
      const who = { keyId: 'key', keySecret: KEY_SECRET, client: 'node' };
      const { status, text } = bench.service.answer(
        { action: 'DescribeDomainRecords', parameters, ...who },
        {},
      );
      if (status !== 200) assert.match(text(), /"Code":"Throttling.User"/);
      return status;
    };
    const first = Array.from({ length: 100 }, call);
    assert.deepEqual(new Set(first), new Set([200]));
    assert.equal(call(), 400);
    await bench.time.run(1_000);
    assert.equal(call(), 200);
  });
});

describe('listings', () => {
  it('of more than one page hold every record once', async () => {
    const bench = new Bench();
    for (let count = 0; count < 1_234; count += 1)
      bench.record(`192.0.${count >> 8}.${count & 255}`, `r${count}`);
    const { records } = await read(bench);
    assert.equal(new Set(records.map(({ id }) => id)).size, 1_234);
    assert.deepEqual(
      bench.calls.map(({ page }) => page),
      [1, 2, 3],
    );
  });

  it('have the newest record first, and come with the service’s own time in whole seconds', async () => {
    const bench = new Bench({ wallOffsetMs: 60_000 });
    for (const [rr, value] of [
      ['a', '192.0.2.1'],
      ['b', '192.0.2.2'],
    ] as const)
      bench.record(value, rr);
    const reading = await read(bench);
    assert.deepEqual(valuesOf(reading), ['192.0.2.2', '192.0.2.1']);
    assert.equal(reading.providerNow, WORLD_EPOCH);
  });

  it('are given up when the records never add up to the total', async () => {
    const bench = new Bench();
    for (let count = 0; count < 8; count += 1) bench.record(`192.0.2.${count}`, `r${count}`);
    bench.befall = () => TRUNCATED;
    const end = await bench.endOf(bench.provider.readZone(ZONE));
    assert.ok(end instanceof ProviderError);
    assert.equal(bench.calls.length, 3);
  });

  it('that are short in total as well look whole', async () => {
    const bench = new Bench();
    for (let count = 0; count < 8; count += 1) bench.record(`192.0.2.${count}`, `r${count}`);
    bench.befall = () => SHRUNK;
    assert.equal((await read(bench)).records.length, 3);
  });

  it('may be older than the one before', async () => {
    const bench = new Bench();
    const record = bench.record('192.0.2.0');
    const seen: (string | undefined)[] = [];
    bench.befall = unsteady(seededRandom('unsteady'), 9_000);
    for (let step = 1; step <= 20; step += 1) {
      bench.dns.editByHand(ZONE, record.id, { value: `192.0.2.${step}` });
      await bench.time.run(1_000);
      seen.push(valuesOf(await read(bench))[0]);
    }
    const steps = seen.map((value) => Number(value?.split('.')[3]));
    assert.ok(steps.some((step, index) => step < (steps[index - 1] ?? 0)));
  });
});

describe('writes', () => {
  it('that overlap with another one to the same zone are refused, and may come again', async () => {
    const bench = new Bench({ writeTakesMs: 5_000 });
    const [first, second] = [bench.record('192.0.2.1'), bench.record('192.0.2.2')];
    await bench.endOf(bench.provider.updateValue(ZONE, first, '192.0.2.3'));
    const end = await bench.endOf(bench.provider.updateValue(ZONE, second, '192.0.2.4'));
    assert.ok(end instanceof ProviderError);
    assert.deepEqual(
      [end.providerCode, end.outcome, end.isRetryable],
      ['LastOperationNotFinished', 'rejected', true],
    );
    await bench.time.run(5_000);
    await bench.endOf(bench.provider.updateValue(ZONE, second, '192.0.2.4'));
    assert.equal(bench.valueOf(second), '192.0.2.4');
  });

  it('of a new record keep its line’s code, and its remark comes by a request of its own', async () => {
    const bench = new Bench();
    const wanted = { rr: 'new', type: 'TXT', line: 'china-telecom', value: 'text', ttl: null } as const;
    const id = await bench.endOf(bench.provider.addRecord(ZONE, { ...wanted, remark: 'a remark' }));
    const { lineCode, remark, ttl } = bench.dns.find(String(id))?.record ?? assert.fail();
    assert.deepEqual({ lineCode, remark, ttl }, { lineCode: 'telecom', remark: 'a remark', ttl: 600 });
    assert.deepEqual(
      bench.calls.map(({ rpc }) => rpc),
      ['DescribeDomainInfo', 'AddDomainRecord', 'UpdateDomainRecordRemark'],
    );
  });
});
