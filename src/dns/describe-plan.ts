/**
 * Why is this record written, or why not, in a sentence for people? One line per reason; nodes are called by
 * their friendly names.
 */
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { Why } from './decision.ts';
import type { Match } from './zone-picture.ts';

/** Who the sentence is about. */
export interface Who {
  /** Friendly name of the node that decides. */
  readonly actor: string;
  /** Friendly name of the holder, the receiver, or who is ahead; null: nobody in particular. */
  readonly about: string | null;
}

/** The sentence to a decision of `decide`. */
export function describeWhy(why: Why, who: Who): Text {
  const actor = quoted(who.actor);
  const about = who.about === null ? SOMEBODY : quoted(who.about);
  return SENTENCES[why](actor, about);
}

/** Why a cell has no record that may be changed; `unread`: its zone has not been read. */
export function describeUnusable(
  match: Exclude<Match, { kind: 'record' }> | { readonly kind: 'unread' },
): Text {
  return match.kind === 'ambiguous' ? ambiguous(match.count) : UNUSABLE[match.kind];
}

/** Of `plan --without`: who takes over what `lost` holds; `heir` null: nobody is left who could. */
export function describeHeir(lost: string, heir: string | null, isOwner: boolean): Text {
  const gone = quoted(lost);
  if (heir === null) {
    return text(
      `No other node can take it from ${gone.en}: the record stays as it is.`,
      `没有其他节点能从${gone.zh}接管：记录保持原样。`,
    );
  }
  const next = quoted(heir);
  return isOwner
    ? text(
        `${next.en} owns the line as well and is next after ${gone.en}.`,
        `${next.zh}同样拥有该线路，排在${gone.zh}之后。`,
      )
    : text(`${next.en} is the first backup after ${gone.en}.`, `${next.zh}是${gone.zh}之后的第一备用节点。`);
}

/** Of a record whose holder has not been heard lately: why it still stays. */
export function describeSilence(holder: string): Text {
  const silent = quoted(holder);
  return text(
    `${silent.en} holds it and is silent, but not judged dead yet; until then it stays as it is.`,
    `由${silent.zh}持有；它没有响应，但尚未判定失联，在此之前保持原样。`,
  );
}

type Sentence = (actor: Text, about: Text) => Text;

const SENTENCES: Readonly<Record<Why, Sentence>> = {
  settling: (actor) =>
    text(
      `${actor.en} has just written it and waits until the provider shows that.`,
      `${actor.zh}刚刚写入，正在等待 DNS 平台显示新值。`,
    ),
  'older-picture': () =>
    text(
      'The provider answered with an older state than before; a newer one is awaited.',
      'DNS 平台返回的状态比之前的旧，等待更新的结果。',
    ),
  'being-yielded': (actor, about) =>
    text(`${actor.en} is handing it over to ${about.en}.`, `${actor.zh}正在将其移交给${about.zh}。`),
  yield: (actor, about) =>
    text(
      `${about.en} comes before ${actor.en} and has been well for long enough: it gets the record.`,
      `${about.zh}的次序在${actor.zh}之前，且已持续健康足够久：由它接手。`,
    ),
  'unfit-yield': (actor, about) =>
    text(
      `${actor.en} cannot serve it at present and hands it over to ${about.en}.`,
      `${actor.zh}目前无法提供服务，移交给${about.zh}。`,
    ),
  'unfit-nobody-better': (actor) =>
    text(
      `${actor.en} cannot serve it at present, but nobody else can either: it stays as it is.`,
      `${actor.zh}目前无法提供服务，但也没有其他节点可以：保持原样。`,
    ),
  'own-address': (actor) =>
    text(`${actor.en} holds it and has a new address.`, `由${actor.zh}持有，而其地址已变化。`),
  'own-address-early': (actor) =>
    text(
      `${actor.en} holds it and has a new address; it writes once it has read the zone again.`,
      `由${actor.zh}持有，而其地址已变化；再次读取解析后写入。`,
    ),
  'former-by-another': (actor) =>
    text(
      `A former address of ${actor.en} has appeared in it, and not by ${actor.en}: whoever has that address now will say so.`,
      `其中出现了${actor.zh}用过的地址，但并非由${actor.zh}写入：等待现在使用该地址的节点表明身份。`,
    ),
  'former-unheard': (actor, about) =>
    text(
      `It shows a former address of ${actor.en}, which ${actor.en} is not known to have written there; it might be that of ${about.en} now, which has not been heard.`,
      `其中是${actor.zh}用过的地址，但无法确认由${actor.zh}写入；它现在可能属于尚未联系上的${about.zh}。`,
    ),
  'own-address-unknown': (actor) =>
    text(
      `${actor.en} holds it; its present address is not known, so it stays as it is.`,
      `由${actor.zh}持有；其当前地址未知，因此保持原样。`,
    ),
  'in-place': (actor) => text(`${actor.en} holds it, as it should.`, `由${actor.zh}持有，符合配置。`),
  'kept-for-absent': (actor, about) =>
    text(
      `${actor.en} holds it for ${about.en} until that one has been well for long enough.`,
      `${actor.zh}暂代${about.zh}持有，直到后者持续健康足够久。`,
    ),
  'not-candidate': (actor) =>
    text(
      `It is not for ${actor.en} by the configuration; others see to it.`,
      `按配置它不归${actor.zh}负责，由其他节点处理。`,
    ),
  'not-fit': (actor) =>
    text(`${actor.en} could not serve it at present.`, `${actor.zh}目前无法为其提供服务。`),
  'provider-down': (actor) =>
    text(`${actor.en} does not reach the DNS provider.`, `${actor.zh}无法访问 DNS 平台。`),
  'reads-owed': (actor) =>
    text(
      `${actor.en} has to read the zone again before it changes anything.`,
      `${actor.zh}需要再次读取解析后才会改动。`,
    ),
  yielded: (actor, about) =>
    text(`${about.en} hands it over to ${actor.en}.`, `${about.zh}将其移交给${actor.zh}。`),
  'holder-dead': (actor, about) =>
    text(
      `${about.en} held it and is dead; ${actor.en} is next.`,
      `原由${about.zh}持有，但它已失联；轮到${actor.zh}。`,
    ),
  'holder-unfit': (actor, about) =>
    text(
      `${about.en} holds it but cannot serve it; ${actor.en} is next.`,
      `由${about.zh}持有，但它无法提供服务；轮到${actor.zh}。`,
    ),
  'holder-alive': (_, about) => text(`${about.en} holds it and is alive.`, `由${about.zh}持有，它仍然在线。`),
  'unknown-new': (actor) =>
    text(
      `No node claims the address found there; ${actor.en} waits a while before it is replaced.`,
      `没有节点认领现有的地址；${actor.zh}等待一段时间后再替换。`,
    ),
  'unknown-unheard': (_, about) =>
    text(
      `No node claims the address found there; it might be that of ${about.en}, which has not been heard.`,
      `没有节点认领现有的地址；它可能属于尚未联系上的${about.zh}。`,
    ),
  'unknown-claimed': (actor) =>
    text(
      `No node claims the address found there; ${actor.en} is the first who should hold it.`,
      `没有节点认领现有的地址；${actor.zh}是首选的持有者。`,
    ),
  'unknown-minded': (_, about) =>
    text(
      `${about.en} runs the Go program and sees to its own lines by itself.`,
      `${about.zh}运行 Go 版程序，自行维护自己的线路。`,
    ),
  'legacy-lets-go': (actor, about) =>
    text(
      `${about.en} runs the Go program and stood in for ${actor.en}, which is back.`,
      `${about.zh}运行 Go 版程序，曾暂代${actor.zh}，而后者已恢复。`,
    ),
  'others-ahead': (actor, about) =>
    text(
      `${about.en} comes before ${actor.en} and is given time to act.`,
      `${about.zh}的次序在${actor.zh}之前，先留时间让它处理。`,
    ),
  'held-back': () =>
    text(
      'More than half of the nodes seem dead at once: take-overs wait a while.',
      '超过半数的节点似乎同时失联：接管暂缓片刻。',
    ),
  frozen: () => text('Moves are frozen by the operator.', '操作者已冻结所有切换。'),
};

const UNUSABLE: Readonly<Record<'missing' | 'disabled' | 'locked' | 'unread', Text>> = {
  missing: text(
    'There is no such record; failover never creates one. Run `service set` to have it made.',
    '没有这条记录；故障切换从不新建记录。请运行 `service set` 来创建。',
  ),
  disabled: text(
    'The record is disabled at the provider and left alone.',
    '该记录在 DNS 平台处于暂停状态，不作改动。',
  ),
  locked: text('The record is locked at the provider and left alone.', '该记录在 DNS 平台被锁定，不作改动。'),
  unread: text('The zone has not been read yet.', '尚未读取该域的解析。'),
};

function ambiguous(count: number): Text {
  return text(
    `${count} records match and none is changed; keep one of them.`,
    `有 ${count} 条记录匹配，均不作改动；请只保留一条。`,
  );
}

const SOMEBODY = text('another node', '其他节点');

function quoted(name: string): Text {
  return text(`"${name}"`, `“${name}”`);
}
