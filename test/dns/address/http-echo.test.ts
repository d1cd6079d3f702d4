import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { httpEchoSource } from '../../../src/dns/address/http-echo.ts';
import type { Detection } from '../../../src/dns/address/address-detector.ts';

const hasLoopbackV6 = Object.values(networkInterfaces()).some((entries) =>
  entries?.some((entry) => entry.address === '::1'),
);

async function asked(
  listener: RequestListener,
  options: { host?: string; name?: string; family?: 'v4' | 'v6'; signal?: AbortSignal } = {},
): Promise<Detection> {
  const { host = '127.0.0.1', name = host, family = 'v4' } = options;
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${(server.address() as AddressInfo).port}/ip`;
  try {
    return await httpEchoSource(url).detect(family, options.signal ?? AbortSignal.timeout(5000));
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const say =
  (body: string, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status).end(body);
  };

/** Says who asks, as the real services do. */
const echo: RequestListener = (request, response) => {
  response.end(`当前 IP：${request.socket.remoteAddress ?? ''}  来自于：本机`);
};

function assertUnknown(detection: Detection, why: RegExp): void {
  assert.equal(detection.kind, 'unknown');
  assert.match(detection.why, why);
}

describe('an echo service', () => {
  it('tells the IPv4 address it was asked from', async () => {
    assert.deepEqual(await asked(echo), { kind: 'address', address: '127.0.0.1' });
  });

  it(
    'tells the IPv6 address it was asked from',
    { skip: !hasLoopbackV6 && 'no ::1 on this machine' },
    async () => {
      assert.deepEqual(await asked(echo, { host: '::1', family: 'v6' }), { kind: 'address', address: '::1' });
    },
  );

  it('is asked over the wanted family even when its name has both', async () => {
    assert.deepEqual(await asked(echo, { name: 'localhost' }), { kind: 'address', address: '127.0.0.1' });
    // Nobody listens on ::1 at that port, and IPv4 must not step in.
    const detection = await asked(echo, { name: 'localhost', family: 'v6' });
    assert.equal(detection.kind, 'unknown');
  });

  it('is not asked at all when its URL is an address of the other family', async () => {
    assertUnknown(await asked(echo, { family: 'v6' }), /URL names an IPv4 address/);
  });

  it('is asked over a new connection each time', async () => {
    const ports = new Set<number | undefined>();
    const server = createServer((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('1.2.3.4');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const source = httpEchoSource(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await source.detect('v4', AbortSignal.timeout(5000));
    await source.detect('v4', AbortSignal.timeout(5000));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(ports.size, 2);
  });

  it('is not believed when it fails, redirects, or says nothing or too much', async () => {
    assertUnknown(await asked(say('1.2.3.4', 500)), /HTTP status 500/);
    assertUnknown(await asked(say('1.2.3.4', 302)), /HTTP status 302/);
    assertUnknown(await asked(say('sorry')), /no IPv4 address/);
    assertUnknown(await asked(say('1.2.3.4 5.6.7.8')), /several addresses.*1\.2\.3\.4, 5\.6\.7\.8/);
    assertUnknown(await asked(say(`1.2.3.4 ${'x'.repeat(70_000)}`)), /over 65536 bytes/);
    assertUnknown(await asked((request) => request.socket.destroy()), /ECONNRESET/);
  });

  it('is given up when it does not answer, or does not end', async () => {
    assertUnknown(await asked(() => undefined, { signal: AbortSignal.timeout(50) }), /in time/);
    const endless: RequestListener = (_request, response) => {
      response.write('1.2.3.4');
    };
    assertUnknown(await asked(endless, { signal: AbortSignal.timeout(100) }), /in time|aborted/);
  });

  it('keeps query parameters out of its name, and is hearsay', () => {
    const source = httpEchoSource('https://ip.example.net/mine?token=secret');
    assert.equal(source.name, 'http https://ip.example.net/mine');
    assert.equal(source.kind, 'hearsay');
    assert.equal(source.origin, 'example.net');
  });
});
