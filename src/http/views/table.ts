// How is a table written so that it can be read on a phone? Each cell carries its column's heading, which the
// style sheet shows when rows become cards.
import { html, type Fragment, type Html } from './escape.ts';

/** Rows have as many parts as there are headings. */
export function renderTable(headings: readonly string[], rows: readonly (readonly Fragment[])[]): Html {
  return html`<table>
    <thead>
      <tr>
        ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map((part, index) => html`<td data-label="${headings[index] ?? ''}"><div>${part}</div></td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

/** How something is, by shape and words first, colour second. */
export type Tone = 'ok' | 'bad' | 'warn' | 'note';

const SIGNS: Readonly<Record<Tone, string>> = { ok: '✓', bad: '✕', warn: '!', note: '·' };

export function renderState(tone: Tone, words: string): Html {
  return html`<span class="state ${tone}"><i aria-hidden="true">${SIGNS[tone]}</i>${words}</span>`;
}
