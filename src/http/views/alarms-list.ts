// Which alarms stand, and since when?
import { html, type Fragment } from './escape.ts';
import type { PageContext } from './page-context.ts';
import { WORDS } from './texts.ts';

const LIMIT = 50;

/** Nothing when there is none: a section that is there means that something is to be done. */
export function renderAlarms({ view, say, clean, instant, language }: PageContext): Fragment {
  const { alarms } = view;
  if (alarms.length === 0) return null;
  const rest = alarms.length - LIMIT;
  const more = language === 'zh' ? `另有 ${rest} 条` : `and ${rest} more`;
  return html`<section id="alarms">
    <h2>${say(WORDS.alarms)}</h2>
    <ul class="alarms">
      ${alarms
        .slice(0, LIMIT)
        .map(
          (alarm) =>
            html`<li>${clean(say(alarm.text))} <span class="when">${instant(alarm.since)}</span></li> `,
        )}${rest > 0 && html`<li>${more}</li> `}
    </ul>
  </section> `;
}
