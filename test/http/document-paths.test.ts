// The paths for probes, people and Prometheus, asked by a client that knows the API document alone.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { SENTENCES } from '../support/document-client.ts';
import { apiUnderTest } from './api-under-test.ts';

const PATHS = [
  { path: '/', type: /^application\/json/ },
  { path: '/v1', type: /^application\/json/ },
  { path: '/v1/', type: /^application\/json/ },
  { path: '/v1/badge', type: /^image\/svg\+xml;\s*charset=utf-8/ },
  { path: '/metrics', type: /^text\/plain/ },
  { path: '/v1/status', type: /^text\/html/ },
];

for (const role of ['leader', 'follower'] as const) {
  describe(`a ${role}`, () => {
    const api = apiUnderTest(role);

    for (const { path, type } of PATHS) {
      it(`answers GET and HEAD on ${path} alike`, async () => {
        const got = await api.client.send(path);
        const asked = await api.client.send(path, { method: 'HEAD' });
        assert.deepEqual([got.httpStatus, asked.httpStatus], [200, 200]);
        assert.match(got.headers.get('content-type') ?? '', type);
        assert.equal(asked.headers.get('content-type'), got.headers.get('content-type'));
        assert.notEqual(got.text, '');
        assert.equal(asked.text, '');
      });

      it(`answers nothing else on ${path}`, async () => {
        const answer = await api.client.post(path, {});
        assert.deepEqual([answer.httpStatus, answer.statusCode], [405, 405]);
        assert.equal(answer.headers.get('allow'), 'GET, HEAD');
      });
    }

    it('tells a probe that it is up, and a browser on a page', async () => {
      for (const path of ['/', '/v1', '/v1/']) {
        const probe = await api.client.send(path);
        assert.deepEqual([probe.statusCode, probe.statusString], [200, SENTENCES.done]);
        const page = await api.client.send(path, { headers: { accept: 'text/html,*/*;q=0.8' } });
        assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
      }
    });
  });
}
