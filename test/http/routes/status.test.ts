import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { withPageServer } from './page-server.ts';

describe('/v1/status', () => {
  it('is a page under a policy that lets nothing in', async () => {
    await withPageServer({}, async ({ get }) => {
      const response = await get('/v1/status');
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      const policy = response.headers.get('content-security-policy') ?? '';
      assert.match(policy, /^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
      assert.ok(!policy.includes('unsafe'));
    });
  });

  const rows: readonly (readonly [string, string, string | null, string])[] = [
    ['what the browser prefers', '/v1/status', 'zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['English without a wish', '/v1/status', null, 'en'],
    ['what the address asks for', '/v1/status?lang=zh', 'en', 'zh-CN'],
    ['the other language of the address', '/v1/status?lang=en', 'zh', 'en'],
  ];
  for (const [what, path, accepted, expected] of rows) {
    it(`speaks ${what}`, async () => {
      await withPageServer({}, async ({ get }) => {
        const headers: Record<string, string> = accepted === null ? {} : { 'accept-language': accepted };
        assert.match(await (await get(path, headers)).text(), new RegExp(`<html lang="${expected}">`));
      });
    });
  }

  it('stands still when asked to', async () => {
    await withPageServer({}, async ({ get }) => {
      assert.match(await (await get('/v1/status')).text(), /http-equiv="refresh"/);
      assert.ok(!(await (await get('/v1/status?refresh=off')).text()).includes('http-equiv="refresh"'));
    });
  });

  it('answers HEAD', async () => {
    await withPageServer({}, async ({ get }) => {
      assert.equal((await get('/v1/status', {}, 'HEAD')).status, 200);
    });
  });
});
