// Which words do the pages use? Fixed words only; sentences about a state of affairs arise where it is judged.
import type { CellState, MemberState } from '../../model/cluster-view.ts';
import type { Line } from '../../model/line.ts';
import type { Role } from '../../model/node.ts';
import { text, type Text } from '../../model/text.ts';

export const LINE_NAMES: Readonly<Record<Line, Text>> = {
  default: text('Default', '默认'),
  'china-telecom': text('China Telecom', '中国电信'),
  'china-unicom': text('China Unicom', '中国联通'),
  'china-mobile': text('China Mobile', '中国移动'),
  cernet: text('CERNET', '教育网'),
  overseas: text('Overseas', '境外'),
};

export const MEMBER_STATES: Readonly<Record<MemberState, Text>> = {
  self: text('this node', '本节点'),
  unknown: text('not heard yet', '尚无消息'),
  well: text('well', '正常'),
  silent: text('silent', '无响应'),
  covered: text('out of reach, but alive', '无法直连，但仍存活'),
  dead: text('dead', '失联'),
};

export const CELL_STATES: Readonly<Record<CellState, Text>> = {
  'in-place': text('in place', '正常'),
  away: text('stand-in', '代管'),
  orphaned: text('holder cannot serve it', '持有节点已无法服务'),
  'unknown-value': text('address of no known node', '地址不属于任何节点'),
  missing: text('no record', '没有记录'),
  ambiguous: text('several records', '有多条记录'),
  disabled: text('disabled at the provider', '已在云平台停用'),
  locked: text('locked at the provider', '已在云平台锁定'),
  unread: text('not read yet', '尚未读取'),
};

export const ROLES: Readonly<Record<Role, Text>> = {
  leader: text('leader', '主节点'),
  follower: text('follower', '从节点'),
};

export const WORDS = {
  status: text('Status', '状态'),
  nodes: text('Nodes', '节点'),
  node: text('Node', '节点'),
  state: text('State', '状态'),
  lastHeard: text('Last heard', '最近消息'),
  ownLines: text('Its lines', '负责线路'),
  serves: text('Serves now', '当前承载'),
  addresses: text('Addresses', '地址'),
  address: text('Address', '地址'),
  configuration: text('Configuration', '配置'),
  lines: text('Lines', '线路'),
  line: text('Line', '线路'),
  byOrder: text('Belongs to', '归属节点'),
  servedBy: text('Served by', '当前由谁承载'),
  services: text('Services', '服务'),
  since: text('For', '已持续'),
  record: text('Record', '记录'),
  changes: text('Last changes', '最近变更'),
  when: text('When', '时间'),
  change: text('Change', '变更'),
  reason: text('Why', '原因'),
  alarms: text('Alarms', '告警'),
  thisNode: text('This node', '本节点'),
  role: text('Role', '角色'),
  version: text('Version', '版本'),
  running: text('Running for', '已运行'),
  leader: text('Leader', '主节点'),
  provider: text('DNS provider', 'DNS 云平台'),
  lastRead: text('Records last read', '最近读取记录'),
  answers: text('answers', '可用'),
  doesNotAnswer: text('does not answer', '无响应'),
  database: text('Database', '数据库'),
  modes: text('Modes', '运行模式'),
  frozen: text('frozen: no moves', '已冻结：不做切换'),
  draining: text('handing its records over', '正在移交全部记录'),
  dryRun: text('dry run: nothing is written', '演练：不写入任何记录'),
  witness: text('publishes a witness record', '正在发布见证记录'),
  normal: text('normal', '正常'),
  legacy: text('Go program', 'Go 版程序'),
  maintenance: text('maintenance', '维护中'),
  behind: text('behind', '落后'),
  ahead: text('ahead', '超前'),
  unknownNode: text('nobody known', '未知节点'),
  formerNode: text('a former node', '已移除的节点'),
  unknown: text('not known', '未知'),
  nobody: text('nobody', '无'),
  none: text('none', '无'),
  never: text('never', '从未'),
  noChanges: text('No record has been changed yet.', '还没有修改过任何记录。'),
  noServices: text(
    'No service is managed yet. On the leader: cocoasyncer service add',
    '还没有托管任何服务。请在主节点运行：cocoasyncer service add',
  ),
  noRecords: text('No record of this service is known yet.', '尚未获知该服务的任何记录。'),
  unkept: text('nobody keeps its records', '记录无人维护'),
  standInFor: text('for', '原属'),
  otherLanguage: text('中文', 'English'),
  language: text('Language', '语言'),
  metrics: text('Metrics', '监控指标'),
  statusPage: text('Status page', '状态页'),
  badge: text('Badge', '徽章'),
  pause: text('Stop refreshing', '停止自动刷新'),
  resume: text('Refresh every 30 s', '每 30 秒自动刷新'),
  asOf: text('As of', '截至'),
  up: text('This node is up.', '本节点运行正常。'),
} as const satisfies Readonly<Record<string, Text>>;
