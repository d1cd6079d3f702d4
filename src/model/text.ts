/**
 * A message for people, in both languages the program speaks.
 *
 * Messages are written as pairs where they arise, so that whoever shows them (terminal, page, log) can
 * choose by `LANG` or by the browser's wish, and no translation table can lag behind.
 */
export type Language = 'en' | 'zh';

export interface Text {
  readonly en: string;
  readonly zh: string;
}

export function text(en: string, zh: string): Text {
  return { en, zh };
}
