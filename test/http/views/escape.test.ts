import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { escapeText, html, type Fragment } from '../../../src/http/views/escape.ts';

describe('the html tag', () => {
  it('escapes text for content and for quoted attributes', () => {
    const hostile = `<img src=x onerror="a('&')">\``;
    const escaped = '&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;&#96;';
    assert.equal(
      html`<p title="${hostile}">${hostile}</p>`.toString(),
      `<p title="${escaped}">${escaped}</p>`,
    );
  });

  it('keeps markup that it has made itself, in lists too, and drops null and false', () => {
    const parts: readonly Fragment[] = [html`<li>${'<b>'}</li>`, null, false, 0, '<'];
    assert.equal(html`${parts}`.toString(), '<li>&lt;b&gt;</li>0&lt;');
  });

  it('does not take an object that looks like markup for markup', () => {
    const forged = { toString: () => '<script>' } as unknown as string;
    assert.throws(() => html`${forged}`.toString());
  });
});

describe('escapeText', () => {
  const rows = [
    ['a null character', 'a\u0000b', 'a\uFFFDb'],
    ['an escape sequence', '\u001B[31m', '\uFFFD[31m'],
    ['half of an emoji', 'x\uD83Dy', 'x\uFFFDy'],
    ['a whole emoji', '🦄', '🦄'],
    ['line breaks and tabs', 'a\n\tb', 'a\n\tb'],
  ] as const;
  for (const [what, given, expected] of rows) {
    it(`turns ${what} into what a page may carry`, () => {
      assert.equal(escapeText(given), expected);
    });
  }
});
