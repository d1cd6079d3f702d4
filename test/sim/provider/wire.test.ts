/** What travels between a simulated machine and its DNS service, and what of it takes effect when it is cut short. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  ANSWER_LOST,
  FORBIDDEN,
  SILENT,
  THROTTLED,
  UNREACHABLE,
} from '../../../src/dns/provider/memory/disturbance.ts';
import { ProviderError } from '../../../src/dns/provider/provider.ts';
import { Bench, LATENCY_MS, TIMEOUT_MS, ZONE } from './bench.ts';
import { ANSWER_NEVER, GARBLED, INTERNAL_ERROR, REFUSED, type Befallen } from './disturbance.ts';

/** Longer than any one way takes. */
const ONE_WAY_MS = 2 * LATENCY_MS;

async function writeThat(
  befallen: Befallen,
): Promise<{ readonly outcome: string; readonly value: string | null }> {
  const bench = new Bench();
  const record = bench.record();
  bench.befall = () => befallen;
  const end = await bench.endOf(bench.provider.updateValue(ZONE, record, '192.0.2.2'));
  await bench.time.run(60_000);
  assert.equal(bench.requests('UpdateDomainRecord'), 1, 'a write is sent once, whatever comes of it');
  const outcome = end instanceof ProviderError ? end.outcome : 'done';
  return { outcome, value: bench.valueOf(record) };
}

describe('a write that goes wrong on its way', () => {
  const before = '192.0.2.1';
  const after = '192.0.2.2';
  const cases: readonly (readonly [string, Befallen, string, string])[] = [
    ['undisturbed', {}, 'done', after],
    ['the connection breaks before it arrives', UNREACHABLE, 'unknown', before],
    ['nobody listens', REFUSED, 'rejected', before],
    ['it is never heard of', SILENT, 'unknown', before],
    ['it would arrive after its deadline', { requestDelayMs: TIMEOUT_MS }, 'unknown', before],
    ['the answer is lost', ANSWER_LOST, 'unknown', after],
    ['the answer never comes', ANSWER_NEVER, 'unknown', after],
    ['the answer comes after the deadline', { answerDelayMs: TIMEOUT_MS }, 'unknown', after],
    ['the answer is a page of HTML', GARBLED, 'unknown', after],
    ['the service is in trouble', INTERNAL_ERROR, 'unknown', after],
    ['throttled', THROTTLED, 'rejected', before],
    ['forbidden', FORBIDDEN, 'rejected', before],
  ];
  for (const [what, befallen, outcome, value] of cases) {
    it(`${what}: ${outcome}, and ${value === after ? 'it took effect' : 'nothing happened'}`, async () => {
      assert.deepEqual(await writeThat(befallen), { outcome, value });
    });
  }
});

describe('a write that is called off', () => {
  it('never takes effect when its socket is destroyed before it arrives', async () => {
    const bench = new Bench();
    const record = bench.record();
    const controller = new AbortController();
    const end = bench.endOf(bench.provider.updateValue(ZONE, record, '192.0.2.2', controller.signal));
    bench.time.after(LATENCY_MS / 4, () => {
      controller.abort();
    });
    assert.equal(((await end) as ProviderError).outcome, 'unknown');
    await bench.time.run(60_000);
    assert.equal(bench.valueOf(record), '192.0.2.1');
  });

  it('has taken effect when it had arrived', async () => {
    const bench = new Bench();
    const record = bench.record();
    bench.befall = () => ({ answerDelayMs: 1_000 });
    const controller = new AbortController();
    const end = bench.endOf(bench.provider.updateValue(ZONE, record, '192.0.2.2', controller.signal));
    bench.time.after(ONE_WAY_MS, () => {
      controller.abort();
    });
    assert.equal(((await end) as ProviderError).outcome, 'unknown');
    assert.equal(bench.valueOf(record), '192.0.2.2');
  });

  it('goes on by itself when the process is killed, which hears nothing of it', async () => {
    const bench = new Bench();
    const record = bench.record();
    let isOver = false;
    const told = (): void => {
      isOver = true;
    };
    bench.provider.updateValue(ZONE, record, '192.0.2.2').then(told, told);
    await bench.time.run(LATENCY_MS / 4);
    assert.equal(bench.valueOf(record), '192.0.2.1', 'it is under way');
    bench.gate.kill();
    await bench.time.run(60_000);
    assert.equal(bench.valueOf(record), '192.0.2.2');
    assert.ok(!isOver);
  });

  it('takes effect while the process is stopped for longer than its deadline', async () => {
    for (const areAnswersFirst of [false, true]) {
      const bench = new Bench();
      const record = bench.record();
      const end = bench.endOf(bench.provider.updateValue(ZONE, record, '192.0.2.2'));
      bench.time.after(1, () => {
        bench.gate.stop();
      });
      bench.time.after(2 * TIMEOUT_MS, () => {
        bench.gate.resume(areAnswersFirst);
      });
      assert.equal(
        (await end) instanceof ProviderError,
        !areAnswersFirst,
        'whatever it hears of first counts',
      );
      assert.equal(bench.valueOf(record), '192.0.2.2');
    }
  });
});

describe('a machine that is cut off from the service', () => {
  it('loses what is under way without a word: a request that has not arrived does nothing', async () => {
    const bench = new Bench();
    const record = bench.record();
    const end = bench.endOf(bench.provider.updateValue(ZONE, record, '192.0.2.2'));
    bench.time.after(LATENCY_MS / 4, () => {
      bench.isCut = true;
    });
    assert.equal(((await end) as ProviderError).outcome, 'unknown');
    assert.equal(bench.time.now, TIMEOUT_MS);
    assert.equal(bench.valueOf(record), '192.0.2.1');
  });

  it('and what had arrived took effect', async () => {
    const bench = new Bench();
    const record = bench.record();
    bench.befall = () => ({ answerDelayMs: 1_000 });
    const end = bench.endOf(bench.provider.updateValue(ZONE, record, '192.0.2.2'));
    bench.time.after(ONE_WAY_MS, () => {
      bench.isCut = true;
    });
    assert.equal(((await end) as ProviderError).outcome, 'unknown');
    assert.equal(bench.valueOf(record), '192.0.2.2');
  });

  it('asks three times for a listing, and tells that the service cannot be reached', async () => {
    const bench = new Bench();
    bench.isCut = true;
    const end = await bench.endOf(bench.provider.readZone(ZONE));
    assert.ok(end instanceof ProviderError);
    assert.equal(bench.requests('DescribeDomainRecords'), 3);
  });
});
