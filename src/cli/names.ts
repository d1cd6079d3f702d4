import type { Account } from '../model/account.ts';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Member, Role } from '../model/node.ts';
import { fullName, serviceKey, type Service } from '../model/service.ts';
import { text, type Language, type Text } from '../model/text.ts';
import { AppError } from '../model/app-error.ts';

/** Answers: what are things called for people, and which thing did a person name? */

/** The one provider there is a driver for. */
export const DEFAULT_PROVIDER = 'Ali';

const LINE_NAMES: Readonly<Record<string, Text>> = {
  default: text('default', '默认'),
  'china-telecom': text('china-telecom (CT)', '中国电信 (CT)'),
  'china-unicom': text('china-unicom (CU)', '中国联通 (CU)'),
  'china-mobile': text('china-mobile (CMCC)', '中国移动 (CMCC)'),
  cernet: text('cernet (CNEdu)', '教育网 (CNEdu)'),
  overseas: text('overseas (OverSea)', '境外 (OverSea)'),
};

/** A line with the code that the Go program's users know. */
export function lineName(line: string, language: Language): string {
  return LINE_NAMES[line]?.[language] ?? line;
}

/** What a node is in its cluster. */
export function roleName(role: Role): Text {
  return role === 'leader' ? text('leader', '主节点') : text('follower', '从节点');
}

const LINE_CODES: Readonly<Record<string, string>> = {
  'china-telecom': 'CT',
  'china-unicom': 'CU',
  'china-mobile': 'CMCC',
  cernet: 'CNEdu',
  overseas: 'OverSea',
};

/** The short form: codes, comma-separated, as `--lines` takes them. */
export function lineCodes(lines: readonly string[]): string {
  return lines.length === 0 ? 'None' : lines.map((line) => LINE_CODES[line] ?? line).join(',');
}

/** `zone|label|type|line` taken apart. */
export function recordOfCell(cellKey: string): { name: string; type: string; line: string } {
  const [zone = '', label = '', type = '', line = ''] = cellKey.split('|');
  return { name: fullName({ zone, label }), type, line };
}

export function memberName(view: ClusterView, id: string | null): string | null {
  if (id === null) return null;
  return view.configuration.members.find((member) => member.id === id)?.name ?? id;
}

/** The member of this friendly name or code. */
export function findMember(view: ClusterView, wanted: string): Member {
  const { members } = view.configuration;
  const found =
    members.find((member) => member.name === wanted) ?? members.find((member) => member.id === wanted);
  return (
    found ??
    notFound(
      'node',
      '节点',
      wanted,
      members.map((member) => member.name),
    )
  );
}

/** The service of this full name (`www.example.com`), key (`example.com/www`) or friendly name. */
export function findService(view: ClusterView, wanted: string): Service {
  const { services } = view.configuration;
  const lower = wanted.toLowerCase().replace(/\.$/, '');
  const found =
    services.find((service) => fullName(service) === lower) ??
    services.find((service) => serviceKey(service) === lower) ??
    services.find((service) => service.name === wanted);
  return found ?? notFound('service', '服务', wanted, services.map(fullName));
}

export function findAccount(view: ClusterView, wanted: string): Account {
  const { accounts } = view.configuration;
  const found = accounts.find((account) => account.provider.toLowerCase() === wanted.toLowerCase());
  return (
    found ??
    notFound(
      'account',
      '云平台账号',
      wanted,
      accounts.map((account) => account.provider),
    )
  );
}

/** First and last characters only: enough to recognise a key by, not to use it. */
export function maskedKeyId(keyId: string): string {
  return keyId.length <= 8 ? '***' : `${keyId.slice(0, 4)}***${keyId.slice(-3)}`;
}

function notFound(en: string, zh: string, wanted: string, existing: readonly string[]): never {
  const list = existing.join(', ');
  throw new AppError('not-found', text(`There is no ${en} "${wanted}".`, `没有${zh}“${wanted}”。`), {
    hint:
      existing.length === 0
        ? text(`There is no ${en} yet.`, `目前还没有任何${zh}。`)
        : text(`There are: ${list}.`, `现有：${list}。`),
  });
}
