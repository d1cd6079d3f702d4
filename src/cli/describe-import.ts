import type { Config } from '../config/config.ts';
import { fullName } from '../model/service.ts';
import { text, type Language, type Text } from '../model/text.ts';
import type { LegacyState } from '../wire/legacy.ts';
import { lineCodes, maskedKeyId } from './names.ts';
import { printable, tableLines } from './table.ts';

/** Answers: what would this node become by the import, and what in it needs a second look? */

export function takeOverLines(legacy: LegacyState, config: Config, language: Language): string[] {
  const { identity, document } = legacy;
  const inWords = (titles: readonly Text[]): string[] => titles.map((title) => title[language]);
  const nodes = tableLines(
    inWords([
      text('node', '节点'),
      text('code', '代号'),
      text('role', '角色'),
      text('address', '地址'),
      text('lines', '线路'),
      text('families', '地址类型'),
    ]),
    document.members.map((member) => [
      member.name,
      member.id,
      member.role,
      member.url,
      lineCodes(member.lines),
      member.families.join(',') || '-',
    ]),
  );
  const services = tableLines(
    inWords([text('service', '服务'), text('name', '域名'), text('provider', '云平台')]),
    document.services.map((service) => [service.name, fullName(service), service.provider]),
  );
  const accounts = tableLines(
    inWords([text('provider', '云平台'), text('access key', 'AccessKey')]),
    document.accounts.map(({ provider, keyId }) => [provider, maskedKeyId(keyId)]),
  );
  const conflicts = conflictsOf(legacy, config).map((one) => `! ${printable(one[language])}`);
  return [
    printable(
      text(
        `This node becomes ${identity.name} (${identity.id}), ${identity.role}, ${identity.url}.`,
        `本节点将成为 ${identity.name}（${identity.id}），${identity.role}，${identity.url}。`,
      )[language],
    ),
    text(
      `A node counts as lost after ${document.timeoutMinutes} minutes.`,
      `节点失联 ${document.timeoutMinutes} 分钟后判为丢失。`,
    )[language],
    ...['', ...nodes, '', ...services, '', ...accounts],
    ...(conflicts.length === 0 ? [] : ['', ...conflicts]),
    '',
  ];
}

/** What does not fit together; none of it prevents the import. */
export function conflictsOf(legacy: LegacyState, config: Config): readonly Text[] {
  return [...settingsConflicts(legacy, config), ...documentConflicts(legacy)];
}

/** The store's word counts once it is initialised, so a settings file that differs is named. */
function settingsConflicts({ identity }: LegacyState, config: Config): readonly Text[] {
  if (config.path === null) return [];
  const pairs = [
    ['NodeName', config.nodeName, identity.name],
    ['NodeCode', config.nodeCode, identity.id],
    ['WorkMode', config.role, identity.role],
    ['NodeAddress', config.nodeAddress, identity.url],
  ] as const;
  const differing = pairs
    .filter(([, configured, imported]) => configured !== imported)
    .map(([key, configured, imported]) =>
      text(
        `${key} in ${config.path ?? ''} is "${configured}", in the database "${imported}": the database counts.`,
        `${config.path ?? ''} 中的 ${key} 为“${configured}”，数据库中为“${imported}”：以数据库为准。`,
      ),
    );
  const isOtherSecret = config.secret !== null && !config.secret.sameAs(identity.secret);
  return isOtherSecret ? [...differing, OTHER_SECRET] : differing;
}

const OTHER_SECRET = text(
  'CocoaSecret in the settings file differs from that in the database: the database counts.',
  '配置文件中的 CocoaSecret 与数据库中的不同：以数据库为准。',
);

function documentConflicts({ document }: LegacyState): readonly Text[] {
  const { members, services, accounts } = document;
  const providers = new Set(accounts.map((account) => account.provider));
  const names = members.map((member) => member.name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  const leaders = members.filter((member) => member.role === 'leader');
  const found = [
    ...services
      .filter((service) => !providers.has(service.provider))
      .map((service) =>
        text(
          `${fullName(service)} uses ${service.provider}, for which there is no account.`,
          `${fullName(service)} 使用 ${service.provider}，但没有对应账号。`,
        ),
      ),
    ...members
      .filter((member) => member.lines.length > 0 && member.families.length === 0)
      .map((member) =>
        text(
          `${member.name} has lines but no network type, so it serves none of them.`,
          `${member.name} 设置了线路但没有网络类型，因此不会承载任何线路。`,
        ),
      ),
    ...members
      .filter((member) => member.lines.length > 0 && member.carries !== 'all' && member.carries.length === 0)
      .map((member) =>
        text(
          `${member.name} has lines but carries no service, so it serves none of them.`,
          `${member.name} 设置了线路但没有承载任何服务，因此不会提供解析。`,
        ),
      ),
    members.some((member) => member.lines.includes('default'))
      ? null
      : text('No node has the line default.', '没有节点承载 default 线路。'),
    double === undefined ? null : text(`Two nodes are called ${double}.`, `有两个节点都叫 ${double}。`),
    leaders.length > 1
      ? text(`There are ${leaders.length} leaders.`, `存在 ${leaders.length} 个主节点。`)
      : null,
  ];
  return found.filter((one) => one !== null);
}
