import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSources } from '../../../src/dns/address/create-sources.ts';
import type { AddressSourceGroup } from '../../../src/dns/address/create-sources.ts';
import { detectRound } from '../../../src/dns/address/detect-round.ts';
import { ECHO_SERVICES } from '../../../src/config/echo-services.ts';
import { originOf } from '../../../src/dns/address/origin.ts';
import type { AddressSource, Detection } from '../../../src/dns/address/address-detector.ts';
import { systemClock } from '../../../src/platform/clock.ts';

function source(name: string, detect: () => Promise<Detection>): AddressSource {
  return { name, kind: 'hearsay', detect };
}

const tells = (name: string, address: string): AddressSource =>
  source(name, () => Promise.resolve({ kind: 'address', address }));

function group(...sources: AddressSource[]): AddressSourceGroup {
  return { kind: 'hearsay', sources };
}

const OPTIONS = { clock: systemClock, deadlineMs: 60, allowPrivate: false };

describe('a detection round', () => {
  it('asks all sources of a group and reports what each said', async () => {
    const round = await detectRound([group(tells('a', '8.8.8.8'), tells('b', '8.8.4.4'))], 'v4', OPTIONS);
    assert.deepEqual(round, {
      family: 'v4',
      groups: [
        {
          kind: 'hearsay',
          reports: [
            { source: 'a', origin: 'a', detection: { kind: 'address', address: '8.8.8.8' } },
            { source: 'b', origin: 'b', detection: { kind: 'address', address: '8.8.4.4' } },
          ],
        },
      ],
    });
  });

  it('does not ask later groups when an earlier one can be believed', async () => {
    let asked = 0;
    const later = group(
      source('later', () => {
        asked += 1;
        return Promise.resolve({ kind: 'none' });
      }),
    );
    await detectRound([...createSources([{ kind: 'fixed', address: '8.8.8.8' }]), later], 'v4', OPTIONS);
    assert.equal(asked, 0);
    const round = await detectRound(
      [...createSources([{ kind: 'fixed', address: '10.0.0.1' }]), later],
      'v4',
      OPTIONS,
    );
    assert.equal(asked, 1);
    assert.equal(round.groups.length, 2);
  });

  it('waits for nobody beyond the deadline, and takes a throw for "unknown"', async () => {
    const startedAt = performance.now();
    const round = await detectRound(
      [
        group(
          source('deaf', () => new Promise(() => undefined)),
          source('broken', () => Promise.reject(new Error('bang'))),
          tells('c', '8.8.8.8'),
        ),
      ],
      'v4',
      OPTIONS,
    );
    assert.ok(performance.now() - startedAt < 2000);
    assert.deepEqual(
      round.groups[0]?.reports.map((report) => report.detection),
      [
        { kind: 'unknown', why: 'no answer in time' },
        { kind: 'unknown', why: 'bang' },
        { kind: 'address', address: '8.8.8.8' },
      ],
    );
  });

  it('ends when it is aborted', async () => {
    const deaf = group(source('deaf', () => new Promise(() => undefined)));
    const abort = new AbortController();
    const pending = detectRound([deaf, deaf], 'v4', { ...OPTIONS, deadlineMs: 60_000, signal: abort.signal });
    abort.abort();
    assert.equal((await pending).groups.length, 1);
    const late = await detectRound([deaf], 'v4', { ...OPTIONS, deadlineMs: 60_000, signal: abort.signal });
    assert.equal(late.groups[0]?.reports[0]?.detection.kind, 'unknown');
  });
});

describe('sources from settings', () => {
  it('are one group per entry, in order', () => {
    const groups = createSources([
      { kind: 'interface', name: 'eth0' },
      { kind: 'http', urls: ['https://a.example/', 'https://b.test/'] },
      { kind: 'command', command: ['/bin/ask', 'x'] },
    ]);
    assert.deepEqual(
      groups.map(({ kind, sources }) => [kind, sources.map(({ name }) => name)]),
      [
        ['authoritative', ['interface eth0']],
        ['hearsay', ['http https://a.example/', 'http https://b.test/']],
        ['authoritative', ['command /bin/ask']],
      ],
    );
  });

  it('by default are at least three independent services per family', () => {
    for (const urls of Object.values(ECHO_SERVICES)) {
      const origins = new Set(urls.map((url) => originOf(new URL(url))));
      assert.ok(origins.size >= 3);
      assert.equal(origins.size, urls.length);
    }
  });
});
