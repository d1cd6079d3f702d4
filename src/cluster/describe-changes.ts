/**
 * What differs between two configurations, in sentences for people? By comparing the two, not by retelling the
 * edit, so that what is said is what happens. Names are friendly ones; codes, keys and secrets are never told.
 */
import type { ConfigurationDocument } from '../model/configuration.ts';
import { LINES } from '../model/line.ts';
import { fullName, serviceKey } from '../model/service.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import { describeMember, describeMemberChange } from './describe-member.ts';
import { lineWord, nameList } from './words.ts';

/** One sentence per change, in the order nodes, accounts, services, cluster. Empty: nothing differs. */
export function describeChanges(
  before: ConfigurationDocument,
  after: ConfigurationDocument,
): readonly Text[] {
  return [
    ...memberChanges(before, after),
    ...accountChanges(before, after),
    ...serviceChanges(before, after),
    ...clusterChanges(before, after),
  ];
}

function memberChanges(before: ConfigurationDocument, after: ConfigurationDocument): readonly Text[] {
  const removed = before.members
    .filter(({ id }) => !after.members.some((member) => member.id === id))
    .map(({ name }) => text(`The node "${name}" leaves the cluster.`, `节点“${name}”离开集群。`));
  const others = after.members.flatMap((member) => {
    const former = before.members.find(({ id }) => id === member.id);
    return former === undefined
      ? [describeMember(member, after.services)]
      : describeMemberChange(former, member, after.services);
  });
  return [...removed, ...others];
}

function accountChanges(before: ConfigurationDocument, after: ConfigurationDocument): readonly Text[] {
  const sentences: Text[] = [];
  for (const { provider, keyId, keySecret } of after.accounts) {
    const former = before.accounts.find((account) => account.provider === provider);
    if (former === undefined) {
      sentences.push(text(`An account at ${provider} is added.`, `新增 ${provider} 的账号。`));
    } else if (former.keyId !== keyId || !former.keySecret.sameAs(keySecret)) {
      sentences.push(
        text(`The key of the account at ${provider} is replaced.`, `更换 ${provider} 账号的密钥。`),
      );
    }
  }
  for (const { provider } of before.accounts) {
    if (after.accounts.some((account) => account.provider === provider)) continue;
    sentences.push(text(`The account at ${provider} is removed.`, `移除 ${provider} 的账号。`));
  }
  return sentences;
}

function serviceChanges(before: ConfigurationDocument, after: ConfigurationDocument): readonly Text[] {
  const sentences: Text[] = [];
  for (const service of after.services) {
    const [name, key] = [fullName(service), serviceKey(service)];
    const former = before.services.find((one) => serviceKey(one) === key);
    if (former === undefined) {
      sentences.push(
        text(
          `${name} ("${service.name}") is managed from now on, at ${service.provider}.`,
          `开始管理 ${name}（“${service.name}”），平台为 ${service.provider}。`,
        ),
      );
      continue;
    }
    if (former.name !== service.name) {
      sentences.push(text(`${name} is now called "${service.name}".`, `${name} 改名为“${service.name}”。`));
    }
    if (former.provider !== service.provider) {
      sentences.push(
        text(
          `${name} is kept at ${service.provider} instead of ${former.provider}.`,
          `${name} 的平台由 ${former.provider} 改为 ${service.provider}。`,
        ),
      );
    }
  }
  for (const service of before.services) {
    if (after.services.some((one) => serviceKey(one) === serviceKey(service))) continue;
    const name = fullName(service);
    sentences.push(text(`${name} is no longer managed.`, `不再管理 ${name}。`));
  }
  return sentences;
}

function clusterChanges(before: ConfigurationDocument, after: ConfigurationDocument): readonly Text[] {
  const sentences = LINES.flatMap((line) => {
    const [former, present] = [before.lineBackups[line] ?? [], after.lineBackups[line] ?? []];
    if (former.join('\n') === present.join('\n')) return [];
    const word = lineWord(line);
    if (present.length === 0) {
      return [
        text(
          `The backups of ${word.en} have no fixed order any more.`,
          `${word.zh}线路的备用节点不再有固定次序。`,
        ),
      ];
    }
    const names = nameList(present.flatMap((id) => after.members.filter((member) => member.id === id)));
    return [
      text(
        `Backups of ${word.en}, in this order: ${names.en}.`,
        `${word.zh}线路的备用节点次序：${names.zh}。`,
      ),
    ];
  });
  if (before.witnessZone !== after.witnessZone) sentences.push(witnessSentence(after.witnessZone));
  if (before.timeoutMinutes !== after.timeoutMinutes) {
    const minutes = after.timeoutMinutes;
    sentences.push(
      text(
        `A node without a witness counts as lost after ${minutes} min of silence.`,
        `没有见证能力的节点静默 ${minutes} 分钟后视为失联。`,
      ),
    );
  }
  if (before.legacyPeers !== after.legacyPeers) sentences.push(legacySentence(after.legacyPeers));
  return sentences;
}

function witnessSentence(zone: string | null): Text {
  return zone === null
    ? text(
        'Witness records are kept in the zone of the first managed name.',
        '见证记录存放在第一个受管域名所在的域。',
      )
    : text(`Witness records are kept in ${zone}.`, `见证记录存放在 ${zone}。`);
}

function legacySentence(legacyPeers: ConfigurationDocument['legacyPeers']): Text {
  return legacyPeers === 'allow'
    ? text(
        'Nodes that run the Go program may be sent secrets in clear.',
        '允许向运行 Go 版程序的节点发送明文密钥。',
      )
    : text(
        'Nodes that run the Go program are sent no secrets in clear.',
        '不向运行 Go 版程序的节点发送明文密钥。',
      );
}
