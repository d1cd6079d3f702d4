import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { eventually } from '../support/eventually.ts';
import { call, outcome } from './signed-client.ts';

const DOMAIN = 'example.test';
const WWW = { DomainName: DOMAIN, RR: 'www', Type: 'A', Value: '192.0.2.1' };

describe('the admin interface', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  async function admin(
    method: string,
    path: string,
    body?: unknown,
    headers = {},
  ): Promise<[number, string]> {
    const response = await fetch(`${sandbox.apiUrl}/sandbox${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return [response.status, await response.text()];
  }

  it('edits records by hand, shows them and journals the edit', async () => {
    const add = { op: 'add', rr: 'hand', type: 'A', value: '192.0.2.1' };
    const set = { op: 'set', choose: { rr: 'hand' }, value: '192.0.2.2', isLocked: true };
    const [status] = await admin('POST', '/records', { edits: [add, set] });
    assert.equal(status, 200);
    const [, listing] = await admin('GET', `/records?zone=${DOMAIN}`);
    assert.match(listing, /"value":"192\.0\.2\.2".*"isLocked":true/);
    const [, none] = await admin('GET', '/records?zone=other.test');
    assert.match(none, /"records":\[\]/);
    const last = sandbox.journal().at(-1);
    assert.deepEqual(
      [last?.action, last?.keyId, last?.changes[0]?.before?.value, last?.changes[0]?.after?.value],
      ['HandEdit', null, '192.0.2.1', '192.0.2.2'],
    );
    assert.equal((await admin('POST', '/records', { op: 'delete', choose: { rr: 'hand' } }))[0], 200);
    assert.equal(sandbox.records().length, 0);
  });

  it('shows the journal from a number on', async () => {
    await outcome(sandbox.apiUrl, 'AddDomainRecord', WWW);
    const since = sandbox.journal().at(-1)?.number ?? 0;
    await outcome(sandbox.apiUrl, 'AddDomainRecord', WWW);
    const [, text] = await admin('GET', `/journal?since=${since}`);
    assert.match(text, /^\{"entries":\[\{"number":\d+,.*"outcome":"DomainRecordDuplicate"[^[]*"faults":\[\]/);
    assert.equal(text.split('"number"').length - 1, 1);
  });

  it('switches faults on and off', async () => {
    const [, added] = await admin('POST', '/faults', { kind: 'throttle', times: 5 });
    assert.equal(added, '{"id":"1"}\n');
    assert.equal(await outcome(sandbox.apiUrl, 'DescribeDomains'), 'Throttling.User');
    assert.match(
      (await admin('GET', ''))[1],
      /"faults":\[\{"kind":"throttle","times":5,"id":"1","strikes":1\}\]/,
    );
    assert.equal((await admin('DELETE', '/faults/1'))[0], 200);
    assert.equal((await admin('DELETE', '/faults/1'))[0], 404);
    assert.equal(await outcome(sandbox.apiUrl, 'DescribeDomains'), 'OK');
  });

  it('refuses bad input and web pages', async () => {
    const tries = [
      await admin('POST', '/faults', { kind: 'fire' }),
      await admin('POST', '/records', { op: 'add', rr: 'x' }),
      await admin('POST', '/records', { op: 'delete', choose: { rr: 'none' } }),
      await admin('POST', '/records', { op: 'add', rr: 'x', type: 'A', value: 'no' }),
      await admin('GET', '/nothing'),
      await admin('GET', '/records', undefined, { Origin: 'http://evil.test' }),
    ];
    assert.deepEqual(
      tries.map(([status]) => status),
      [400, 400, 404, 400, 404, 403],
    );
    assert.match(tries[1]?.[1] ?? '', /"field":"type"/);
  });
});

describe('keeping records', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('has every acknowledged write on disk, and all of it again after a restart', async () => {
    const recordsFile = join(folder, 'deep', 'records.json');
    const journalFile = join(folder, 'journal.jsonl');
    const first = await startSandbox({ recordsFile, journalFile });
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => call(first.apiUrl, 'AddDomainRecord', { ...WWW, RR: `r${n}` })),
    );
    const onDisk = JSON.parse(await readFile(recordsFile, 'utf8')) as {
      readonly records: readonly unknown[];
    };
    assert.deepEqual(onDisk.records, first.records());
    assert.equal(onDisk.records.length, 20);
    await first.stop();
    assert.equal((await readFile(journalFile, 'utf8')).trim().split('\n').length, 20);
    const second = await startSandbox({
      recordsFile,
      records: [{ rr: 'new', type: 'A', value: '192.0.2.1' }],
    });
    assert.deepEqual(second.records(), onDisk.records);
    const added = await call(second.apiUrl, 'AddDomainRecord', WWW);
    await second.stop();
    const ids = new Set(second.records().map(({ id }) => id));
    assert.deepEqual([ids.size, ids.has(String(added.body['RecordId']))], [21, true]);
    assert.deepEqual(await readdir(join(folder, 'deep')), ['records.json']);
  });

  it('says which file it cannot read', async () => {
    const recordsFile = join(folder, 'broken.json');
    await writeFile(recordsFile, '{"format":1,"records":[{}],"weighted":[]}');
    await assert.rejects(
      startSandbox({ recordsFile }),
      (error) =>
        error instanceof AppError && error.field === 'recordsFile' && error.message.includes(recordsFile),
    );
    assert.match(await readFile(recordsFile, 'utf8'), /\[\{\}\]/);
  });
});

describe('starting and stopping', () => {
  it('names the setting of a port that is taken, and leaves nothing open', async () => {
    const first = await startSandbox();
    const names = (field: string) => (error: unknown) =>
      error instanceof AppError && error.field === field && error.hint?.en.includes(field) === true;
    await assert.rejects(startSandbox({ apiPort: first.apiPort }), names('apiPort'));
    await assert.rejects(startSandbox({ dnsPort: first.dnsPort }), names('dnsPort'));
    const udp = createSocket('udp4');
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
    await assert.rejects(startSandbox({ dnsPort: udp.address().port }), names('dnsPort'));
    udp.close();
    await first.stop();
    const again = await startSandbox({ apiPort: first.apiPort, dnsPort: first.dnsPort });
    assert.deepEqual([again.apiPort, again.dnsPort], [first.apiPort, first.dnsPort]);
    await again.stop();
  });

  it('refuses bad options by name', async () => {
    await assert.rejects(startSandbox({ zones: [{ name: 'no domain' }] }), { field: 'zones' });
    await assert.rejects(startSandbox({ lineTable: { nowhere: [] } }), { field: 'lineTable.nowhere' });
  });

  it('stops within two seconds in spite of open connections and delayed calls, and twice does no harm', async () => {
    const sandbox = await startSandbox();
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      const sent = request(`${sandbox.apiUrl}/sandbox`, { agent }, (response) => {
        response.resume().on('end', resolve);
      });
      sent.on('error', reject).end();
    });
    sandbox.setFault({ kind: 'latency', delayMs: 60_000 });
    const delayed = outcome(sandbox.apiUrl, 'AddDomainRecord', WWW).catch(() => 'cut');
    await eventually(() => sandbox.faults()[0]?.strikes === 1, 2_000, 'the delayed call');
    sandbox.clearFaults();
    const idle = fetch(`${sandbox.apiUrl}/sandbox`).then((response) => response.text());
    await idle;
    const begun = performance.now();
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    assert.ok(performance.now() - begun < 2_000);
    assert.equal(await delayed, 'cut');
    assert.deepEqual(sandbox.records(), []);
    agent.destroy();
  });
});
