import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, before, describe, it } from 'node:test';
import { AppError } from '../../src/model/app-error.ts';
import { askAsVisitor } from '../../src/sandbox/dns/ask.ts';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';

const TELECOM = '198.51.100.0/24';
const NOBODY = '198.18.0.0/24';

describe('asking a name server as a visitor', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await startSandbox({
      records: [
        { rr: 'www', type: 'A', value: '192.0.2.1' },
        { rr: 'www', type: 'A', value: '192.0.2.2', line: 'telecom' },
        { rr: 'www', type: 'AAAA', value: '2001:db8::2', line: 'telecom' },
      ],
    });
  });
  after(() => sandbox.stop());

  const ask = (name: string, subnet: string, type: 'A' | 'AAAA' = 'A') =>
    askAsVisitor({ host: sandbox.dnsHost, port: sandbox.dnsPort, name, subnet, type });

  it('gets the answer of the line that the network belongs to', async () => {
    const answer = { rcode: 'NOERROR', ttl: 600 };
    assert.deepEqual(await ask('www.example.test', TELECOM), { ...answer, addresses: ['192.0.2.2'] });
    assert.deepEqual(await ask('www.example.test', NOBODY), { ...answer, addresses: ['192.0.2.1'] });
    const six = await ask('www.example.test', '2001:db8:1::/48', 'AAAA');
    assert.deepEqual(six.addresses, ['2001:db8::2']);
  });

  it('tells a name that does not exist from one without such an address', async () => {
    assert.deepEqual(await ask('none.example.test', TELECOM), {
      rcode: 'NXDOMAIN',
      addresses: [],
      ttl: null,
    });
    assert.deepEqual(await ask('www.example.test', NOBODY, 'AAAA'), {
      rcode: 'NOERROR',
      addresses: [],
      ttl: null,
    });
  });

  it('tells many questions at once apart', async () => {
    const subnets = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? TELECOM : NOBODY));
    const answers = await Promise.all(subnets.map((subnet) => ask('www.example.test', subnet)));
    const wanted = subnets.map((subnet) => [subnet === TELECOM ? '192.0.2.2' : '192.0.2.1']);
    assert.deepEqual(
      answers.map(({ addresses }) => addresses),
      wanted,
    );
  });

  it('gives up in time when nothing readable comes back', async () => {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    socket.on('message', (_message, { port, address }) => {
      socket.send('not DNS', port, address);
    });
    try {
      const { port } = socket.address();
      const question = { host: '127.0.0.1', port, name: 'www.example.test', subnet: TELECOM };
      await assert.rejects(
        askAsVisitor({ ...question, timeoutMs: 100 }),
        (error) => error instanceof AppError && error.code === 'unavailable',
      );
    } finally {
      socket.close();
    }
  });
});
