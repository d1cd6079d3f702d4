import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { call, outcome, type CallOptions } from './signed-client.ts';

const DOMAIN = 'example.test';

describe('checks of the gateway', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({
      zones: [{ name: DOMAIN }, { name: 'owned.test', owners: ['owner'] }],
      accounts: [
        { keyId: 'sandbox-key', keySecret: 'sandbox-secret' },
        { keyId: 'owner', keySecret: 'sandbox-secret' },
        { keyId: 'asleep', keySecret: 'sandbox-secret', isActive: false },
        { keyId: 'reader', keySecret: 'sandbox-secret', grantedActions: ['DescribeDomainRecords'] },
        { keyId: 'STS.x', keySecret: 'sandbox-secret', securityToken: 'token' },
      ],
    });
  });
  after(() => sandbox.stop());

  const old = new Date(Date.now() - 16 * 60_000).toISOString().replace(/\.\d+Z/, 'Z');
  const early = new Date(Date.now() + 16 * 60_000).toISOString().replace(/\.\d+Z/, 'Z');
  type Row = readonly [
    code: string,
    status: number,
    action: string,
    values?: Readonly<Record<string, string | null>>,
    options?: CallOptions,
  ];
  const rows: readonly Row[] = [
    ['UnsupportedHTTPMethod', 400, 'DescribeDomains', {}, { method: 'PUT' }],
    ['InvalidApi.NotFound', 404, 'DescribeDomains', {}, { path: '/else' }],
    ['InvalidApi.NotFound', 404, 'OperateBatchDomain', { Signature: 'wrong' }],
    ['InvalidApi.NotFound', 404, 'constructor', {}],
    ['MissingAction', 400, 'DescribeDomains', { Action: null }],
    ['InvalidVersion', 400, 'DescribeDomains', { Version: '2014-05-26' }],
    ['MissingTimestamp', 400, 'DescribeDomains', { Timestamp: null }],
    ['MissingSignatureNonce', 400, 'DescribeDomains', { SignatureNonce: null }],
    ['InvalidAccessKeyId.NotFound', 404, 'DescribeDomains', { Timestamp: old }, { keyId: 'nobody' }],
    ['InvalidAccessKeyId.Inactive', 400, 'DescribeDomains', {}, { keyId: 'asleep' }],
    ['MissingSecurityToken', 400, 'DescribeDomains', {}, { keyId: 'STS.x' }],
    [
      'InvalidSecurityToken.MismatchWithAccessKey',
      400,
      'DescribeDomains',
      { SecurityToken: 'other' },
      { keyId: 'STS.x' },
    ],
    ['InvalidTimeStamp.Format', 400, 'DescribeDomains', { Timestamp: '2026-11-20 10:00:00' }],
    ['InvalidTimeStamp.Expired', 400, 'DescribeDomains', { Timestamp: old }, { secret: 'wrong' }],
    ['InvalidTimeStamp.Expired', 400, 'DescribeDomains', { Timestamp: early }],
    ['InvalidSignatureMethod', 400, 'DescribeDomains', { SignatureMethod: 'HMAC-MD5' }],
    ['SignatureDoesNotMatch', 400, 'DescribeDomains', {}, { secret: 'wrong' }],
    ['Forbidden.RAM', 400, 'DescribeDomains', {}, { keyId: 'reader' }],
    ['MissingDomainName', 400, 'DescribeDomainRecords'],
    ['InvalidPageSize', 400, 'DescribeDomainRecords', { DomainName: DOMAIN, PageSize: '501' }],
    ['InvalidPageSize', 400, 'DescribeDomains', { PageSize: '101' }],
    ['InvalidDomainName.NoExist', 400, 'DescribeDomainRecords', { DomainName: 'none.test' }],
    ['InvalidDomainName.Format', 400, 'DescribeDomainRecords', { DomainName: 'a b' }],
    ['IncorrectDomainUser', 400, 'DescribeDomainRecords', { DomainName: 'owned.test' }],
    ['DomainRecordNotBelongToUser', 400, 'DeleteDomainRecord', { RecordId: '1' }],
    ['MissingValue', 400, 'AddDomainRecord', { DomainName: 'none.test', RR: 'a', Type: 'A' }],
    ['OK', 200, 'DescribeDomains', { SecurityToken: 'token' }, { keyId: 'STS.x' }],
    ['OK', 200, 'DescribeDomainRecords', { DomainName: 'owned.test' }, { keyId: 'owner', method: 'GET' }],
  ];
  for (const [code, status, action, values = {}, options = {}] of rows) {
    it(`answers ${code} to ${action} with ${JSON.stringify({ ...values, ...options })}`, async () => {
      const answer = await call(sandbox.apiUrl, action, values, options);
      assert.deepEqual([answer.body['Code'] ?? 'OK', answer.status], [code, status]);
      assert.match(String(answer.body['RequestId']), /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    });
  }

  it('spends a nonce only when the signature was good', async () => {
    const SignatureNonce = 'the-same';
    const tries = [{ secret: 'wrong' }, {}, {}];
    const codes: string[] = [];
    for (const options of tries) {
      codes.push(await outcome(sandbox.apiUrl, 'DescribeDomains', { SignatureNonce }, options));
    }
    assert.deepEqual(codes, ['SignatureDoesNotMatch', 'OK', 'SignatureNonceUsed']);
  });

  it('tells the string to sign when a signature is wrong', async () => {
    const { body } = await call(sandbox.apiUrl, 'DescribeDomains', {}, { secret: 'wrong' });
    assert.match(
      String(body['Message']),
      /server string to sign is:POST&%2F&AccessKeyId%3Dsandbox-key%26Action/,
    );
  });

  it('answers XML to whoever does not ask for JSON', async () => {
    const { text, headers } = await call(sandbox.apiUrl, 'DescribeDomains', { Format: null });
    assert.match(text, /^<\?xml .*<DescribeDomainsResponse>.*<DomainName>example\.test<\/DomainName>/s);
    assert.equal(headers.get('content-type'), 'text/xml;charset=utf-8');
  });

  it('sends its own time and a request id in the headers', async () => {
    const { headers, body } = await call(sandbox.apiUrl, 'DescribeDomains');
    assert.ok(Math.abs(Date.parse(headers.get('date') ?? '') - Date.now()) < 5_000);
    assert.equal(headers.get('x-acs-request-id'), body['RequestId']);
  });

  it('keeps credentials, nonces and signatures out of the journal', () => {
    const kept = new Set(sandbox.journal().flatMap((entry) => Object.keys(entry.parameters)));
    for (const name of ['Signature', 'SignatureNonce', 'SecurityToken', 'AccessKeyId', 'Timestamp']) {
      assert.ok(!kept.has(name), name);
    }
  });
});

describe('records over the API', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ rateLimits: {}, zones: [{ name: DOMAIN }] });
  });
  after(() => sandbox.stop());

  const record = (values: Readonly<Record<string, string>>): Record<string, string> => ({
    DomainName: DOMAIN,
    RR: 'www',
    Type: 'A',
    Value: '192.0.2.1',
    ...values,
  });
  const add = (values: Readonly<Record<string, string>>): Promise<string> =>
    outcome(sandbox.apiUrl, 'AddDomainRecord', record(values));

  it('refuses duplicates and conflicts on one line, not across lines', async () => {
    assert.equal(await add({}), 'OK');
    assert.equal(await add({ TTL: '900' }), 'DomainRecordDuplicate');
    assert.equal(await add({ Value: '192.0.2.2' }), 'OK');
    assert.equal(await add({ Type: 'CNAME', Value: 'a.test' }), 'DomainRecordConflict');
    assert.equal(await add({ Type: 'CNAME', Value: 'a.test', Line: 'telecom' }), 'OK');
  });

  it('replaces all of a record on update: what is left out becomes its default', async () => {
    const answer = await call(
      sandbox.apiUrl,
      'AddDomainRecord',
      record({ RR: 'u', Line: 'telecom', TTL: '1200' }),
    );
    const RecordId = String(answer.body['RecordId']);
    const update = (values: Readonly<Record<string, string>>): Promise<string> =>
      outcome(sandbox.apiUrl, 'UpdateDomainRecord', record({ RR: 'u', RecordId, ...values }));
    assert.equal(await update({ Line: 'telecom', TTL: '1200' }), 'DomainRecordDuplicate');
    assert.equal(await update({ Line: 'telecom', TTL: '900' }), 'OK');
    assert.equal(await update({}), 'OK');
    const kept = sandbox.records().find(({ id }) => id === RecordId);
    assert.deepEqual([kept?.line, kept?.ttl], ['default', 600]);
    await sandbox.edit({ op: 'set', choose: { id: RecordId }, isLocked: true });
    assert.equal(await update({ Value: '192.0.2.7' }), 'DomainRecordLocked');
    assert.equal(await outcome(sandbox.apiUrl, 'DeleteDomainRecord', { RecordId }), 'DomainRecordLocked');
  });

  it('pages 1200 records by 500, each once, newest first', async () => {
    await sandbox.edit(
      ...Array.from({ length: 1_200 }, (_, n) => ({
        op: 'add' as const,
        rr: `p${n}`,
        type: 'AAAA',
        value: '2001:db8::1',
      })),
    );
    const seen: string[] = [];
    for (const PageNumber of ['1', '2', '3', '4']) {
      const { body } = await call(sandbox.apiUrl, 'DescribeDomainRecords', {
        ...{ DomainName: DOMAIN, PageSize: '500', PageNumber, Type: 'AAAA' },
      });
      assert.equal(body['TotalCount'], 1_200);
      const list = body['DomainRecords'] as { readonly Record: readonly { readonly RR: string }[] };
      seen.push(...list.Record.map(({ RR }) => RR));
    }
    assert.equal(new Set(seen).size, 1_200);
    assert.deepEqual([seen[0], seen[1_199], seen.length], ['p1199', 'p0', 1_200]);
  });

  it('finds fuzzily or exactly, as the search mode says', async () => {
    await sandbox.edit(
      { op: 'add', rr: 'find', type: 'TXT', value: 'needle' },
      { op: 'add', rr: 'a.find', type: 'TXT', value: 'hay', line: 'edu' },
      { op: 'add', rr: 'b.find', type: 'TXT', value: 'find', isEnabled: false },
    );
    const rows: readonly [values: Readonly<Record<string, string>>, count: number][] = [
      [{ RRKeyWord: 'FIND' }, 3],
      [{ RRKeyWord: 'find', SearchMode: 'COMBINATION' }, 1],
      [{ RRKeyWord: 'find', Status: 'Disable' }, 1],
      [{ RRKeyWord: 'find', Line: 'edu' }, 1],
      [{ RRKeyWord: 'find', Line: 'edu', KeyWord: 'needle' }, 1],
      [{ KeyWord: 'find', SearchMode: 'EXACT' }, 2],
      [{ KeyWord: 'find', SearchMode: 'LIKE', Line: 'edu' }, 3],
      [{ ValueKeyWord: 'eedl' }, 1],
      [{ TypeKeyWord: 'txt' }, 3],
      [{ TypeKeyWord: 'txt', GroupId: '0' }, 0],
    ];
    for (const [values, count] of rows) {
      const { body } = await call(sandbox.apiUrl, 'DescribeDomainRecords', { DomainName: DOMAIN, ...values });
      assert.equal(body['TotalCount'], count, JSON.stringify(values));
    }
  });

  it('tells upper-case status, milliseconds and ids as text', async () => {
    const { body } = await call(sandbox.apiUrl, 'DescribeDomainRecords', {
      ...{ DomainName: DOMAIN, RRKeyWord: 'b.find' },
    });
    const list = body['DomainRecords'] as { readonly Record: readonly Readonly<Record<string, unknown>>[] };
    const [found] = list.Record;
    assert.equal(found?.['Status'], 'DISABLE');
    assert.equal(typeof found['RecordId'], 'string');
    assert.ok(Number(found['UpdateTimestamp']) > 1_600_000_000_000);
    assert.ok(!('Priority' in found) && !('Remark' in found));
  });
});

describe('limits of the account', () => {
  it('throttle an action by its figure and leave the others alone', async () => {
    const sandbox = await startSandbox({ rateLimits: { DescribeDomains: 2 } });
    const codes: string[] = [];
    for (let n = 0; n < 3; n += 1) codes.push(await outcome(sandbox.apiUrl, 'DescribeDomains'));
    codes.push(await outcome(sandbox.apiUrl, 'DescribeSupportLines'));
    await sandbox.stop();
    assert.deepEqual(codes, ['OK', 'OK', 'Throttling.User', 'OK']);
  });

  it('refuse a write to a domain while another one is under way', async () => {
    const sandbox = await startSandbox({ writeTakesMs: 300 });
    const values = { DomainName: DOMAIN, RR: 'a', Type: 'A' };
    const add = (Value: string): Promise<string> =>
      outcome(sandbox.apiUrl, 'AddDomainRecord', { ...values, Value });
    const codes = await Promise.all([add('192.0.2.1'), add('192.0.2.2')]);
    const later = await add('192.0.2.3');
    await sandbox.stop();
    assert.deepEqual([...codes.sort(), later], ['LastOperationNotFinished', 'OK', 'OK']);
  });
});
