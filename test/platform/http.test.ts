import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { HttpFailure, exchange } from '../../src/platform/http.ts';

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function failure(kind: string, isUnsent: boolean) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof HttpFailure);
    assert.equal(error.kind, kind);
    assert.equal(error.isUnsent, isUnsent);
    return true;
  };
}

describe('an exchange', () => {
  it('carries method, headers and body there and status, headers and body back', async () => {
    const answer = await withServer(
      (request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          response.writeHead(418, { 'x-kind': 'tea' });
          response.end(`${request.method ?? ''} ${String(request.headers['x-name'])} ${body}`);
        });
      },
      (url) =>
        exchange({ url, method: 'POST', headers: { 'x-name': 'cocoa' }, body: '可可', timeoutMs: 5000 }),
    );
    assert.equal(answer.status, 418);
    assert.equal(answer.headers.get('x-kind'), 'tea');
    assert.equal(answer.body, 'POST cocoa 可可');
  });

  it('does not follow a redirect', async () => {
    let visits = 0;
    const answer = await withServer(
      (_request, response) => {
        visits += 1;
        response.writeHead(302, { location: '/elsewhere' }).end();
      },
      (url) => exchange({ url, timeoutMs: 5000 }),
    );
    assert.equal(answer.status, 302);
    assert.equal(visits, 1);
  });

  it('gives up on a server that does not answer', async () => {
    await withServer(
      () => undefined,
      (url) => assert.rejects(exchange({ url, timeoutMs: 60 }), failure('timeout', false)),
    );
  });

  it('gives up on an answer that starts and never ends', async () => {
    await withServer(
      (_request, response) => {
        response.write('a bit');
      },
      (url) => assert.rejects(exchange({ url, timeoutMs: 100 }), failure('timeout', false)),
    );
  });

  it('stops reading at the limit', async () => {
    await withServer(
      (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
      (url) =>
        assert.rejects(exchange({ url, timeoutMs: 5000, maxBytes: 100_000 }), failure('too-large', false)),
    );
  });

  it('ends when the caller aborts', async () => {
    const abort = new AbortController();
    await withServer(
      () => {
        abort.abort();
      },
      (url) =>
        assert.rejects(exchange({ url, timeoutMs: 5000, signal: abort.signal }), failure('aborted', false)),
    );
  });

  it('knows that a refused connection had no effect', async () => {
    const url = await withServer(
      () => undefined,
      (address) => Promise.resolve(address),
    );
    await assert.rejects(exchange({ url, timeoutMs: 5000 }), (error: unknown) => {
      assert.ok(error instanceof HttpFailure);
      assert.equal(error.detail, 'ECONNREFUSED');
      return failure('network', true)(error);
    });
  });

  it('does not know it of a connection that was cut', async () => {
    await withServer(
      (request) => request.socket.destroy(),
      (url) => assert.rejects(exchange({ url, timeoutMs: 5000 }), failure('network', false)),
    );
  });

  it('refuses what is not a URL', async () => {
    await assert.rejects(exchange({ url: 'not a url', timeoutMs: 100 }), failure('network', true));
  });
});
