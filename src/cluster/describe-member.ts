/** What joins, or what differs about a node, in sentences for people? */
import type { Member } from '../model/node.ts';
import type { Service } from '../model/service.ts';
import { fullName, serviceKey } from '../model/service.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { familyList, lineList, plainList } from './words.ts';

/** A node that joins. */
export function describeMember(member: Member, services: readonly Service[]): Text {
  const lines = lineList(member.lines);
  const families = familyList(member.families);
  const carried =
    member.carries === 'all'
      ? text('every service', '全部服务')
      : plainList(carriedServices(member, services).map(fullName));
  return text(
    `The node "${member.name}" (${member.url}) joins; lines: ${lines.en}; addresses: ${families.en}; carries: ${carried.en}.`,
    `节点“${member.name}”（${member.url}）加入；线路：${lines.zh}；地址：${families.zh}；承载：${carried.zh}。`,
  );
}

/** One sentence per difference; the node is called by its present name. */
export function describeMemberChange(
  former: Member,
  member: Member,
  services: readonly Service[],
): readonly Text[] {
  const name = member.name;
  const sentences: Text[] = [];
  const say = (hasChanged: boolean, sentence: () => Text): void => {
    if (hasChanged) sentences.push(sentence());
  };
  say(former.name !== name, () =>
    text(`The node "${former.name}" is now called "${name}".`, `节点“${former.name}”改名为“${name}”。`),
  );
  say(former.url !== member.url, () =>
    text(
      `"${name}" is reached at ${member.url} (was ${former.url}).`,
      `“${name}”的访问地址由 ${former.url} 改为 ${member.url}。`,
    ),
  );
  say(!isSameSet(former.lines, member.lines), () => {
    const [was, is] = [lineList(former.lines), lineList(member.lines)];
    return text(
      `Lines of "${name}": ${is.en} (was: ${was.en}).`,
      `“${name}”的线路由 ${was.zh} 改为 ${is.zh}。`,
    );
  });
  say(!isSameSet(former.families, member.families), () => {
    const [was, is] = [familyList(former.families), familyList(member.families)];
    return text(
      `Addresses of "${name}": ${is.en} (was: ${was.en}).`,
      `“${name}”的地址由 ${was.zh} 改为 ${is.zh}。`,
    );
  });
  say(former.priority !== member.priority, () =>
    text(
      `Priority of "${name}": ${member.priority} (was ${former.priority}; the smallest comes first).`,
      `“${name}”的优先级由 ${former.priority} 改为 ${member.priority}（数值越小越优先）。`,
    ),
  );
  say(former.standby !== member.standby, () => standbySentence(member));
  say(former.maintenance !== member.maintenance, () => maintenanceSentence(member));
  return [...sentences, ...carriesSentences(former, member, services)];
}

function standbySentence({ name, standby }: Member): Text {
  return standby
    ? text(`"${name}" may stand in for other nodes.`, `“${name}”可以接替其他节点。`)
    : text(
        `"${name}" does not stand in for other nodes, unless a line names it as backup.`,
        `“${name}”不再接替其他节点，除非某条线路指定它为备用。`,
      );
}

function maintenanceSentence({ name, maintenance }: Member): Text {
  return maintenance
    ? text(
        `"${name}" goes into maintenance: others hold its records.`,
        `“${name}”进入维护状态：其解析由其他节点承担。`,
      )
    : text(`"${name}" comes back from maintenance.`, `“${name}”结束维护。`);
}

function carriesSentences(former: Member, member: Member, services: readonly Service[]): readonly Text[] {
  if (former.carries === 'all' && member.carries === 'all') return [];
  const { name } = member;
  if (member.carries === 'all') {
    return [
      text(
        `"${name}" carries every service, those added later included.`,
        `“${name}”承载全部服务，包括以后新增的。`,
      ),
    ];
  }
  const [was, is] = [carriedServices(former, services), carriedServices(member, services)];
  const gained = plainList(is.filter((service) => !was.includes(service)).map(fullName));
  const lost = plainList(was.filter((service) => !is.includes(service)).map(fullName));
  const sentences: Text[] = [];
  if (is.some((service) => !was.includes(service))) {
    sentences.push(text(`"${name}" also carries ${gained.en}.`, `“${name}”还承载 ${gained.zh}。`));
  }
  if (was.some((service) => !is.includes(service))) {
    sentences.push(text(`"${name}" does not carry ${lost.en}.`, `“${name}”不承载 ${lost.zh}。`));
  }
  if (former.carries === 'all') {
    sentences.push(
      text(
        `"${name}" carries chosen services from now on; those added later have to be given to it.`,
        `“${name}”今后只承载指定的服务；以后新增的服务需要另行指定。`,
      ),
    );
  }
  return sentences;
}

function carriedServices({ carries }: Member, services: readonly Service[]): readonly Service[] {
  return carries === 'all' ? services : services.filter((service) => carries.includes(serviceKey(service)));
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.includes(one));
}
