import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { withPageServer } from './page-server.ts';

const PATHS = ['/', '/v1', '/v1/'];
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

describe('the bare address', () => {
  it('answers programs with the envelope, whatever they accept', async () => {
    await withPageServer({}, async ({ get }) => {
      for (const path of PATHS) {
        for (const accept of ['*/*', 'application/json', 'image/png', 'application/json, text/html']) {
          const response = await get(path, { accept });
          assert.equal(response.status, 200);
          assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
          assert.equal(await response.text(), '{"statusCode":200,"statusString":"MafuMafu~"}');
        }
      }
    });
  });

  it('shows a browser a small page', async () => {
    await withPageServer({}, async ({ get }) => {
      for (const path of PATHS) {
        const response = await get(path, { accept: BROWSER });
        assert.equal(response.status, 200);
        assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
        const page = await response.text();
        assert.match(page, /<h1>Guangzhou<\/h1>/);
        assert.match(page, /href="\/v1\/status\?lang=en"/);
      }
    });
  });

  it('answers HEAD like GET, without a body', async () => {
    await withPageServer({}, async ({ get }) => {
      for (const path of PATHS) {
        for (const [accept, type] of [
          ['*/*', 'application/json; charset=utf-8'],
          [BROWSER, 'text/html; charset=utf-8'],
        ] as const) {
          const response = await get(path, { accept }, 'HEAD');
          assert.equal(response.status, 200);
          assert.equal(response.headers.get('content-type'), type);
          assert.equal(await response.text(), '');
        }
      }
    });
  });

  it('tells caches what the answer depends on', async () => {
    await withPageServer({}, async ({ get }) => {
      const vary = (await get('/', { accept: '*/*' })).headers.get('vary') ?? '';
      assert.deepEqual(vary.split(', ').sort(), ['Accept', 'Accept-Language']);
    });
  });
});
