// How is each node, as this one sees it? By friendly name, never by code.
import type { ClusterView, MemberState, MemberView } from '../../model/cluster-view.ts';
import { compareStamps } from '../../model/configuration.ts';
import { html, type Fragment, type Html } from './escape.ts';
import { joinLines } from './names-list.ts';
import type { PageContext } from './page-context.ts';
import { renderState, renderTable, type Tone } from './table.ts';
import { MEMBER_STATES, ROLES, WORDS } from './texts.ts';

const TONES: Readonly<Record<MemberState, Tone>> = {
  self: 'ok',
  well: 'ok',
  unknown: 'note',
  silent: 'warn',
  covered: 'warn',
  dead: 'bad',
};

export function renderMembers(page: PageContext): Html {
  const { say, view } = page;
  const headings = [
    WORDS.node,
    WORDS.state,
    WORDS.lastHeard,
    WORDS.ownLines,
    WORDS.serves,
    WORDS.addresses,
    WORDS.configuration,
  ].map(say);
  return renderTable(
    headings,
    view.members.map((member) => renderMember(page, member)),
  );
}

function renderMember(page: PageContext, member: MemberView): readonly Fragment[] {
  const { say, view, age } = page;
  const configured = view.configuration.members.find(({ id }) => id === member.id);
  const role = configured?.role ?? (member.id === view.self.id ? view.self.role : null);
  const tags = [
    role === null ? null : say(ROLES[role]),
    member.isLegacy ? say(WORDS.legacy) : null,
    configured?.maintenance === true ? say(WORDS.maintenance) : null,
  ];
  const lines = configured === undefined ? null : say(joinLines(configured.lines));
  const silence = member.state === 'self' ? '–' : member.silenceMs === null ? say(WORDS.never) : null;
  return [
    html`<strong>${member.name}</strong>
      ${tags.map((tag) => tag !== null && html`<span class="tag">${tag}</span> `)}`,
    renderState(TONES[member.state], say(MEMBER_STATES[member.state])),
    silence ?? age(member.silenceMs ?? 0),
    lines === null || lines === '' ? say(WORDS.none) : lines,
    servedNow(page, member.id),
    renderAddresses(page, member.addresses),
    renderStamp(page, member),
  ];
}

function servedNow({ view, language }: PageContext, id: string): string {
  const count = view.cells.filter(({ holderId }) => holderId === id).length;
  if (language === 'zh') return `${count} 条记录`;
  return `${count} ${count === 1 ? 'record' : 'records'}`;
}

export function renderAddresses({ say }: PageContext, { v4, v6 }: ClusterView['addresses']): Fragment {
  const known = [v4, v6].filter((address) => address !== null);
  if (known.length === 0) return say(WORDS.unknown);
  return known.map((address) => html`<code>${address}</code> `);
}

/** A follower that lags behind is worth a look: yields wait for equal configurations. */
function renderStamp({ say, view }: PageContext, { stamp }: MemberView): Fragment {
  if (stamp === null) return '–';
  const mine = view.configuration.stamp;
  const order = compareStamps(stamp, mine);
  const words = html`<span class="whole">${stamp.epoch}.${stamp.version}</span>`;
  if (order === 0) return words;
  return html`${words} <span class="tag">${say(order < 0 ? WORDS.behind : WORDS.ahead)}</span>`;
}
