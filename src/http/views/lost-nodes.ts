// A node is dead: who serves its lines instead, and which records still point to it?
import type { CellView, ClusterView, MemberView } from '../../model/cluster-view.ts';
import { fullName } from '../../model/service.ts';
import { text, type Text } from '../../model/text.ts';
import { peersIn, silenceOf, type Finding } from './finding.ts';
import { groupBy } from './group-by.ts';
import { countOf, joinLines, joinNames } from './names-list.ts';

export function lostNodes(view: ClusterView): readonly Finding[] {
  return peersIn(view, 'dead').map((member) => lostNode(view, member));
}

function lostNode(view: ClusterView, member: MemberView): Finding {
  const stuck = view.cells.filter(({ holderId, state }) => holderId === member.id && state !== 'disabled');
  const owned = view.cells.filter(({ succession }) => succession[0] === member.id);
  const silence = silenceOf(member);
  const parts = [
    text(
      `${member.name} is dead (silent for ${silence.en}).`,
      `节点 ${member.name} 已失联（静默 ${silence.zh}）。`,
    ),
    ...(stuck.length > 0 ? [stillPointing(stuck)] : []),
    ...takenOver(view, owned),
  ];
  if (stuck.length + owned.length === 0) parts.push(text('It served no record.', '它没有承载任何记录。'));
  return { severity: stuck.length > 0 ? 'bad' : 'warn', text: sentences(parts) };
}

/** One sentence per living stand-in: which lines it serves instead. */
function takenOver(view: ClusterView, owned: readonly CellView[]): readonly Text[] {
  const living = new Map(
    view.members.filter(({ state }) => state !== 'dead').map(({ id, name }) => [id, name]),
  );
  const held = owned.filter(({ holderId, state }) => living.has(holderId ?? '') && state !== 'orphaned');
  return [...groupBy(held, ({ holderId }) => holderId ?? '')].map(([id, cells]) => {
    const lines = joinLines(cells.map(({ line }) => line));
    const name = living.get(id) ?? '';
    return text(`${lines.en}: served by ${name} instead.`, `${lines.zh}现由 ${name} 代管。`);
  });
}

function stillPointing(cells: readonly CellView[]): Text {
  const lines = joinLines(cells.map(({ line }) => line));
  const names = joinNames(cells.map(fullName));
  const points = cells.length === 1 ? 'points' : 'point';
  return text(
    `${countOf(cells.length, 'record')} still ${points} to it: ${lines.en} (${names.en}).`,
    `仍有 ${cells.length} 条记录指向它：${lines.zh}（${names.zh}）。`,
  );
}

function sentences(parts: readonly Text[]): Text {
  return text(parts.map(({ en }) => en).join(' '), parts.map(({ zh }) => zh).join(''));
}
