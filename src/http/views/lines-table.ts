// Who serves each line at this moment, all services taken together?
import type { CellView, ClusterView } from '../../model/cluster-view.ts';
import { LINES, type Line } from '../../model/line.ts';
import { html, type Fragment, type Html } from './escape.ts';
import { groupBy } from './group-by.ts';
import type { PageContext } from './page-context.ts';
import { cellTone, worstTone } from './cell-tone.ts';
import { renderState, renderTable } from './table.ts';
import { CELL_STATES, LINE_NAMES, WORDS } from './texts.ts';

/** Lines that nobody owns and nothing is known of are left out. */
export function renderLines(page: PageContext): Html {
  const { say, view } = page;
  const byLine = groupBy(view.cells, ({ line }) => line);
  const rows = LINES.filter((line) => byLine.has(line) || ownersOf(view, line).length > 0).map((line) =>
    renderLine(page, line, byLine.get(line) ?? []),
  );
  return renderTable([WORDS.line, WORDS.byOrder, WORDS.servedBy, WORDS.state].map(say), rows);
}

function renderLine(page: PageContext, line: Line, cells: readonly CellView[]): readonly Fragment[] {
  const { say, view } = page;
  const owners = ownersOf(view, line);
  return [
    html`<strong>${say(LINE_NAMES[line])}</strong>`,
    owners.length === 0 ? say(WORDS.nobody) : owners.join(page.language === 'zh' ? '、' : ', '),
    renderHolders(page, cells),
    renderStates(page, cells),
  ];
}

function ownersOf({ configuration }: ClusterView, line: Line): readonly string[] {
  return configuration.members.filter(({ lines }) => lines.includes(line)).map(({ name }) => name);
}

/** The node that holds most comes first; numbers only where there are several. */
function renderHolders(page: PageContext, cells: readonly CellView[]): Fragment {
  const held = cells.filter(({ value }) => value !== null);
  const groups = [...groupBy(held, ({ holderId }) => holderId)].sort((a, b) => b[1].length - a[1].length);
  if (groups.length === 0) return '–';
  return groups.map(
    ([id, group]) =>
      html`<span class="holder"
        >${renderHolder(page, id)}${groups.length > 1 && ` × ${group.length}`}</span
      > `,
  );
}

export function renderHolder({ say, nameOf }: PageContext, id: string | null): Fragment {
  if (id === null) return html`<span class="muted">${say(WORDS.unknownNode)}</span>`;
  return nameOf(id) ?? html`<span class="muted">${say(WORDS.formerNode)}</span>`;
}

function renderStates({ say }: PageContext, cells: readonly CellView[]): Fragment {
  if (cells.length === 0) return '–';
  const counts = groupBy(cells, ({ state }) => state);
  if (counts.size === 1) return renderState(worstTone(cells), say(CELL_STATES[cells[0]?.state ?? 'unread']));
  return [...counts].map(
    ([state, group]) =>
      html`${renderState(cellTone(state), `${say(CELL_STATES[state])} × ${group.length}`)} `,
  );
}
