// For each service: which node answers on each line, at which address, and since when?
import type { CellView, ClusterView } from '../../model/cluster-view.ts';
import { fullName, serviceKey, type Service } from '../../model/service.ts';
import { cellTone, worstTone } from './cell-tone.ts';
import { html, type Fragment, type Html } from './escape.ts';
import { groupBy } from './group-by.ts';
import { renderHolder } from './lines-table.ts';
import { mergeRows, type Row } from './line-rows.ts';
import type { PageContext } from './page-context.ts';
import { renderState, renderTable, type Tone } from './table.ts';
import { CELL_STATES, LINE_NAMES, WORDS } from './texts.ts';

/** Up to so many services are shown unfolded; of more, only those that need a look. */
const UNFOLDED = 3;

interface Entry {
  readonly name: string;
  readonly friendlyName: string | null;
  readonly provider: string | null;
  readonly cells: readonly CellView[];
  readonly tone: Tone;
}

/** Those that need a look come first. */
export function renderServices(page: PageContext): Html {
  const entries = collectEntries(page.view);
  if (entries.length === 0) return html`<p class="muted">${page.say(WORDS.noServices)}</p>`;
  const needsLook = ({ tone }: Entry): boolean => tone === 'bad' || tone === 'warn';
  const sorted = [...entries.filter(needsLook), ...entries.filter((entry) => !needsLook(entry))];
  return html`${sorted.map((entry) =>
    renderEntry(page, entry, entries.length <= UNFOLDED || needsLook(entry)),
  )}`;
}

function collectEntries(view: ClusterView): readonly Entry[] {
  const byService = groupBy(view.cells, serviceKey);
  const configured = view.configuration.services.map((service) => entryOf(service, byService));
  const known = new Set(view.configuration.services.map(serviceKey));
  const others = [...byService]
    .filter(([key]) => !known.has(key))
    .flatMap(([, cells]) => (cells[0] === undefined ? [] : [nameless(cells[0], cells)]));
  return [...configured, ...others];
}

function entryOf(service: Service, byService: ReadonlyMap<string, readonly CellView[]>): Entry {
  const cells = byService.get(serviceKey(service)) ?? [];
  return { ...nameless(service, cells), friendlyName: service.name, provider: service.provider };
}

function nameless(of: { readonly zone: string; readonly label: string }, cells: readonly CellView[]): Entry {
  const tone = cells.length === 0 ? 'warn' : worstTone(cells);
  return { name: fullName(of), friendlyName: null, provider: null, cells, tone };
}

function renderEntry(page: PageContext, entry: Entry, isOpen: boolean): Html {
  const { name, friendlyName, provider, cells, tone } = entry;
  const about = [friendlyName, provider].filter((part) => part !== null && part !== '').join(' · ');
  return html`<details${isOpen && html` open`}>
<summary><strong>${name}</strong> <span class="muted">${about}</span> ${renderState(tone, summarise(page, cells))}</summary>
${cells.length === 0 ? html`<p class="muted">${page.say(WORDS.noRecords)}</p>` : renderCells(page, cells)}
</details>
`;
}

/** `12 records in place`, or how many there are in each other state. */
function summarise({ say, language }: PageContext, cells: readonly CellView[]): string {
  if (cells.length === 0) return say(WORDS.unkept);
  const states = [...groupBy(cells, ({ state }) => state)];
  const unusual = states.filter(([state]) => state !== 'in-place');
  if (unusual.length > 0) {
    return unusual.map(([state, group]) => `${say(CELL_STATES[state])} × ${group.length}`).join(' · ');
  }
  if (language === 'zh') return `${cells.length} 条记录正常`;
  return `${cells.length} ${cells.length === 1 ? 'record' : 'records'} in place`;
}

function renderCells(page: PageContext, cells: readonly CellView[]): Html {
  return renderTable(
    [WORDS.line, WORDS.node, WORDS.address, WORDS.since, WORDS.state].map(page.say),
    mergeRows(cells).map((row) => renderRow(page, row)),
  );
}

function renderRow(page: PageContext, [cell, ...twins]: Row): readonly Fragment[] {
  const { say, since } = page;
  return [
    html`${say(LINE_NAMES[cell.line])}
      <span class="muted">${[cell, ...twins].map(({ type }) => type).join(' · ')}</span>`,
    cell.value === null ? '–' : renderHolder(page, cell.holderId),
    renderValues([cell, ...twins]),
    cell.since === null ? '–' : since(cell.since),
    html`${renderState(cellTone(cell.state), say(CELL_STATES[cell.state]))} ${renderStandIn(page, cell)}`,
  ];
}

function renderValues(row: Row): Fragment {
  const values = row.flatMap(({ value }) => (value === null ? [] : [value]));
  return values.length === 0 ? '–' : values.map((value) => html`<code>${value}</code> `);
}

/** For whom a stand-in holds the record. */
function renderStandIn({ say, nameOf }: PageContext, { state, succession }: CellView): Fragment {
  const owner = state === 'away' ? nameOf(succession[0] ?? '') : null;
  return owner !== null && html`<span class="muted">${say(WORDS.standInFor)} ${owner}</span>`;
}
