// Which records are not as they should be, other than those that a dead node explains?
import type { CellState, CellView, ClusterView } from '../../model/cluster-view.ts';
import { fullName, serviceKey } from '../../model/service.ts';
import { text, type Text } from '../../model/text.ts';
import { peersIn, type Finding, type Severity } from './finding.ts';
import { countOf, joinLines, joinNames } from './names-list.ts';

/** Records of one kind, and the beginning of the sentence about them. */
interface Stray {
  readonly severity: Severity;
  readonly cells: readonly CellView[];
  readonly what: (count: number) => Text;
}

export function strayRecords(view: ClusterView): readonly Finding[] {
  return [...outOfHand(view), ...missing(view), ...leftAlone(view)]
    .filter(({ cells }) => cells.length > 0)
    .map(({ severity, cells, what }) => ({ severity, text: withPlaces(what(cells.length), cells) }));
}

function outOfHand(view: ClusterView): readonly Stray[] {
  const dead = new Set(peersIn(view, 'dead').map(({ id }) => id));
  const isExplained = ({ holderId }: CellView): boolean => dead.has(holderId ?? '');
  return [
    {
      severity: 'bad',
      cells: inState(view, 'orphaned').filter((cell) => !isExplained(cell)),
      what: (n) =>
        text(`${countOf(n, 'record')} held by a node that cannot serve`, `${n} 条记录由无法服务的节点持有`),
    },
    {
      severity: 'warn',
      cells: inState(view, 'unknown-value'),
      what: (n) =>
        text(
          `${countOf(n, 'record')} with an address that no node claims`,
          `${n} 条记录的地址不属于任何节点`,
        ),
    },
  ];
}

/**
 * A line without any record is served by the default line's, so it deserves a look. A line that has its A
 * record and no AAAA record, or the other way round, is an ordinary choice.
 */
function missing(view: ClusterView): readonly Stray[] {
  const place = (cell: CellView): string => `${serviceKey(cell)}|${cell.line}`;
  const served = new Set(view.cells.filter(({ state }) => state !== 'missing').map(place));
  const absent = inState(view, 'missing');
  return [
    {
      severity: 'warn',
      cells: absent.filter((cell) => !served.has(place(cell))),
      what: (n) => text(`${countOf(n, 'record')} missing at the provider`, `云平台缺少 ${n} 条记录`),
    },
    {
      severity: 'note',
      cells: absent.filter((cell) => served.has(place(cell))),
      what: (n) =>
        text(`${countOf(n, 'record')} missing for one address family`, `${n} 条记录缺失（仅缺一种地址类型）`),
    },
  ];
}

function leftAlone(view: ClusterView): readonly Stray[] {
  return [
    {
      severity: 'warn',
      cells: inState(view, 'ambiguous'),
      what: (n) =>
        text(`${countOf(n, 'record')} left alone because several match`, `${n} 条记录存在多条匹配，不作处理`),
    },
    {
      severity: 'note',
      cells: inState(view, 'disabled'),
      what: (n) => text(`${countOf(n, 'record')} disabled at the provider`, `${n} 条记录已在云平台停用`),
    },
    {
      severity: 'note',
      cells: inState(view, 'locked'),
      what: (n) => text(`${countOf(n, 'record')} locked at the provider`, `${n} 条记录已在云平台锁定`),
    },
    {
      severity: 'note',
      cells: inState(view, 'unread'),
      what: (n) => text(`${countOf(n, 'record')} not read yet`, `${n} 条记录尚未读取`),
    },
  ];
}

function inState(view: ClusterView, state: CellState): readonly CellView[] {
  return view.cells.filter((cell) => cell.state === state);
}

function withPlaces(what: Text, cells: readonly CellView[]): Text {
  const lines = joinLines(cells.map(({ line }) => line));
  const names = joinNames(cells.map(fullName));
  return text(`${what.en}: ${lines.en} (${names.en}).`, `${what.zh}：${lines.zh}（${names.zh}）。`);
}
