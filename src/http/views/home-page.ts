// What does a person see who opens the bare address? That the node is up, and where to go on.
import type { ClusterView } from '../../model/cluster-view.ts';
import type { Language } from '../../model/text.ts';
import { html } from './escape.ts';
import { renderFrame } from './layout.ts';
import { WORDS } from './texts.ts';

/** Relative to no path: the page is served at several. */
export function renderHomePage(view: ClusterView, language: Language): string {
  const links: readonly (readonly [string, string])[] = [
    [`/v1/status?lang=${language}`, WORDS.statusPage[language]],
    ['/v1/badge', WORDS.badge[language]],
    ['/metrics', WORDS.metrics[language]],
  ];
  const other = language === 'zh' ? 'en' : 'zh';
  return renderFrame({
    language,
    title: `${view.self.name} · CocoaSyncer`,
    tone: 'ok',
    refreshSeconds: null,
    body: html`<header>
        <b>CocoaSyncer</b>
        <h1>${view.self.name}</h1>
        <nav><a href="?lang=${other}" hreflang="${other}">${WORDS.otherLanguage[language]}</a></nav>
      </header>
      <main>
        <section class="home">
          <h2>MafuMafu~</h2>
          <p>${WORDS.up[language]}</p>
          <p>
            ${links.map(([href, words], index) => html`${index > 0 && ' · '}<a href="${href}">${words}</a>`)}
          </p>
        </section>
      </main>`,
  });
}
