import type { Language, Text } from '../model/text.ts';

/**
 * Which of its two languages the program speaks to somebody: to a terminal by its environment, to a
 * browser by its `Accept-Language`. Anything that is not Chinese gets English.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

/** `text` in the language wanted. */
export function say(text: Text, language: Language): string {
  return text[language];
}

/**
 * By `COCOASYNCER_LANG`, then as POSIX and gettext do: the first of LC_ALL, LC_MESSAGES and LANG that is
 * set names the locale; unless that is the C locale, LANGUAGE (a list, best first) goes before it.
 */
export function languageOf(env: Environment): Language {
  const own = env['COCOASYNCER_LANG'];
  if (isSet(own)) return ofTag(own);
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find(isSet);
  if (locale === undefined || /^(C|POSIX)(\.|$)/.test(locale)) return 'en';
  const preferred = env['LANGUAGE']?.split(':').find(isSet);
  return ofTag(preferred ?? locale);
}

/** The better wanted of the two languages in an `Accept-Language` header; English when it wants neither. */
export function languageOfHeader(acceptLanguage: string | null | undefined): Language {
  let best: { language: Language; quality: number } = { language: 'en', quality: 0 };
  for (const part of (acceptLanguage ?? '').slice(0, 1000).split(',')) {
    const [range = '', ...parameters] = part.trim().split(';');
    const language = languageOfRange(range.trim().toLowerCase());
    const quality = qualityOf(parameters);
    if (language !== null && quality > best.quality) best = { language, quality };
  }
  return best.language;
}

function languageOfRange(range: string): Language | null {
  if (/^zh(-|$)/.test(range)) return 'zh';
  return /^en(-|$)/.test(range) ? 'en' : null;
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.map((parameter) => /^\s*q=([0-9.]+)\s*$/i.exec(parameter)?.[1]).find(isSet);
  const quality = given === undefined ? 1 : Number(given);
  return Number.isFinite(quality) ? quality : 0;
}

function ofTag(tag: string): Language {
  return /^zh([_.@-]|$)/i.test(tag) ? 'zh' : 'en';
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
