// What do all pages have in common? The frame, and the rules under which a browser may show them.
import { sha256 } from '../../platform/digest.ts';
import type { Language } from '../../model/text.ts';
import { html, Html, type Fragment } from './escape.ts';
import { STYLE } from './style.ts';
import type { Tone } from './table.ts';

export interface PageFrame {
  readonly language: Language;
  readonly title: string;
  /** Colour of the little sign in the browser's tab. */
  readonly tone: Tone;
  /** Seconds after which the browser asks again; null: never. */
  readonly refreshSeconds: number | null;
  readonly body: Fragment;
}

const styleSheet = Html.ofConstant(`<style>${STYLE}</style>`);

/** Nothing may be loaded, run or framed; the one style sheet is known by its hash. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${sha256(STYLE).toString('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers every page is sent with. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
};

export function renderFrame({ language, title, tone, refreshSeconds, body }: PageFrame): string {
  const refresh = refreshSeconds !== null && html`<meta http-equiv="refresh" content="${refreshSeconds}" /> `;
  return html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        ${refresh}
        <title>${title}</title>
        <link rel="icon" href="${favicon(tone)}" />
        ${styleSheet}
      </head>
      <body>
        ${withoutIndents(body)}
      </body>
    </html> `.toString();
}

/** The templates' indents say where they stand in our source, not on the page: without them it can be read. */
function withoutIndents(body: Fragment): Html {
  return Html.ofConstant(html`${body}`.toString().replace(/\s*\n\s*/g, '\n'));
}

const COLOURS: Readonly<Record<Tone, string>> = {
  ok: '#2f9e5b',
  warn: '#e09a1a',
  bad: '#d33a36',
  note: '#9a8a90',
};

/** A dot in the verdict's colour, so that a tab in the background tells how things are. */
function favicon(tone: Tone): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${COLOURS[tone]}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
