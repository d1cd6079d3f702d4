import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { decode, encode } from 'dns-packet';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { ask, queryOf, sendTcp, sendUdp, summary, type Ask } from './dns-client.ts';

const RECORDS: SandboxOptions['records'] = [
  { rr: 'www', type: 'A', value: '192.0.2.1' },
  { rr: 'www', type: 'A', value: '192.0.2.2', line: 'telecom' },
  { rr: 'www', type: 'A', value: '192.0.2.3', line: 'unicom' },
  { rr: 'www', type: 'A', value: '192.0.2.33', line: 'unicom' },
  { rr: 'www', type: 'A', value: '192.0.2.4', line: 'mobile', isEnabled: false },
  { rr: 'www', type: 'AAAA', value: '2001:db8::1' },
  { rr: 'only', type: 'A', value: '192.0.2.5', line: 'edu' },
  { rr: 'off', type: 'A', value: '192.0.2.6', isEnabled: false },
  { rr: '*.apps', type: 'A', value: '192.0.2.7' },
  { rr: 'deep.named.apps', type: 'A', value: '192.0.2.8' },
  { rr: 'alias', type: 'CNAME', value: 'www.example.test' },
  { rr: 'alias', type: 'CNAME', value: 'cdn.example.com', line: 'oversea' },
  { rr: 'loop', type: 'CNAME', value: 'loop.example.test' },
  { rr: '@', type: 'MX', value: 'mail.example.test', priority: 10 },
  { rr: '@', type: 'TXT', value: 'hello 世界' },
  { rr: 'long', type: 'TXT', value: 'x'.repeat(500) },
  { rr: 'srv', type: 'SRV', value: '1 2 443 www.example.test' },
  { rr: 'caa', type: 'CAA', value: '0 issue "ca.example"' },
  { rr: 'sub', type: 'NS', value: 'ns.example.com' },
  ...Array.from({ length: 60 }, (_, n) => ({ rr: 'many', type: 'AAAA', value: `2001:db8::${n + 1}` })),
];

const TELECOM = '198.51.100.0/24';
const UNICOM = '203.0.113.0/24';
const MOBILE = '192.0.2.0/24';

describe('the name server of the sandbox', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({ records: RECORDS });
  });
  after(() => sandbox.stop());

  const rows: readonly [what: string, question: Ask, answer: string][] = [
    ['default to a client of no line', { name: 'www.example.test' }, 'NOERROR 192.0.2.1'],
    ['any letter case', { name: 'WwW.Example.Test' }, 'NOERROR 192.0.2.1'],
    ['the line of the client subnet', { name: 'www.example.test', subnet: TELECOM }, 'NOERROR 192.0.2.2'],
    ['all values of a line', { name: 'www.example.test', subnet: UNICOM }, 'NOERROR 192.0.2.3 192.0.2.33'],
    [
      'default where a line has only a disabled record',
      { name: 'www.example.test', subnet: MOBILE },
      'NOERROR 192.0.2.1',
    ],
    [
      'default where a line lacks the type',
      { name: 'www.example.test', type: 'AAAA', subnet: TELECOM },
      'NOERROR 2001:db8::1',
    ],
    [
      'the line of an IPv6 subnet',
      { name: 'www.example.test', subnet: '2001:db8:1::/48' },
      'NOERROR 192.0.2.2',
    ],
    [
      'the line of the sender if the subnet is empty',
      { name: 'www.example.test', subnet: '0.0.0.0/0' },
      'NOERROR 192.0.2.1',
    ],
    ['nothing where a name has no default', { name: 'only.example.test' }, 'NOERROR'],
    ['nothing for a type that is not there', { name: 'www.example.test', type: 'MX' }, 'NOERROR'],
    ['no such name', { name: 'none.example.test' }, 'NXDOMAIN'],
    ['no such name where all is disabled', { name: 'off.example.test' }, 'NXDOMAIN'],
    ['a wildcard', { name: 'a.b.apps.example.test' }, 'NOERROR 192.0.2.7'],
    ['nothing on the way to a name', { name: 'named.apps.example.test' }, 'NOERROR'],
    ['no wildcard below a name that exists', { name: 'x.named.apps.example.test' }, 'NXDOMAIN'],
    ['an alias and its target', { name: 'alias.example.test' }, 'NOERROR 192.0.2.1 www.example.test'],
    [
      'an alias of the line and no target elsewhere',
      { name: 'alias.example.test', subnet: '198.18.5.0/24' },
      'NOERROR cdn.example.com',
    ],
    ['the alias itself', { name: 'alias.example.test', type: 'CNAME' }, 'NOERROR www.example.test'],
    [
      'an MX',
      { name: 'example.test', type: 'MX' },
      'NOERROR {"preference":10,"exchange":"mail.example.test"}',
    ],
    ['a text', { name: 'example.test', type: 'TXT' }, 'NOERROR hello 世界'],
    [
      'a long text',
      { name: 'long.example.test', type: 'TXT', payloadSize: 1_232 },
      `NOERROR ${'x'.repeat(500)}`,
    ],
    [
      'the zone’s name servers',
      { name: 'example.test', type: 'NS' },
      'NOERROR ns1.sandbox.invalid ns2.sandbox.invalid',
    ],
    [
      'an SRV',
      { name: 'srv.example.test', type: 'SRV' },
      'NOERROR {"priority":1,"weight":2,"port":443,"target":"www.example.test"}',
    ],
    ['a referral', { name: 'x.sub.example.test' }, 'NOERROR'],
    ['a foreign name', { name: 'www.example.com' }, 'REFUSED'],
    ['a zone transfer', { name: 'example.test', type: 'AXFR' }, 'REFUSED'],
  ];
  for (const [what, question, expected] of rows) {
    it(`answers ${what}`, async () => {
      assert.equal(summary(await ask(sandbox.dnsPort, question)), expected);
    });
  }

  it('is authoritative for its zones and not for what it refers to or refuses', async () => {
    const names = ['www.example.test', 'none.example.test', 'x.sub.example.test', 'www.example.com'];
    const answers = await Promise.all(names.map((name) => ask(sandbox.dnsPort, { name })));
    assert.deepEqual(
      answers.map(({ flag_aa }) => flag_aa),
      [true, true, false, false],
    );
    assert.deepEqual(
      answers.map(({ authorities }) => authorities?.map(({ type }) => type)),
      [[], ['SOA'], ['NS'], []],
    );
  });

  it('echoes the client subnet with the length of the block that decided', async () => {
    const scope = async (subnet: string): Promise<unknown> => {
      const { additionals } = await ask(sandbox.dnsPort, { name: 'www.example.test', subnet });
      const [opt] = additionals ?? [];
      return opt?.type === 'OPT'
        ? opt.options.map((o) => ('scopePrefixLength' in o ? [o.ip, o.scopePrefixLength] : o))
        : null;
    };
    assert.deepEqual(await scope('101.80.5.0/24'), [['101.80.5.0', 12]]);
    assert.deepEqual(await scope('100.64.0.0/16'), [['100.64.0.0', 16]]);
    assert.deepEqual(await scope('0.0.0.0/0'), [['0.0.0.0', 0]]);
  });

  it('truncates over UDP what is too large, and sends it whole over TCP', async () => {
    const question = { name: 'many.example.test', type: 'AAAA', payloadSize: 4_096 };
    const cut = await ask(sandbox.dnsPort, question);
    assert.deepEqual([cut.flag_tc, cut.answers?.length], [true, 0]);
    const whole = await sendTcp(sandbox.dnsPort, [queryOf(question), queryOf({ name: 'www.example.test' })]);
    assert.deepEqual(
      whole.map(({ flag_tc, answers }) => [flag_tc, answers?.length]),
      [
        [false, 60],
        [false, 1],
      ],
    );
  });

  it('survives malformed messages: an error where there is a header, silence where there is none', async () => {
    const query = queryOf({ name: 'www.example.test' });
    const broken = await sendUdp(sandbox.dnsPort, query.subarray(0, 20));
    assert.equal(broken === null ? 'none' : summary(decode(broken)), 'FORMERR');
    const response = Buffer.from(query);
    response.writeUInt8(0x80, 2);
    assert.equal(await sendUdp(sandbox.dnsPort, response, 100), null);
    assert.equal(await sendUdp(sandbox.dnsPort, Buffer.from('short'), 100), null);
    assert.equal(summary(await ask(sandbox.dnsPort, { name: 'www.example.test' })), 'NOERROR 192.0.2.1');
  });

  it('does not implement other operations and refuses newer EDNS', async () => {
    const update = Buffer.from(queryOf({ name: 'example.test' }));
    update.writeUInt8(5 << 3, 2);
    const answer = await sendUdp(sandbox.dnsPort, update);
    assert.equal(answer === null ? 'none' : summary(decode(answer)), 'NOTIMP');
    const packet = decode(queryOf({ name: 'www.example.test', payloadSize: 1_232 }));
    const [opt] = packet.additionals ?? [];
    assert.equal(opt?.type, 'OPT');
    const newer = await sendUdp(
      sandbox.dnsPort,
      encode({ ...packet, additionals: [{ ...opt, ednsVersion: 1 }] }),
    );
    const [reply] = newer === null ? [] : (decode(newer).additionals ?? []);
    assert.equal(reply?.type === 'OPT' ? reply.extendedRcode : null, 1);
  });

  it('follows a change of the records at once', async () => {
    await sandbox.edit({ op: 'add', rr: 'moving', type: 'A', value: '192.0.2.1' });
    assert.equal(summary(await ask(sandbox.dnsPort, { name: 'moving.example.test' })), 'NOERROR 192.0.2.1');
    await sandbox.edit({ op: 'set', choose: { rr: 'moving' }, value: '192.0.2.9' });
    assert.equal(summary(await ask(sandbox.dnsPort, { name: 'moving.example.test' })), 'NOERROR 192.0.2.9');
  });

  it('shows dig +subnet what a visitor of each line gets', async (context) => {
    const dig = async (...words: string[]): Promise<string> => {
      const server = ['@127.0.0.1', '-p', String(sandbox.dnsPort), '+time=2', '+tries=1'];
      const { stdout } = await promisify(execFile)('dig', [...server, ...words], { timeout: 5_000 });
      return stdout.trim();
    };
    try {
      await dig('-v');
    } catch {
      context.skip('dig is not installed');
      return;
    }
    assert.equal(await dig('www.example.test', 'A', '+short'), '192.0.2.1');
    assert.equal(await dig('www.example.test', 'A', '+short', `+subnet=${TELECOM}`), '192.0.2.2');
    assert.match(await dig('www.example.test', `+subnet=${UNICOM}`), /CLIENT-SUBNET: 203\.0\.113\.0\/24\/24/);
    assert.equal((await dig('many.example.test', 'AAAA', '+short')).split('\n').length, 60);
    assert.match(await dig('none.example.test'), /status: NXDOMAIN/);
    assert.equal(await dig('caa.example.test', 'CAA', '+short'), '0 issue "ca.example"');
  });
});

describe('weighted answers', () => {
  it('are one record each time, as often as its weight says', async () => {
    let turn = 0;
    // Ten draws spread evenly; ids and request ids take what they get.
    const random = { next: () => (turn++ % 10) / 10, bytes: (length: number) => new Uint8Array(length) };
    const sandbox = await startSandbox({ random });
    const { call } = await import('./signed-client.ts');
    const values = { DomainName: 'example.test', RR: 'w', Type: 'A' };
    await call(sandbox.apiUrl, 'AddDomainRecord', { ...values, Value: '192.0.2.1' });
    const { body } = await call(sandbox.apiUrl, 'AddDomainRecord', { ...values, Value: '192.0.2.2' });
    await call(sandbox.apiUrl, 'SetDNSSLBStatus', { SubDomain: 'w.example.test' });
    await call(sandbox.apiUrl, 'UpdateDNSSLBWeight', { RecordId: String(body['RecordId']), Weight: '4' });
    turn = 0;
    const counts = new Map<string, number>();
    for (let n = 0; n < 10; n += 1) {
      const answer = summary(await ask(sandbox.dnsPort, { name: 'w.example.test' }));
      counts.set(answer, (counts.get(answer) ?? 0) + 1);
    }
    await sandbox.stop();
    assert.deepEqual(Object.fromEntries(counts), { 'NOERROR 192.0.2.1': 2, 'NOERROR 192.0.2.2': 8 });
  });
});
