// Which records were changed last, from whom to whom, and why?
import { CHANGE_REASONS } from '../../model/change-reason.ts';
import type { ChangeView, ClusterView } from '../../model/cluster-view.ts';
import { isLine } from '../../model/line.ts';
import { fullName } from '../../model/service.ts';
import { html, type Fragment, type Html } from './escape.ts';
import type { PageContext } from './page-context.ts';
import { renderTable } from './table.ts';
import { LINE_NAMES, WORDS } from './texts.ts';

const LIMIT = 50;

export function renderChanges(page: PageContext): Html {
  const { say, view } = page;
  if (view.recentChanges.length === 0) return html`<p class="muted">${say(WORDS.noChanges)}</p>`;
  const owners = addressOwners(view);
  return renderTable(
    [WORDS.when, WORDS.record, WORDS.change, WORDS.reason].map(say),
    view.recentChanges
      .slice(0, LIMIT)
      .map((change) => [
        page.instant(change.at),
        renderRecord(page, change.cellKey),
        renderChange(change, owners),
        say(
          CHANGE_REASONS[change.reason] ?? { en: page.clean(change.reason), zh: page.clean(change.reason) },
        ),
      ]),
  );
}

/** A cell key taken apart; what is none (a witness record, say) is shown as it is, cleaned. */
function renderRecord({ say, clean }: PageContext, cellKey: string): Fragment {
  const [zone, label, type, line] = cellKey.split('|');
  if (zone === undefined || label === undefined || type === undefined || line === undefined) {
    return clean(cellKey);
  }
  const lineName = isLine(line) ? say(LINE_NAMES[line]) : line;
  return html`${fullName({ zone, label })} <span class="muted">${type} · ${lineName}</span>`;
}

function renderChange({ oldValue, newValue }: ChangeView, owners: ReadonlyMap<string, string>): Html {
  const part = (value: string | null): Fragment => {
    if (value === null) return '–';
    const owner = owners.get(value);
    return html`<code>${value}</code>${owner !== undefined && html` <span class="muted">${owner}</span>`}`;
  };
  return html`${part(oldValue)} → ${part(newValue)}`;
}

/** Present addresses only: an older one may have gone to somebody else meanwhile. */
function addressOwners({ members }: ClusterView): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { name, addresses } of members) {
    for (const address of [addresses.v4, addresses.v6]) if (address !== null) owners.set(address, name);
  }
  return owners;
}
