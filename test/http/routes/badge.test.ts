import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { renderBadge } from '../../../src/http/routes/badge.ts';
import { healthyView, oneDeadView } from '../../support/cluster-views.ts';
import { withPageServer } from './page-server.ts';

function badgeOf(name: string): string {
  return renderBadge({ ...healthyView, self: { ...healthyView.self, name } });
}

function widthOf(svg: string): number {
  return Number(/^<svg [^>]*\bwidth="(\d+)"/.exec(svg)?.[1]);
}

describe('the badge', () => {
  it('says who and how many of how many, in pink', () => {
    const svg = renderBadge(oneDeadView);
    assert.match(svg, />CocoaSyncer</);
    assert.match(svg, />Guangzhou \| 2\/3</);
    assert.match(svg, /fill="pink"/);
  });

  it('refers to nothing outside and runs nothing, so that it renders inside <img>', () => {
    for (const name of ['Guangzhou', '<script>alert(1)</script>', 'x" onload="y', ']]>', 'url(http://a)']) {
      const svg = badgeOf(name);
      assert.ok(!/<script|<image|<a |href=|\sonload="|<foreignObject|<\?|<!/i.test(svg), name);
    }
  });

  it('is well-formed whatever the name is', () => {
    for (const name of [`<b>&"'`, '\u0000\u001F', 'x\uD83Dy', '\uFFFE', '&amp;', '</svg>', '🦄👨‍👩‍👧‍👦', '广州']) {
      const svg = badgeOf(name);
      const texts = svg.replace(/<\/?[a-zA-Z]+(?: [a-zA-Z0-9-]+="[^"<>]*")*\/?>/g, '');
      assert.ok(!/[<>]/.test(texts), `${name}: ${texts}`);
      assert.ok(!/&(?!amp;|lt;|gt;|quot;|apos;)/.test(svg), name);
      // eslint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
      assert.ok(!/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Cs}/u.test(svg), name);
    }
  });

  it('gives a Chinese name the room it needs', () => {
    const room = widthOf(badgeOf('广州节点')) - widthOf(badgeOf('?'));
    assert.ok(room >= 4 * 11 - 8, `${room} px for four characters of 11 px`);
  });

  it('is never wider than a line of text, however long the name is', () => {
    assert.ok(widthOf(badgeOf('W'.repeat(10_000))) < 720);
    assert.ok(widthOf(badgeOf('广'.repeat(10_000))) < 480);
  });

  it('is sent as SVG that image proxies ask for anew', async () => {
    await withPageServer({}, async ({ get }) => {
      const response = await get('/v1/badge');
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'image/svg+xml;charset=utf-8');
      assert.match(response.headers.get('cache-control') ?? '', /no-cache.*max-age=0/);
      assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
      assert.match(await response.text(), /^<svg /);
    });
  });

  it('answers 304 while nothing has changed, and anew once it has', async () => {
    let view = healthyView;
    await withPageServer({ view: () => view }, async ({ get }) => {
      // An If-None-Match of its own makes fetch say no-cache, which an image proxy does not.
      const revalidate = { 'cache-control': 'max-age=0' };
      const etag = (await get('/v1/badge')).headers.get('etag') ?? '';
      assert.equal((await get('/v1/badge', { ...revalidate, 'if-none-match': etag })).status, 304);
      view = oneDeadView;
      const changed = await get('/v1/badge', { ...revalidate, 'if-none-match': etag });
      assert.equal(changed.status, 200);
      assert.match(await changed.text(), /2\/3/);
    });
  });
});
