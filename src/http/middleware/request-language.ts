// In which language does a visitor want pages?
import type { Middleware } from 'koa';

import type { Language } from '../../model/text.ts';
import type { RequestState } from '../routes/route.ts';

/** Puts `?lang=` or else the best `Accept-Language` into `context.state.language`; English without a wish. */
export function requestLanguage(): Middleware<RequestState> {
  return async (context, next) => {
    const asked = context.query['lang'];
    context.state.language =
      chosenLanguage(typeof asked === 'string' ? asked : '') ?? acceptedLanguage(context.acceptsLanguages());
    context.vary('Accept-Language');
    await next();
  };
}

function acceptedLanguage(wishes: string | readonly string[] | false): Language {
  const list = typeof wishes === 'string' ? [wishes] : wishes === false ? [] : wishes;
  for (const wish of list) {
    const language = chosenLanguage(wish);
    if (language !== null) return language;
  }
  return 'en';
}

function chosenLanguage(tag: string): Language | null {
  const primary = tag.toLowerCase().split(/[-_]/)[0];
  return primary === 'en' || primary === 'zh' ? primary : null;
}
