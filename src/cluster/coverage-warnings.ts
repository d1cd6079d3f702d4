/**
 * Does this change leave visitors without an answer, or records without a keeper? Only what the change itself
 * brings about is told: a gap that was there before has been told before.
 *
 *   situation after the change                                          warning
 *   ----------------------------------------------------------------    -----------------------------
 *   a line had an owner and has none                                    its records are no longer kept
 *   a name has ISP lines in a family, but `default` has no owner        the rest of the world gets no answer
 *   a name is carried by nobody who owns a line                         it has no records
 *   a name’s provider has no account                                    its records cannot be kept
 *   all nodes are in maintenance                                        nobody keeps anything
 */
import type { ConfigurationDocument } from '../model/configuration.ts';
import { FAMILIES } from '../model/family.ts';
import { LINES } from '../model/line.ts';
import type { Line } from '../model/line.ts';
import type { Member } from '../model/node.ts';
import type { Service } from '../model/service.ts';
import { fullName, serviceKey } from '../model/service.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { accountOf } from './find-named.ts';
import { lineList, nameList, plainList } from './words.ts';

export function coverageWarnings(
  before: ConfigurationDocument,
  after: ConfigurationDocument,
): readonly Text[] {
  const warnings: Text[] = [];
  const lost = LINES.filter((line) => isOwned(line, before) && !isOwned(line, after));
  if (lost.length > 0) warnings.push(lostLines(lost));
  const newly = (hasGap: (service: Service, document: ConfigurationDocument) => boolean): Text | null => {
    const gaps = after.services.filter(
      (service) => hasGap(service, after) && !hadGap(service, before, hasGap),
    );
    return gaps.length === 0 ? null : plainList(gaps.map(fullName));
  };
  const open = newly(lacksDefault);
  if (open !== null) warnings.push(noDefault(open));
  const bare = newly(hasNoLine);
  if (bare !== null) warnings.push(noRecords(bare));
  const unpaid = newly(lacksAccount);
  if (unpaid !== null) warnings.push(noAccount(unpaid));
  if (isAllInMaintenance(after) && !isAllInMaintenance(before)) warnings.push(ALL_IN_MAINTENANCE);
  return warnings;
}

function hadGap(
  service: Service,
  before: ConfigurationDocument,
  hasGap: (service: Service, document: ConfigurationDocument) => boolean,
): boolean {
  const former = before.services.find((one) => serviceKey(one) === serviceKey(service));
  return former !== undefined && hasGap(former, before);
}

function isOwned(line: Line, { members }: ConfigurationDocument): boolean {
  return members.some(({ lines }) => lines.includes(line));
}

function carriers(service: Service, { members }: ConfigurationDocument): readonly Member[] {
  const key = serviceKey(service);
  return members.filter(({ carries }) => carries === 'all' || carries.includes(key));
}

function lacksDefault(service: Service, document: ConfigurationDocument): boolean {
  return FAMILIES.some((family) => {
    const owners = carriers(service, document).filter(({ families }) => families.includes(family));
    const lines = owners.flatMap((member) => member.lines);
    return lines.length > 0 && !lines.includes('default');
  });
}

function hasNoLine(service: Service, document: ConfigurationDocument): boolean {
  return carriers(service, document).every(
    ({ lines, families }) => lines.length === 0 || families.length === 0,
  );
}

function lacksAccount({ provider }: Service, { accounts }: ConfigurationDocument): boolean {
  return accountOf(accounts, provider) === undefined;
}

function isAllInMaintenance({ members }: ConfigurationDocument): boolean {
  return members.every(({ maintenance }) => maintenance);
}

/** Nodes with a chosen list do not get a new service by themselves; that is easily forgotten. */
export function notCarrying(service: Service, { members }: ConfigurationDocument): Text | null {
  const key = serviceKey(service);
  const without = members.filter(({ carries }) => carries !== 'all' && !carries.includes(key));
  if (without.length === 0) return null;
  const names = nameList(without);
  const name = fullName(service);
  return text(
    `${names.en}: carrying chosen services only, so not ${name}. Use service set --nodes to change that.`,
    `${names.zh}只承载指定的服务，因此不承载 ${name}。可用 service set --nodes 修改。`,
  );
}

function lostLines(lines: readonly Line[]): Text {
  const list = lineList(lines);
  return text(
    `No node owns ${list.en} any more: the records there stay as they are and are no longer kept.`,
    `不再有节点拥有 ${list.zh} 线路：其中的记录保持原样，也不再维护。`,
  );
}

function noDefault(names: Text): Text {
  return text(
    `${names.en}: records on single lines but none on default, so visitors of other networks get no answer. Give some node the line default.`,
    `${names.zh}：只有部分线路的记录而没有默认线路的记录，其他网络的访客将得不到解析。请为某个节点设置默认线路。`,
  );
}

function noRecords(names: Text): Text {
  return text(
    `${names.en}: no node that carries it owns a line, so it gets no records yet.`,
    `${names.zh}：承载它的节点都没有线路，因此暂时不会有解析记录。`,
  );
}

function noAccount(names: Text): Text {
  return text(
    `${names.en}: there is no account at its provider, so its records cannot be kept unless the key comes from the environment. Add one with dns add.`,
    `${names.zh}：没有对应平台的账号；除非密钥由环境变量提供，否则无法维护其记录。请用 dns add 添加账号。`,
  );
}

const ALL_IN_MAINTENANCE = text(
  'All nodes are in maintenance: nobody keeps the records until one comes back.',
  '所有节点都处于维护状态：在有节点恢复之前，没有节点维护解析记录。',
);
