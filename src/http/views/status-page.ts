// How is the cluster, as one node sees it? The page a person opens when something seems wrong.
// Invariant: no secret, credential, data source name or node code, whatever the view contains.
import type { ClusterView } from '../../model/cluster-view.ts';
import type { Language } from '../../model/text.ts';
import { renderAlarms } from './alarms-list.ts';
import { renderChanges } from './changes-list.ts';
import { html, type Fragment, type Html } from './escape.ts';
import type { Finding, Severity } from './finding.ts';
import { formatInstant, formatOffset } from './format-time.ts';
import { renderFrame } from './layout.ts';
import { renderLines } from './lines-table.ts';
import { renderMembers } from './members-table.ts';
import { createPageContext, type PageContext } from './page-context.ts';
import { renderSelf } from './self-facts.ts';
import { renderServices } from './services-list.ts';
import { WORDS } from './texts.ts';
import { judgeCluster, type Verdict } from './verdict.ts';

const REFRESH_SECONDS = 30;

export interface StatusPageOptions {
  /** Whether the page asks again by itself. */
  readonly isRefreshing?: boolean;
  /** Zone in which instants are shown, minutes east of UTC; the machine's own unless given. */
  readonly offsetMinutes?: number;
}

export function renderStatusPage(
  view: ClusterView,
  language: Language,
  options: StatusPageOptions = {},
): string {
  const offset = options.offsetMinutes ?? -new Date(view.at).getTimezoneOffset();
  const page = createPageContext(view, language, offset);
  const isRefreshing = options.isRefreshing ?? true;
  const verdict = judgeCluster(view);
  const section = (id: string, title: string, content: Fragment): Html =>
    html`<section id="${id}">
      <h2>${title}</h2>
      ${content}
    </section> `;
  const { say } = page;
  return renderFrame({
    language,
    title: `${SIGNS[verdict.severity]} ${view.self.name} · CocoaSyncer`,
    tone: verdict.severity,
    refreshSeconds: isRefreshing ? REFRESH_SECONDS : null,
    body: html`${renderHeader(page)}
      <main>
        ${renderVerdict(page, verdict)}${renderAlarms(page)}${section('nodes', say(WORDS.nodes), renderMembers(page))}${
          view.cells.length > 0 && section('lines', say(WORDS.lines), renderLines(page))
        }${section('services', say(WORDS.services), renderServices(page))}${section(
          'changes',
          say(WORDS.changes),
          renderChanges(page),
        )}${section('self', say(WORDS.thisNode), renderSelf(page))}
      </main>
      ${renderFooter(page, isRefreshing)}`,
  });
}

const SIGNS: Readonly<Record<'ok' | Severity, string>> = { ok: '✓', bad: '✕', warn: '!', note: '·' };

function renderHeader({ view, say, language }: PageContext): Html {
  const other = language === 'zh' ? 'en' : 'zh';
  return html`<header>
    <b>CocoaSyncer</b>
    <h1>${view.self.name}</h1>
    <nav><a href="?lang=${other}" hreflang="${other}">${say(WORDS.otherLanguage)}</a></nav>
  </header>`;
}

function renderVerdict({ say }: PageContext, { severity, headline, details }: Verdict): Html {
  const item = (finding: Finding): Html =>
    html`<li class="${finding.severity}">
      <span class="sign" aria-hidden="true">${SIGNS[finding.severity]}</span>${say(finding.text)}
    </li> `;
  return html`<section class="verdict ${severity}">
    <p class="${severity}"><span class="sign" aria-hidden="true">${SIGNS[severity]}</span>${say(headline)}</p>
    ${
      details.length > 0 &&
      html`<ul>
        ${details.map(item)}
      </ul> `
    }
  </section> `;
}

function renderFooter({ view, say, language, offsetMinutes }: PageContext, isRefreshing: boolean): Html {
  const instant = `${formatInstant(view.at, offsetMinutes)} ${formatOffset(offsetMinutes)}`;
  const [query, words] = isRefreshing ? ['&refresh=off', WORDS.pause] : ['', WORDS.resume];
  return html`<footer>
    <span>${say(WORDS.asOf)} ${instant}</span>
    <a href="?lang=${language}${query}">${say(words)}</a>
    <a href="/metrics">${say(WORDS.metrics)}</a>
    <span>CocoaSyncer ${view.version}</span>
  </footer>`;
}
