// How does text get into a page without becoming markup? Through the `html` tag, which escapes whatever is
// not markup already. Invariant: nothing else in this folder builds markup.

/** Finished markup. Only `html` makes it, so a string can never be taken for it. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  static ofTemplate(strings: readonly string[], values: readonly Fragment[]): Html {
    let markup = strings[0] ?? '';
    values.forEach((value, index) => {
      markup += markupOf(value) + (strings[index + 1] ?? '');
    });
    return new Html(markup);
  }

  /** Markup that is a constant of this program, e.g. its style sheet; never anything that came from outside. */
  static ofConstant(markup: string): Html {
    return new Html(markup);
  }

  toString(): string {
    return this.#markup;
  }
}

/** What may stand in a template; null and false are nothing, a list is its parts one after another. */
export type Fragment = Html | string | number | null | false | readonly Fragment[];

/** `` html`<td>${name}</td>` ``: text is escaped for content and quoted attributes, markup is kept. */
export function html(strings: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  return Html.ofTemplate(strings, values);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Control characters and lone surrogates have no place in a page; they become U+FFFD. */
export function escapeText(text: string): string {
  return text
    .replace(/[^\P{Cc}\t\n\r]|\p{Cs}/gu, '\uFFFD')
    .replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? character);
}

function markupOf(value: Fragment): string {
  if (value === null || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value.map(markupOf).join('');
}
