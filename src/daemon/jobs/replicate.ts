/**
 * Leader only: sees that every follower holds the present configuration. A follower's next heartbeat is what
 * proves a push, not the answer to it; so a push that died half-way, came twice or late changes nothing.
 */
import type { PeerReplicateAnswer } from '../../cluster/peer/peer-api.ts';
import { judgeLeadership } from '../../cluster/stale-leader.ts';
import type { Configuration } from '../../model/configuration.ts';
import { compareStamps } from '../../model/configuration.ts';
import type { Member } from '../../model/node.ts';
import { text } from '../../model/text.ts';
import { LEGACY_PUSH_MS } from '../../model/timers.ts';
import { answerWords } from '../answer-words.ts';
import type { NodeContext } from '../context.ts';
import type { LeadershipState, NodeState } from '../node-state.ts';
import { livenessOf } from '../steps/snapshot.ts';
import { setAlarm } from '../steps/alarm.ts';

const BACK_OFF_FIRST_MS = 5_000;
const BACK_OFF_MOST_MS = 60_000;
const PUSHES_AT_ONCE = 16;
const PUSH_TIMEOUT_MS = 10_000;

export class Replicate {
  readonly #context: NodeContext;
  /** Asks the follower at once for the heartbeat that proves the push. */
  readonly #onPushed: () => void;
  #inFlight = 0;

  constructor(context: NodeContext, onPushed: () => void) {
    this.#context = context;
    this.#onPushed = onPushed;
  }

  /** Pushes where a push is due. Called on every tick and after every change; never waits. */
  onTick(): void {
    const due = this.#context.executor.step((state, now) => this.#due(state, now));
    if (due === null) return;
    for (const member of due.members) void this.#push(member, due.configuration);
  }

  #due(
    state: NodeState,
    now: number,
  ): { readonly members: readonly Member[]; readonly configuration: Configuration } | null {
    if (state.identity.role !== 'leader') return null;
    judge(state, this.#context);
    if (state.leadership.verdict !== 'lead') return null;
    const { configuration } = state.cluster;
    const members: Member[] = [];
    for (const member of configuration.members) {
      if (member.id === state.identity.id || this.#inFlight >= PUSHES_AT_ONCE) continue;
      if (!isBehind(state, member)) {
        state.leadership.pushes.delete(member.id);
        continue;
      }
      const push = pushOf(state.leadership, member.id);
      if (push.isInFlight || now < push.nextAt) continue;
      push.isInFlight = true;
      push.nextAt = now + backOff(state, member, push.tries);
      push.tries += 1;
      this.#inFlight += 1;
      members.push(member);
    }
    return { members, configuration };
  }

  async #push(member: Member, configuration: Configuration): Promise<void> {
    const { peers, executor, clock } = this.#context;
    const liveness = executor.step((state, now) => {
      const isLegacy = state.liveness.peers.get(member.id)?.isLegacy === true;
      return isLegacy ? livenessOf(state, now, clock.wallMs()) : undefined;
    });
    const answer = await peers.replicate(member, configuration, PUSH_TIMEOUT_MS, liveness);
    this.#inFlight -= 1;
    executor.step((state) => {
      const push = state.leadership.pushes.get(member.id);
      if (push !== undefined) push.isInFlight = false;
    });
    const isRegular = liveness !== undefined;
    this.#note(member, answer, isRegular);
    // A node of the Go program proves a push by nothing but its answer.
    if (answer.kind === 'stored' && !isRegular) this.#onPushed();
  }

  /** `isRegular`: a push that comes every 35 s whatever happens is not worth a line each time. */
  #note(member: Member, answer: PeerReplicateAnswer, isRegular: boolean): void {
    const { log, meter, executor, clock } = this.#context;
    const isRefused =
      answer.kind === 'refused' || answer.kind === 'unauthorized' || answer.kind === 'not-a-follower';
    const why = answerWords(answer.kind);
    executor.step((state) => {
      setAlarm(
        state,
        'push-refused',
        isRefused && state.liveness.peers.has(member.id),
        () =>
          text(
            `node ${member.name} refuses this leader's configuration (${why.en})`,
            `节点 ${member.name} 拒绝本主节点的配置（${why.zh}）`,
          ),
        clock.wallMs(),
        member.name,
      );
    });
    if (isRefused) meter.pushRejected(answer.kind);
    const fields = { node: member.id, answer: answer.kind };
    const isQuiet = isRegular && !isRefused;
    const [kind, line] =
      answer.kind === 'stored'
        ? (['pushed', text('pushed the configuration', '已推送配置')] as const)
        : (['push-failed', text('the configuration could not be pushed', '无法推送配置')] as const);
    if (isQuiet) log.debug(kind, line, fields);
    else if (kind === 'pushed') log.info(kind, line, fields);
    else log.warn(kind, line, fields);
  }
}

/** A change was stored: every follower may be pushed to at once. */
export function pushSoon(state: NodeState): void {
  for (const push of state.leadership.pushes.values()) {
    push.nextAt = -Infinity;
    push.tries = 0;
  }
}

function isBehind(state: NodeState, member: Member): boolean {
  const peer = state.liveness.peers.get(member.id);
  if (peer === undefined) return false;
  if (peer.isLegacy) return state.cluster.configuration.legacyPeers === 'allow';
  // Never heard since this leader started: its first answer tells whether it needs a push.
  if (peer.stamp === null) return false;
  return compareStamps(peer.stamp, state.cluster.configuration.stamp) < 0;
}

function backOff(state: NodeState, member: Member, tries: number): number {
  if (state.liveness.peers.get(member.id)?.isLegacy === true) return LEGACY_PUSH_MS;
  return Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** tries);
}

function pushOf(
  leadership: LeadershipState,
  id: string,
): { nextAt: number; tries: number; isInFlight: boolean } {
  const known = leadership.pushes.get(id);
  if (known !== undefined) return known;
  const fresh = { nextAt: -Infinity, tries: 0, isInFlight: false };
  leadership.pushes.set(id, fresh);
  return fresh;
}

/** Compares with what the followers hold, and says so when this leader turns out to be behind. */
function judge(state: NodeState, context: NodeContext): void {
  const { leadership, cluster } = state;
  const heard = [...state.liveness.peers.values()].map((peer) => ({
    nodeId: peer.id,
    wasAsked: leadership.asked.has(peer.id),
    stamp: peer.stamp,
  }));
  const verdict = judgeLeadership(cluster.configuration.stamp, heard);
  if (verdict !== leadership.verdict && (verdict === 'stale-leader' || verdict === 'config-fork')) {
    context.log.error(
      verdict,
      text(
        'followers hold a newer configuration than this leader; it changes nothing until `config adopt` or `config force`',
        '从节点持有比本主节点更新的配置；在执行 `config adopt` 或 `config force` 之前不会更改配置',
      ),
    );
  }
  leadership.verdict = verdict;
  for (const code of ['stale-leader', 'config-fork'] as const) {
    setAlarm(
      state,
      code,
      verdict === code,
      () =>
        text(
          'this leader’s configuration is older than, or differs from, a follower’s; run `config adopt` or `config force`',
          '本主节点的配置比从节点旧或不一致；请运行 `config adopt` 或 `config force`',
        ),
      context.clock.wallMs(),
    );
  }
}
