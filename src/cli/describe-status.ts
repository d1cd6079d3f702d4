import { CHANGE_REASONS } from '../model/change-reason.ts';
import type { CellState, CellView, ClusterView } from '../model/cluster-view.ts';
import { LINES } from '../model/line.ts';
import { fullName } from '../model/service.ts';
import { unkeptServices } from '../model/unkept-services.ts';
import { text, type Language, type Text } from '../model/text.ts';
import { ago, duration, localTime } from './age.ts';
import { lineName, memberName, recordOfCell, roleName } from './names.ts';
import { nodeLines } from './node-list.ts';
import { printable, tableLines } from './table.ts';

/** Answers: how is a node's view told on a terminal? First who it is, then what is wrong, then the rest. */

export function statusLines(view: ClusterView, language: Language): string[] {
  const sections = [
    headLines(view, language),
    alarmLines(view, language),
    unkeptLines(view, language),
    ['', title(text('Nodes', '节点'), language), ...indented(nodeLines(view, language))],
    lineSection(view, language),
    troubleSection(view, language),
    changeSection(view, language),
  ];
  return sections.flat();
}

function headLines(view: ClusterView, language: Language): string[] {
  const { configuration, provider, addresses } = view;
  const { epoch, version } = configuration.stamp;
  const rows: [Text, string][] = [
    [text('node', '节点'), selfLine(view, language)],
    [text('version', '程序版本'), versionLine(view, language)],
    [text('configuration', '配置'), [`${epoch}.${version}`, countsOf(view, language)].join(comma(language))],
    [text('provider', '云平台'), providerLine(view, language)],
    [
      text('addresses', '本机地址'),
      [addresses.v4, addresses.v6].filter((one) => one !== null).join(' ') || '-',
    ],
  ];
  if (provider.lastError !== null && !provider.isUp)
    rows.push([text('last error', '最近错误'), provider.lastError]);
  const notes = notesOf(view, language);
  if (notes.length > 0) rows.push([text('mode', '模式'), notes.join(comma(language))]);
  const lines = tableLines(
    ['', ''],
    rows.map(([name, value]) => [name[language], value]),
  );
  return lines.slice(1);
}

function selfLine({ self }: ClusterView, language: Language): string {
  const role = roleName(self.role)[language];
  return language === 'zh'
    ? `${self.name}（${self.id}），${role}，${self.url}`
    : `${self.name} (${self.id}), ${role}, ${self.url}`;
}

function versionLine(view: ClusterView, language: Language): string {
  const ran = duration(view.at - view.startedAt, language);
  return language === 'zh' ? `${view.version}，已运行 ${ran}` : `${view.version}, up ${ran}`;
}

function countsOf(view: ClusterView, language: Language): string {
  const { members, services, accounts } = view.configuration;
  return language === 'zh'
    ? `${members.length} 个节点，${services.length} 个服务，${accounts.length} 个账号`
    : `nodes ${members.length}, services ${services.length}, accounts ${accounts.length}`;
}

function providerLine(view: ClusterView, language: Language): string {
  const { isUp, lastReadAt } = view.provider;
  // Nothing to read yet is no failure of the provider's.
  if (view.configuration.services.length === 0 && lastReadAt === null) {
    return text('not needed yet: no service is managed', '尚未用到：没有托管任何服务')[language];
  }
  const state = isUp ? text('reachable', '可用') : text('not reachable', '不可用');
  if (lastReadAt === null)
    return [state[language], text('not read yet', '尚未读取')[language]].join(comma(language));
  const when = ago(view.at - lastReadAt, language);
  return `${state[language]}${comma(language)}${text('read', '读取于')[language]} ${when}`;
}

function notesOf(view: ClusterView, language: Language): string[] {
  const notes = [
    view.isJoined ? null : text('in no cluster yet', '尚未加入集群'),
    view.isFrozen ? text('FROZEN: no moves', '已冻结：不作任何切换') : null,
    view.isDryRun ? text('dry run: nothing is written', '演练模式：不写入') : null,
    view.isDraining ? text('draining', '正在移交') : null,
    view.isWitnessActive ? text('publishing a witness record', '正在发布见证记录') : null,
    view.isStoreReachable ? null : text('DATABASE NOT REACHABLE', '数据库不可用'),
  ];
  return notes.filter((note) => note !== null).map((note) => note[language]);
}

function alarmLines(view: ClusterView, language: Language): string[] {
  if (view.alarms.length === 0) return [];
  const alarms = view.alarms.map(
    (alarm) => `! ${printable(alarm.text[language])} [${alarm.code}] ${ago(view.at - alarm.since, language)}`,
  );
  return ['', title(text('Alarms', '告警'), language), ...indented(alarms)];
}

/** Names without a single cell would not show anywhere else. */
function unkeptLines(view: ClusterView, language: Language): string[] {
  if (!view.isJoined) return [];
  const names = unkeptServices(view.configuration).map(fullName);
  if (names.length === 0) return [];
  return [
    '',
    language === 'zh'
      ? `! 记录无人维护（没有拥有线路的节点承载）：${names.join('、')}`
      : `! Nobody keeps the records of ${names.join(', ')}: no node that carries it owns a line.`,
  ];
}

/** One row per line while all of its records point the same way; otherwise one per holder and value. */
function lineSection(view: ClusterView, language: Language): string[] {
  if (view.cells.length === 0) return [];
  const header = [
    text('line', '线路'),
    text('type', '类型'),
    text('node', '节点'),
    text('address', '地址'),
    text('records', '记录数'),
    text('since', '自'),
  ];
  const rows = groupsOf(view.cells).map((group) => {
    const [first] = group;
    const since = group.map((cell) => cell.since).filter((at) => at !== null);
    return [
      lineName(first.line, language),
      first.type,
      memberName(view, first.holderId) ?? '?',
      first.value ?? '-',
      String(group.length),
      since.length === 0 ? '-' : localTime(Math.max(...since)),
    ];
  });
  const table = tableLines(
    header.map((one) => one[language]),
    rows,
  );
  return ['', title(text('Lines', '线路'), language), ...indented(table)];
}

type Group = readonly [CellView, ...CellView[]];

function groupsOf(cells: readonly CellView[]): readonly Group[] {
  const groups = new Map<string, Group>();
  const inOrder = cells.toSorted(
    (a, b) =>
      LINES.indexOf(a.line) - LINES.indexOf(b.line) || (a.type < b.type ? -1 : a.type > b.type ? 1 : 0),
  );
  for (const cell of inOrder) {
    const key = [cell.line, cell.type, cell.holderId, cell.value].join('|');
    const group = groups.get(key);
    groups.set(key, group === undefined ? [cell] : [...group, cell]);
  }
  return [...groups.values()];
}

const CELL_STATES: Readonly<Record<CellState, Text>> = {
  'in-place': text('in place', '正常'),
  away: text('held by a backup', '由备用节点承载'),
  orphaned: text('its holder is dead or unfit', '持有节点失联或不可用'),
  'unknown-value': text('nobody claims this address', '没有节点认领该地址'),
  missing: text('there is no such record', '记录不存在'),
  ambiguous: text('several records match', '存在多条匹配的记录'),
  disabled: text('disabled at the provider', '已在云平台暂停'),
  locked: text('locked at the provider', '已在云平台锁定'),
  unread: text('not read yet', '尚未读取'),
};

function troubleSection(view: ClusterView, language: Language): string[] {
  const cells = view.cells.filter((cell) => cell.state !== 'in-place');
  if (cells.length === 0) return [];
  const header = [
    text('record', '记录'),
    text('type', '类型'),
    text('line', '线路'),
    text('value', '当前值'),
    text('state', '状态'),
    text('should be', '应属节点'),
  ];
  const rows = cells.map((cell) => [
    fullName(cell),
    cell.type,
    lineName(cell.line, language),
    cell.value ?? '-',
    CELL_STATES[cell.state][language],
    memberName(view, cell.succession[0] ?? null) ?? '-',
  ]);
  const table = tableLines(
    header.map((one) => one[language]),
    rows,
  );
  return ['', title(text('Records not in place', '未就位的记录'), language), ...indented(table)];
}

const SHOWN_CHANGES = 10;

function changeSection(view: ClusterView, language: Language): string[] {
  if (view.recentChanges.length === 0) return [];
  const header = [
    text('time', '时间'),
    text('record', '记录'),
    text('type', '类型'),
    text('line', '线路'),
    text('change', '变更'),
    text('why', '原因'),
  ];
  const rows = view.recentChanges.slice(0, SHOWN_CHANGES).map((change) => {
    const { name, type, line } = recordOfCell(change.cellKey);
    const move = `${change.oldValue ?? '-'} → ${change.newValue ?? '-'}`;
    return [
      localTime(change.at),
      name,
      type,
      lineName(line, language),
      move,
      reasonText(change.reason, language),
    ];
  });
  const table = tableLines(
    header.map((one) => one[language]),
    rows,
  );
  return ['', title(text('Last changes', '最近变更'), language), ...indented(table)];
}

function comma(language: Language): string {
  return language === 'zh' ? '，' : ', ';
}

function title(words: Text, language: Language): string {
  return words[language];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** A reason that is not known here is shown as it is. */
function reasonText(reason: string, language: Language): string {
  return CHANGE_REASONS[reason]?.[language] ?? reason;
}
