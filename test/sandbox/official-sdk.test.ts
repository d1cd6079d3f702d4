import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import alidns from '@alicloud/alidns20150109';
import PopCore from '@alicloud/pop-core';
import { ACTION_NAMES } from '../../src/sandbox/actions/catalog.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

/** The provider's own client, signature V3, tells one story through every action that is imitated. */
const DOMAIN = 'example.test';

describe('the official SDK against the sandbox', () => {
  let sandbox: Sandbox;
  let client: InstanceType<typeof alidns.default>;

  before(async () => {
    sandbox = await startSandbox({ zones: [{ name: DOMAIN }, { name: 'other.test' }] });
    client = clientFor('sandbox-secret');
  });
  after(() => sandbox.stop());

  function clientFor(accessKeySecret: string): InstanceType<typeof alidns.default> {
    type Config = ConstructorParameters<typeof alidns.default>[0];
    const config = {
      accessKeyId: 'sandbox-key',
      accessKeySecret,
      endpoint: `127.0.0.1:${sandbox.apiPort}`,
      protocol: 'HTTP',
    };
    return new alidns.default(config as unknown as Config);
  }

  async function add(RR: string, type: string, value: string, line = 'default'): Promise<string> {
    const request = new alidns.AddDomainRecordRequest({ domainName: DOMAIN, RR, type, value, line });
    const { body } = await client.addDomainRecord(request);
    assert.ok(body?.recordId);
    return body.recordId;
  }

  async function listed(): Promise<readonly string[]> {
    const request = new alidns.DescribeDomainRecordsRequest({ domainName: DOMAIN, pageSize: 500 });
    const { body } = await client.describeDomainRecords(request);
    const records = body?.domainRecords?.record ?? [];
    assert.equal(body?.totalCount, records.length);
    return records.map((r) => `${String(r.RR)} ${String(r.type)} ${String(r.line)} ${String(r.value)}`);
  }

  it('reads domains, their plan and their lines', async () => {
    const domains = (await client.describeDomains(new alidns.DescribeDomainsRequest({}))).body;
    assert.deepEqual(
      domains?.domains?.domain?.map(({ domainName, versionCode }) => [domainName, versionCode]),
      [
        ['other.test', 'mianfei'],
        [DOMAIN, 'mianfei'],
      ],
    );
    const ask = new alidns.DescribeDomainInfoRequest({ domainName: DOMAIN, needDetailAttributes: true });
    const info = (await client.describeDomainInfo(ask)).body;
    assert.equal(info?.minTtl, 600);
    assert.deepEqual(info.availableTtls?.availableTtl, ['600', '1800', '3600', '43200', '86400']);
    const lines = (
      await client.describeSupportLines(new alidns.DescribeSupportLinesRequest({ domainName: DOMAIN }))
    ).body;
    const telecom = lines?.recordLines?.recordLine?.find(({ lineCode }) => lineCode === 'telecom');
    assert.equal(telecom?.lineName, '电信');
    assert.equal(lines?.recordLines?.recordLine?.length, info.recordLines?.recordLine?.length);
  });

  it('adds, lists newest first, updates and reads one record', async () => {
    const id = await add('www', 'A', '192.0.2.1');
    await add('www', 'A', '192.0.2.2', 'telecom');
    assert.deepEqual(await listed(), ['www A telecom 192.0.2.2', 'www A default 192.0.2.1']);
    assert.ok(BigInt(id) > BigInt(Number.MAX_SAFE_INTEGER));
    await client.updateDomainRecord(
      new alidns.UpdateDomainRecordRequest({
        recordId: id,
        RR: 'www',
        type: 'A',
        value: '192.0.2.9',
        TTL: 601,
      }),
    );
    const ask = new alidns.DescribeDomainRecordInfoRequest({ recordId: id });
    const info = (await client.describeDomainRecordInfo(ask)).body;
    assert.deepEqual(
      [info?.recordId, info?.value, info?.TTL, info?.line, info?.status, info?.locked],
      [id, '192.0.2.9', 601, 'default', 'ENABLE', false],
    );
  });

  it('sets remark and status, and reads a name by itself', async () => {
    const id = await add('api', 'AAAA', '2001:db8::1', 'mobile');
    await client.updateDomainRecordRemark(
      new alidns.UpdateDomainRecordRemarkRequest({ recordId: id, remark: '备注' }),
    );
    const status = await client.setDomainRecordStatus(
      new alidns.SetDomainRecordStatusRequest({ recordId: id, status: 'DISABLE' }),
    );
    assert.equal(status.body?.status, 'Disable');
    const ask = new alidns.DescribeSubDomainRecordsRequest({ subDomain: `api.${DOMAIN}` });
    const record = (await client.describeSubDomainRecords(ask)).body?.domainRecords?.record?.[0];
    assert.deepEqual([record?.recordId, record?.remark, record?.status], [id, '备注', 'DISABLE']);
  });

  it('weighs the records of a name', async () => {
    const id = await add('w', 'A', '192.0.2.1');
    await add('w', 'A', '192.0.2.2');
    const on = await client.setDNSSLBStatus(
      new alidns.SetDNSSLBStatusRequest({ subDomain: `w.${DOMAIN}`, open: true }),
    );
    assert.deepEqual([on.body?.open, on.body?.recordCount], [true, 2]);
    const weight = await client.updateDNSSLBWeight(
      new alidns.UpdateDNSSLBWeightRequest({ recordId: id, weight: 7 }),
    );
    assert.equal(weight.body?.weight, 7);
    const ask = new alidns.DescribeDNSSLBSubDomainsRequest({ domainName: DOMAIN, rr: 'w' });
    const name = (await client.describeDNSSLBSubDomains(ask)).body?.slbSubDomains?.slbSubDomain?.[0];
    assert.deepEqual([name?.subDomain, name?.open, Number(name?.recordCount)], [`w.${DOMAIN}`, true, 2]);
  });

  it('deletes one record, then a name, and reads what was done', async () => {
    const id = await add('gone', 'TXT', 'a');
    await add('gone', 'TXT', 'b', 'telecom');
    await add('gone', 'TXT', 'c', 'unicom');
    const one = await client.deleteDomainRecord(new alidns.DeleteDomainRecordRequest({ recordId: id }));
    assert.equal(one.body?.recordId, id);
    const rest = await client.deleteSubDomainRecords(
      new alidns.DeleteSubDomainRecordsRequest({ domainName: DOMAIN, RR: 'gone' }),
    );
    assert.equal(rest.body?.totalCount, '2');
    assert.ok((await listed()).every((record) => !record.startsWith('gone')));
    const today = new Date().toISOString().slice(0, 10);
    const ask = new alidns.DescribeRecordLogsRequest({ domainName: DOMAIN, keyWord: 'gone', endDate: today });
    const logs = (await client.describeRecordLogs(ask)).body;
    assert.deepEqual(
      logs?.recordLogs?.recordLog?.map(({ action }) => action),
      ['DEL', 'DEL', 'DEL', 'ADD', 'ADD', 'ADD'],
    );
  });

  it('is told what is wrong by code', async () => {
    const request = new alidns.AddDomainRecordRequest({ domainName: DOMAIN, RR: 'x', type: 'A', value: '1' });
    await assert.rejects(client.addDomainRecord(request), {
      code: 'SubDomainInvalid.Value',
      statusCode: 400,
    });
    const wrong = clientFor('wrong-secret');
    await assert.rejects(wrong.describeDomains(new alidns.DescribeDomainsRequest({})), {
      code: 'SignatureDoesNotMatch',
    });
    const batch = new alidns.DescribeBatchResultCountRequest({});
    await assert.rejects(client.describeBatchResultCount(batch), { code: 'InvalidApi.NotFound' });
  });

  it('has called every action there is', () => {
    const succeeded = new Set(
      sandbox
        .journal()
        .filter(({ outcome }) => outcome === 'OK')
        .map(({ action }) => action),
    );
    assert.deepEqual(
      ACTION_NAMES.filter((name) => !succeeded.has(name)),
      [],
    );
  });

  it('gets along with pop-core too, by GET and by POST', async () => {
    const pop = new PopCore({
      endpoint: sandbox.apiUrl,
      apiVersion: '2015-01-09',
      accessKeyId: 'sandbox-key',
      accessKeySecret: 'sandbox-secret',
    });
    const value = "a b~c'd(e)!/+=测";
    const parameters = { DomainName: DOMAIN, RR: '*', Type: 'TXT', Value: value };
    await pop.request('AddDomainRecord', parameters, { method: 'POST' });
    const answer: unknown = await pop.request(
      'DescribeDomainRecords',
      { DomainName: DOMAIN, Type: 'TXT' },
      {},
    );
    assert.match(JSON.stringify(answer), /"TotalCount":1/);
    assert.equal(sandbox.records(DOMAIN).find(({ rr }) => rr === '*')?.value, value);
  });
});
