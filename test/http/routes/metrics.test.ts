import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { createMetrics } from '../../../src/metrics/registry.ts';
import { healthyView } from '../../support/cluster-views.ts';
import { withPageServer } from './page-server.ts';

const { renderMetrics } = createMetrics({ version: '0.1.0', view: () => healthyView });

describe('/metrics', () => {
  it('is the text exposition, the Go program’s gauge included', async () => {
    await withPageServer({ renderMetrics }, async ({ get }) => {
      const response = await get('/metrics');
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
      const body = await response.text();
      assert.match(body, /^cocoaSyncerStatus\{cocoaSyncerStatus="NodeNumber"\} 3$/m);
      assert.match(body, /^cocoasyncer_nodes 3$/m);
    });
  });

  it('leaves that gauge out for linters', async () => {
    await withPageServer({ renderMetrics }, async ({ get }) => {
      for (const query of ['?exclude[]=legacy', '?exclude%5B%5D=other&exclude%5B%5D=legacy']) {
        const body = await (await get(`/metrics${query}`)).text();
        assert.ok(!body.includes('cocoaSyncerStatus'));
        assert.match(body, /^cocoasyncer_nodes 3$/m);
      }
    });
  });
});
