// What is this node itself, and what does it work with?
import { html, type Fragment, type Html } from './escape.ts';
import { renderAddresses } from './members-table.ts';
import type { PageContext } from './page-context.ts';
import { renderState } from './table.ts';
import { ROLES, WORDS } from './texts.ts';

export function renderSelf(page: PageContext): Html {
  const { view, say, age } = page;
  const { stamp, leaderId } = view.configuration;
  const leader = leaderId === null ? null : page.nameOf(leaderId);
  const facts: readonly (readonly [string, Fragment])[] = [
    [say(WORDS.node), view.self.name],
    [say(WORDS.role), say(ROLES[view.self.role])],
    [say(WORDS.leader), leader ?? say(WORDS.unknown)],
    [say(WORDS.addresses), renderAddresses(page, view.addresses)],
    [say(WORDS.provider), renderProvider(page)],
    [
      say(WORDS.database),
      view.isStoreReachable
        ? renderState('ok', say(WORDS.answers))
        : renderState('bad', say(WORDS.doesNotAnswer)),
    ],
    [say(WORDS.configuration), `${stamp.epoch}.${stamp.version}`],
    [say(WORDS.modes), renderModes(page)],
    [say(WORDS.version), view.version],
    [say(WORDS.running), age(view.at - view.startedAt)],
  ];
  return html`<dl>
    ${facts.map(
      ([term, fact]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${fact}</dd>
        </div> `,
    )}
  </dl>`;
}

function renderProvider({ view, say, since, clean, language }: PageContext): Fragment {
  const { isUp, lastReadAt, lastError } = view.provider;
  const state = isUp
    ? renderState('ok', say(WORDS.answers))
    : lastReadAt === null && lastError === null
      ? renderState('note', say(WORDS.unknown))
      : renderState('bad', say(WORDS.doesNotAnswer));
  const ago = language === 'zh' ? '前' : ' ago';
  return html`${state}${
    lastReadAt !== null &&
    html` <span class="muted">${say(WORDS.lastRead)}: ${since(lastReadAt)}${ago}</span>`
  }${!isUp && lastError !== null && html`<br /><span class="muted">${clean(lastError)}</span>`}`;
}

function renderModes({ view, say }: PageContext): string {
  const modes = [
    view.isFrozen ? say(WORDS.frozen) : null,
    view.isDraining ? say(WORDS.draining) : null,
    view.isDryRun ? say(WORDS.dryRun) : null,
    view.isWitnessActive ? say(WORDS.witness) : null,
  ].filter((mode) => mode !== null);
  return modes.length === 0 ? say(WORDS.normal) : modes.join(' · ');
}
