import type { ClusterView, MemberView } from '../model/cluster-view.ts';
import { fullName, serviceKey } from '../model/service.ts';
import { text, type Language, type Text } from '../model/text.ts';
import { ago } from './age.ts';
import { lineCodes, roleName } from './names.ts';
import { tableLines } from './table.ts';

/** Answers: how are the nodes listed? */

const STATES: Readonly<Record<MemberView['state'], Text>> = {
  self: text('this node', '本节点'),
  unknown: text('not heard yet', '尚未联系上'),
  well: text('alive', '在线'),
  silent: text('silent', '无响应'),
  covered: text('silent, vouched for', '无响应（有见证）'),
  dead: text('dead', '失联'),
};

export function stateName(state: MemberView['state'], language: Language): string {
  return STATES[state][language];
}

export function nodeLines(view: ClusterView, language: Language): string[] {
  const { members } = view.configuration;
  if (members.length === 0) {
    return [language === 'zh' ? '本节点尚未加入任何集群。' : 'This node is in no cluster yet.'];
  }
  const header = [
    text('node', '节点'),
    text('code', '代号'),
    text('role', '角色'),
    text('state', '状态'),
    text('last heard', '上次联系'),
    text('lines', '线路'),
    text('addresses', '地址'),
    text('config', '配置版本'),
    text('remarks', '备注'),
  ].map((title) => title[language]);
  return tableLines(
    header,
    members.map((member) => {
      const seen = view.members.find((candidate) => candidate.id === member.id);
      const { v4 = null, v6 = null } = seen?.addresses ?? {};
      return [
        member.name,
        member.id,
        roleName(member.role)[language],
        stateName(seen?.state ?? 'unknown', language),
        ageOf(seen?.silenceMs ?? null, language),
        lineCodes(member.lines),
        [v4, v6].filter((address) => address !== null).join(' ') || '-',
        stampOf(seen?.stamp ?? null),
        remarksOn(view, member.id, language).join(', '),
      ];
    }),
  );
}

function ageOf(silenceMs: number | null, language: Language): string {
  return silenceMs === null ? '-' : ago(silenceMs, language);
}

function stampOf(stamp: MemberView['stamp']): string {
  return stamp === null ? '-' : `${stamp.epoch}.${stamp.version}`;
}

function remarksOn(view: ClusterView, id: string, language: Language): string[] {
  const member = view.configuration.members.find((candidate) => candidate.id === id);
  if (member === undefined) return [];
  const isLegacy = view.members.some((candidate) => candidate.id === id && candidate.isLegacy);
  const remarks = [
    member.maintenance ? text('maintenance', '维护中') : null,
    member.standby ? null : text('no backup', '不作备用'),
    isLegacy ? text('Go program', '旧版程序') : null,
    member.priority === 100 ? null : text(`priority ${member.priority}`, `优先级 ${member.priority}`),
    member.carries === 'all' ? null : carriesRemark(view, member.carries),
  ];
  return remarks.filter((remark) => remark !== null).map((remark) => remark[language]);
}

/** Services by their full names, as `--carries` takes them. */
function carriesRemark(view: ClusterView, keys: readonly string[]): Text {
  const { services } = view.configuration;
  const names = keys.map((key) => {
    const service = services.find((one) => serviceKey(one) === key);
    return service === undefined ? key : fullName(service);
  });
  if (names.length === 0) return text('carries no service', '不承载任何服务');
  return text(`carries ${names.join(' ')}`, `承载 ${names.join(' ')}`);
}

/** For scripts: the configuration's settings beside what is known of each node now. Secrets are left out. */
export function nodeJson(view: ClusterView): unknown {
  return view.configuration.members.map((member) => {
    const seen = view.members.find((candidate) => candidate.id === member.id) ?? null;
    const { id, name, url, role, lines, families, priority, standby, maintenance, carries } = member;
    const settings = { url, role, lines, families, priority, standby, maintenance, carries };
    return { id, name, ...settings, ...seen };
  });
}
