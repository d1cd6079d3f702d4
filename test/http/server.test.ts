import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';

import type { ApiRouteModule } from '../../src/http/api-context.ts';
import { createServer } from '../../src/http/server.ts';
import type { HttpServer } from '../../src/http/server.ts';
import { AppError } from '../../src/model/app-error.ts';
import { silentLog } from '../../src/platform/log.ts';
import { DocumentClient } from '../support/document-client.ts';
import { eventually } from '../support/eventually.ts';
import { apiUnderTest } from './api-under-test.ts';
import { FakeApplication, SECRET } from './fake-application.ts';

const MEBIBYTE = 1024 * 1024;

/** A right request of so many bytes. */
function bodyOf(length: number): string {
  const frame = JSON.stringify({ cocoaSecret: SECRET, filling: '' });
  return frame.replace('""', `"${'x'.repeat(length - Buffer.byteLength(frame))}"`);
}

describe('requests that never reach the API', () => {
  const api = apiUnderTest('follower');

  it('get 404 in the envelope for an unknown path', async () => {
    for (const path of ['/nothing', '/v1/getclusterinfo', '/v1/cocoaSyncer', '/v2/status', '/v1/../etc']) {
      const answer = await api.client.send(path);
      assert.deepEqual([answer.httpStatus, answer.statusCode], [404, 404], path);
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    }
  });

  it('get 405 with Allow for the wrong method', async () => {
    for (const path of ['/v1/getClusterInfo', '/v1/updateClusterInfo', '/v1/cocoaSyncer/quit']) {
      for (const method of ['GET', 'PUT', 'DELETE', 'HEAD']) {
        const answer = await api.client.send(path, { method });
        assert.equal(answer.httpStatus, 405);
        assert.equal(answer.headers.get('allow'), 'POST');
        if (method !== 'HEAD') assert.equal(answer.statusCode, 405);
      }
    }
  });

  it('learn the methods from OPTIONS', async () => {
    const answer = await api.client.send('/v1/getClusterInfo', { method: 'OPTIONS' });
    assert.deepEqual([answer.httpStatus, answer.headers.get('allow')], [204, 'POST']);
  });

  for (const body of ['', '{', 'cocoaSecret=x', '[]', 'null', '"text"', '{"cocoaSecret": }']) {
    it(`get 400 for the body ${JSON.stringify(body)}`, async () => {
      for (const path of ['/v1/getClusterInfo', '/v1/updateClusterInfo', '/v1/cocoaSyncer/view']) {
        const answer = await api.client.send(path, { method: 'POST', body });
        assert.deepEqual([answer.httpStatus, answer.statusCode], [400, 400], path);
      }
    });
  }

  it('never see their body again in the answer', async () => {
    const answer = await api.client.send('/v1/getClusterInfo', {
      method: 'POST',
      body: '{"cocoaSecret":"hunter2',
    });
    assert.equal(answer.text.includes('hunter2'), false);
  });

  it('get 413 for a body over 1 MiB, and an answer for one of just that size', async () => {
    const send = async (length: number): Promise<number> => {
      const options = { method: 'POST', body: bodyOf(length) };
      return (await api.client.send('/v1/getClusterInfo', options)).httpStatus;
    };
    assert.equal(await send(MEBIBYTE), 200);
    assert.equal(await send(MEBIBYTE + 1), 413);
    assert.equal(await send(3 * MEBIBYTE), 413);
    assert.equal(await send(MEBIBYTE), 200);
  });

  it('get 413 for a long body of undeclared length', async () => {
    const answer = await api.client.stream('/v1/getClusterInfo', 'x'.repeat(100_000), 15);
    assert.deepEqual([answer.httpStatus, answer.statusCode], [413, 413]);
  });

  it('get 400 in the envelope when they are no HTTP', async () => {
    const { port } = new URL(api.client.base);
    const answer = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('HELLO\r\n\r\n'));
      socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
      socket.on('end', () => {
        resolve(received);
      });
      socket.on('error', reject);
    });
    assert.match(answer, /^HTTP\/1\.1 400 [^]*"statusCode":400/);
  });
});

describe('every answer', () => {
  const api = apiUnderTest('follower');

  it('forbids guessing of types, foreign content, frames and keeping', async () => {
    for (const path of ['/nothing', '/v1/getClusterInfo']) {
      const { headers } = await api.client.send(path, { method: 'POST', body: '{}' });
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('cache-control'), 'no-store');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.match(
        headers.get('content-security-policy') ?? '',
        /default-src 'none'.*frame-ancestors 'none'/,
      );
    }
  });
});

describe('a client that guesses secrets', () => {
  const limits = { burst: 3, refillMs: 3_600_000, trustMs: 3_600_000, maxClients: 10 };

  async function guess(client: DocumentClient, from: string, secret = 'wrong'): Promise<number> {
    const { httpStatus, statusCode } = await client.send('/v1/getClusterInfo', {
      method: 'POST',
      body: JSON.stringify({ cocoaSecret: secret }),
      headers: { 'x-forwarded-for': from },
    });
    return httpStatus === 200 ? (statusCode ?? 0) : httpStatus;
  }

  describe('behind a trusted proxy', () => {
    const api = apiUnderTest('follower', { limits, trustProxy: true });

    it('is not listened to after too many, whichever path it tries', async () => {
      const codes = [];
      for (let tries = 0; tries < 5; tries += 1) codes.push(await guess(api.client, '203.0.113.1'));
      assert.deepEqual(codes, [401, 401, 401, 429, 429]);
      assert.equal(await guess(api.client, '203.0.113.1', SECRET), 429);
      const quit = await api.client.send('/v1/cocoaSyncer/quit', {
        method: 'POST',
        body: '{}',
        headers: { 'x-forwarded-for': '203.0.113.1' },
      });
      assert.deepEqual([quit.httpStatus, quit.statusCode], [429, 429]);
      assert.ok(Number(quit.headers.get('retry-after')) > 0);
    });

    it('cannot hide behind invented addresses, and shuts nobody else out', async () => {
      for (let tries = 0; tries < 4; tries += 1) await guess(api.client, `198.51.100.${tries}, 203.0.113.2`);
      assert.equal(await guess(api.client, '198.51.100.99, 203.0.113.2'), 429);
      assert.equal(await guess(api.client, '203.0.113.3', SECRET), 200);
    });
  });

  describe('without a proxy', () => {
    const api = apiUnderTest('follower', { limits, trustProxy: false });

    it('is known by its connection, whatever it claims; one that proved itself is always listened to', async () => {
      assert.equal(await guess(api.client, '203.0.113.9', SECRET), 200);
      for (let tries = 0; tries < 6; tries += 1)
        assert.equal(await guess(api.client, `203.0.113.${tries}`), 401);
      assert.equal(await guess(api.client, '203.0.113.1', SECRET), 200);
    });
  });
});

function serverWith(routes: readonly ApiRouteModule[]): HttpServer {
  return createServer({
    application: new FakeApplication('follower'),
    log: silentLog,
    version: '0.0.0-test',
    renderMetrics: async () => ({ contentType: 'text/plain', body: '' }),
    trustProxy: false,
    routes,
  });
}

describe('a port that is taken', () => {
  const [first, second] = [serverWith([]), serverWith([])];
  after(() => first.close());

  it('is named, with the setting that changes it', async () => {
    const { port } = await first.listen('127.0.0.1', 0);
    await assert.rejects(
      second.listen('127.0.0.1', port),
      (error) =>
        error instanceof AppError &&
        error.field === 'APIPort' &&
        error.message.includes(String(port)) &&
        (error.hint?.en.includes('APIPort') ?? false),
    );
    await second.close();
  });
});

describe('a server that closes', () => {
  let finish: () => void = () => undefined;
  let isWaiting = false;
  const slow: ApiRouteModule = (router) => {
    router.get('/slow', async (context) => {
      await new Promise<void>((resolve) => {
        finish = resolve;
        isWaiting = true;
      });
      context.body = 'done';
    });
    router.get('/quick', (context) => {
      context.body = 'done';
    });
  };
  const server = serverWith([slow]);
  let client: DocumentClient;
  let base = '';
  before(async () => {
    const { port } = await server.listen('127.0.0.1', 0);
    base = `http://127.0.0.1:${port}`;
    client = new DocumentClient(base);
  });

  it('lets a request under way end, drops idle connections, takes no new ones, and does so once', async () => {
    await client.send('/quick');
    const pending = client.send('/slow');
    await eventually(() => isWaiting, 5_000, 'the request under way');
    const startedAt = performance.now();
    const closed = server.close();
    assert.equal(server.close(), closed);
    await assert.rejects(fetch(`${base}/quick`));
    finish();
    const answer = await pending;
    assert.equal(answer.text, 'done');
    assert.equal(answer.headers.get('connection'), 'close');
    await closed;
    assert.ok(performance.now() - startedAt < 2_000);
  });
});

describe('a server that closes over a request that never ends', () => {
  let isWaiting = false;
  const endless: ApiRouteModule = (router) => {
    router.get('/endless', () => {
      isWaiting = true;
      return new Promise<void>(() => undefined);
    });
  };
  const server = serverWith([endless]);

  it('gives up on it within five seconds', async () => {
    const { port } = await server.listen('127.0.0.1', 0);
    const pending = assert.rejects(fetch(`http://127.0.0.1:${port}/endless`));
    await eventually(() => isWaiting, 5_000, 'the request under way');
    const startedAt = performance.now();
    await server.close();
    assert.ok(performance.now() - startedAt < 5_000);
    await pending;
  });
});
