import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { call, outcome, type RawAnswer } from './signed-client.ts';

const DOMAIN = 'example.test';

describe('faults on demand', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({
      rateLimits: {},
      accounts: [
        { keyId: 'sandbox-key', keySecret: 'sandbox-secret' },
        { keyId: 'other-key', keySecret: 'sandbox-secret' },
      ],
      records: [
        { rr: 'www', type: 'A', value: '192.0.2.1' },
        { rr: 'www', type: 'A', value: '192.0.2.2', line: 'telecom' },
      ],
    });
  });
  after(() => sandbox.stop());
  afterEach(() => {
    sandbox.clearFaults();
  });

  const list = (): Promise<RawAnswer> =>
    call(sandbox.apiUrl, 'DescribeDomainRecords', { DomainName: DOMAIN });
  const add = (RR: string): Promise<string> =>
    outcome(sandbox.apiUrl, 'AddDomainRecord', { DomainName: DOMAIN, RR, Type: 'A', Value: '192.0.2.9' });
  const exists = (rr: string): boolean => sandbox.records().some((record) => record.rr === rr);
  const lastEntry = (): unknown => {
    const entry = sandbox.journal().at(-1);
    return [entry?.outcome, entry?.answer, entry?.changes.length];
  };

  it('drop breaks the connection before anything took effect', async () => {
    sandbox.setFault({ kind: 'drop' });
    await assert.rejects(add('dropped'));
    assert.equal(exists('dropped'), false);
    assert.deepEqual(lastEntry(), ['NotReached', 'lost', 0]);
  });

  it('lose-answer breaks it after the write took effect', async () => {
    sandbox.setFault({ kind: 'lose-answer' });
    await assert.rejects(add('lost'));
    assert.equal(exists('lost'), true);
    assert.deepEqual(lastEntry(), ['OK', 'lost', 1]);
    assert.equal((await list()).status, 200);
  });

  it('cuts one account off and not the other', async () => {
    sandbox.setFault({ kind: 'drop', keyIds: ['sandbox-key'] });
    await assert.rejects(list());
    assert.equal(await outcome(sandbox.apiUrl, 'DescribeDomains', {}, { keyId: 'other-key' }), 'OK');
  });

  it('unavailable answers 503 with a code or without one, applied or not', async () => {
    sandbox.setFault({ kind: 'unavailable', times: 1 });
    const coded = await list();
    assert.deepEqual([coded.status, coded.body['Code']], [503, 'ServiceUnavailable']);
    sandbox.setFault({ kind: 'unavailable', hasCode: false, isApplied: true, times: 1 });
    const values = { DomainName: DOMAIN, RR: 'applied', Type: 'A', Value: '192.0.2.9' };
    const bare = await call(sandbox.apiUrl, 'AddDomainRecord', values);
    assert.deepEqual([bare.status, 'Code' in bare.body, exists('applied')], [503, false, true]);
  });

  it('html and empty answer with what is no JSON', async () => {
    sandbox.setFault({ kind: 'html', times: 1 });
    const html = await list();
    assert.deepEqual([html.status, html.text.startsWith('<html>')], [502, true]);
    sandbox.setFault({ kind: 'empty', times: 1 });
    const empty = await list();
    assert.deepEqual([empty.status, empty.text], [200, '']);
  });

  it('throttle and refuse-writes refuse by code', async () => {
    sandbox.setFault({ kind: 'throttle', times: 1 });
    sandbox.setFault({ kind: 'refuse-writes', code: 'DomainForbidden' });
    assert.equal(await add('no'), 'Throttling.User');
    assert.equal(await add('no'), 'DomainForbidden');
    assert.equal((await list()).status, 200);
    assert.equal(exists('no'), false);
  });

  it('latency delays a call', async () => {
    sandbox.setFault({ kind: 'latency', delayMs: 120, actions: ['DescribeDomainRecords'] });
    const begun = performance.now();
    await list();
    assert.ok(performance.now() - begun >= 115);
  });

  it('truncate leaves entries out while the total tells otherwise', async () => {
    const full = await list();
    const count = (answer: RawAnswer): number =>
      (answer.body['DomainRecords'] as { readonly Record: readonly unknown[] }).Record.length;
    sandbox.setFault({ kind: 'truncate', times: 1 });
    const cut = await list();
    assert.deepEqual([count(cut), cut.body['TotalCount']], [count(full) - 1, count(full)]);
    sandbox.setFault({ kind: 'truncate', totalOffset: 3, times: 1 });
    const wrong = await list();
    assert.deepEqual([count(wrong), wrong.body['TotalCount']], [count(full), count(full) + 3]);
  });

  it('close-idle ends the connection behind the answer without saying so', async () => {
    sandbox.setFault({ kind: 'close-idle', times: 1 });
    const answer = await list();
    assert.deepEqual([answer.status, answer.headers.get('connection')], [200, 'keep-alive']);
    assert.equal((await list()).status, 200);
  });
});

describe('stale reads', () => {
  it('show the records as they were, while writes see the present', async () => {
    let now = Date.parse('2026-11-20T10:00:00Z');
    const clock = { monotonicMs: () => now, wallMs: () => now, after: () => () => undefined };
    const sandbox = await startSandbox({ clock, records: [{ rr: 'www', type: 'A', value: '192.0.2.1' }] });
    const choose = { rr: 'www' };
    const Timestamp = '2026-11-20T10:00:00Z';
    const read = async (): Promise<string> => {
      const answer = await call(sandbox.apiUrl, 'DescribeDomainRecords', { DomainName: DOMAIN, Timestamp });
      return /"Value":"([^"]*)"/.exec(answer.text)?.[1] ?? 'none';
    };
    now += 10_000;
    await sandbox.edit({ op: 'set', choose, value: '192.0.2.2' });
    now += 10_000;
    await sandbox.edit({ op: 'delete', choose });
    now += 1_000;
    const seen: string[] = [];
    for (const ageMs of [0, 999, 5_000, 12_000, 60_000]) {
      sandbox.setFault({ kind: 'stale-read', ageMs, times: 1 });
      seen.push(await read());
    }
    await sandbox.stop();
    assert.deepEqual(seen, ['none', 'none', '192.0.2.2', '192.0.2.1', 'none']);
  });
});
