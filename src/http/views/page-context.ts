// What does every part of the status page need? The view, the language, and the ways to name and to date things.
import { html, type Html } from './escape.ts';
import { formatAge, formatAgo, formatInstant, isoOf } from './format-time.ts';
import { createRedactor } from './redact.ts';
import { spellCells } from './spell-cells.ts';
import type { ClusterView } from '../../model/cluster-view.ts';
import type { Language, Text } from '../../model/text.ts';

export interface PageContext {
  readonly view: ClusterView;
  readonly language: Language;
  /** Minutes east of UTC in which instants are shown. */
  readonly offsetMinutes: number;
  readonly say: (text: Text) => string;
  /** Friendly name of a node; null: no member has this code. */
  readonly nameOf: (id: string) => string | null;
  /** Takes node codes and secrets out of a text that was written for logs, and spells record keys out. */
  readonly clean: (text: string) => string;
  readonly age: (ms: number) => string;
  /** How long ago, with the instant to look up by pointing at it. */
  readonly since: (at: number) => Html;
  /** The instant, with its age behind it. */
  readonly instant: (at: number) => Html;
}

export function createPageContext(view: ClusterView, language: Language, offsetMinutes: number): PageContext {
  const names = new Map<string, string>();
  for (const { id, name } of [...view.configuration.members, ...view.members]) names.set(id, name);
  const redact = createRedactor(view);
  const written = (at: number): string => formatInstant(at, offsetMinutes);
  return {
    view,
    language,
    offsetMinutes,
    say: (text) => text[language],
    nameOf: (id) => names.get(id) ?? null,
    clean: (text) => spellCells(redact(text), language),
    age: (ms) => formatAge(ms, language),
    since: (at) =>
      html`<time datetime="${isoOf(at)}" title="${written(at)}">${formatAge(view.at - at, language)}</time>`,
    instant: (at) =>
      html`<time datetime="${isoOf(at)}">${written(at)}</time>
        <span class="muted">${formatAgo(view.at - at, language)}</span>`,
  };
}
