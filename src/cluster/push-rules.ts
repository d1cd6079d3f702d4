/**
 * May this push be stored? A follower's answer to a configuration that somebody pushes, by comparing what is
 * pushed with what is stored:
 *
 *   stored                 pushed                                             answer
 *   -------------------    -----------------------------------------------    ---------------------------------
 *   anything versioned     without a version                                  refuse, unless a legacy leader is allowed
 *   without a version      without a version                                  accept, or unchanged when it says the same
 *   without a version      with a version                                     accept, bind its leader
 *   (e, v)                 smaller                                            refuse: older
 *   (e, v)                 equal, same hash                                   unchanged
 *   (e, v)                 equal, other hash                                  refuse: config-fork
 *   (e, v)                 larger, from the bound leader                      accept
 *   (e, v)                 larger epoch, from another that is named leader    accept, bind it, say so
 *   (e, v)                 larger version, from another                       refuse: two-leaders
 *
 * A configuration that would be accepted but has no place for this node is a dismissal, if it comes from the
 * leader this node is bound to. Nobody else can send a node away, and a leader without versions cannot either:
 * it has no reason to push to a node that it does not list, so the list is taken for a mistake.
 *
 * Invariant: (epoch, version) never falls, except where the operator has allowed a leader that knows none.
 */
import type { Configuration, ConfigurationDocument } from '../model/configuration.ts';
import { compareStamps } from '../model/configuration.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { PushedConfiguration, RefusalReason } from './peer/peer-api.ts';
import { isSameDocument, unversioned } from './stamp.ts';

/** What is stored, in the shape of the store's cluster record. */
export interface StoredCluster {
  readonly configuration: Configuration;
  readonly boundLeaderId: string | null;
}

export interface Push {
  readonly stored: StoredCluster;
  readonly pushed: PushedConfiguration;
  readonly selfId: string;
  readonly allowLegacyLeader: boolean;
  /** Who signed the push; absent while pushes are not signed: then whom it names as leader. */
  readonly pusherId?: string;
}

export interface PushAlarm {
  readonly code: 'leader-changed' | 'two-leaders' | 'config-fork';
  readonly text: Text;
}

export type PushJudgement =
  | {
      readonly kind: 'accept';
      /** The leader to be bound from now on, often the one that is bound already. */
      readonly rebindTo: string | null;
      readonly alarms: readonly PushAlarm[];
    }
  | { readonly kind: 'unchanged' }
  /** The bound leader's configuration has no place for this node: leave the cluster. */
  | { readonly kind: 'dismissed' }
  | { readonly kind: 'refuse'; readonly why: RefusalReason; readonly alarms: readonly PushAlarm[] };

/** Decides about one push; changes nothing. */
export function judgePush(push: Push): PushJudgement {
  const { stamp } = push.pushed.configuration;
  return push.pushed.isVersioned && stamp.epoch > 0 ? judgeVersioned(push) : judgeUnversioned(push);
}

/** What is to be stored after the judgement: the very same record unless the push was accepted. */
export function applyPush(push: Push, judgement: PushJudgement): StoredCluster {
  if (judgement.kind !== 'accept') return push.stored;
  const { configuration, isVersioned } = push.pushed;
  return {
    configuration: isVersioned && configuration.stamp.epoch > 0 ? configuration : unversioned(configuration),
    boundLeaderId: judgement.rebindTo,
  };
}

/** The leader a document names: outright, or by the one role that says so. null: none, or several. */
export function namedLeader(document: ConfigurationDocument): string | null {
  if (document.leaderId !== null) return document.leaderId;
  const leaders = document.members.filter(({ role }) => role === 'leader');
  return leaders.length === 1 ? (leaders[0]?.id ?? null) : null;
}

function judgeUnversioned(push: Push): PushJudgement {
  const { stored, pushed, allowLegacyLeader } = push;
  const isStoredVersioned = stored.configuration.stamp.epoch > 0;
  if ((isStoredVersioned && !allowLegacyLeader) || !hasPlaceFor(push)) return refuse('unversioned');
  const leaderId = namedLeader(pushed.configuration);
  const isSame = isSameDocument(stored.configuration, pushed.configuration);
  if (!isStoredVersioned && isSame && stored.boundLeaderId === leaderId) return { kind: 'unchanged' };
  return accept(push, leaderId);
}

function judgeVersioned(push: Push): PushJudgement {
  const { stored, pushed } = push;
  const own = stored.configuration.stamp;
  const theirs = pushed.configuration.stamp;
  const pusherId = push.pusherId ?? namedLeader(pushed.configuration);
  const isBound = stored.boundLeaderId === null || stored.boundLeaderId === pusherId;
  const isSecondLeader = !isBound && theirs.epoch === own.epoch;

  if (own.epoch > 0) {
    const order = compareStamps(theirs, own);
    if (order < 0) return refuse('older', isSecondLeader ? [twoLeaders(push, pusherId)] : []);
    if (order === 0) return theirs.hash === own.hash ? { kind: 'unchanged' } : refuse('config-fork', [FORK]);
    if (isSecondLeader || (!isBound && !isNamedLeader(push, pusherId))) {
      return refuse('two-leaders', [twoLeaders(push, pusherId)]);
    }
  }
  if (hasPlaceFor(push)) return accept(push, pusherId);
  return isBound ? { kind: 'dismissed' } : refuse('two-leaders', [twoLeaders(push, pusherId)]);
}

function hasPlaceFor({ pushed, selfId }: Push): boolean {
  return pushed.configuration.members.some(({ id }) => id === selfId);
}

function isNamedLeader({ stored, pushed }: Push, pusherId: string | null): boolean {
  if (pusherId === null) return false;
  return [stored.configuration, pushed.configuration].some((one) => namedLeader(one) === pusherId);
}

function accept({ stored, pushed }: Push, leaderId: string | null): PushJudgement {
  const isRebound = stored.boundLeaderId !== null && stored.boundLeaderId !== leaderId;
  const alarms = isRebound ? [leaderChanged(nameOf(leaderId, pushed.configuration))] : [];
  return { kind: 'accept', rebindTo: leaderId, alarms };
}

function refuse(why: RefusalReason, alarms: readonly PushAlarm[] = []): PushJudgement {
  return { kind: 'refuse', why, alarms };
}

function leaderChanged(name: Text): PushAlarm {
  return {
    code: 'leader-changed',
    text: text(
      `This node now takes its configuration from ${name.en}, which has raised the epoch.`,
      `本节点现在改从 ${name.zh} 接收配置：它提升了配置纪元。`,
    ),
  };
}

function twoLeaders({ stored, pushed }: Push, pusherId: string | null): PushAlarm {
  const bound = nameOf(stored.boundLeaderId, stored.configuration);
  const other = nameOf(pusherId, pushed.configuration);
  return {
    code: 'two-leaders',
    text: text(
      `A second leader, ${other.en}, pushes its configuration; this node stays with ${bound.en}. Stop one of them.`,
      `另一个主节点 ${other.zh} 也在推送配置；本节点仍跟随 ${bound.zh}。请停掉其中一个。`,
    ),
  };
}

const FORK: PushAlarm = {
  code: 'config-fork',
  text: text(
    'The leader pushed another configuration under a version that this node already holds. Run `config force` or `config adopt` on the leader.',
    '主节点推送的配置与本节点已有的配置版本相同、内容却不同。请在主节点上运行 `config force` 或 `config adopt`。',
  ),
};

/** The friendly name: node codes are shown to nobody. */
function nameOf(id: string | null, document: ConfigurationDocument): Text {
  const name = document.members.find((member) => member.id === id)?.name;
  return name === undefined ? text('an unknown node', '未知节点') : text(name, name);
}
