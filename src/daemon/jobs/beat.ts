/** Asks every peer for its heartbeat, each once per interval, in large clusters a few in turn; takes in what they answer. */
import type { PeerReadAnswer } from '../../cluster/peer/peer-api.ts';
import type { Heartbeat } from '../../model/heartbeat.ts';
import type { Member } from '../../model/node.ts';
import { text } from '../../model/text.ts';
import { LEGACY_ASK_MS } from '../../model/timers.ts';
import { jitter } from '../../platform/random.ts';
import type { NodeContext } from '../context.ts';
import type { NodeState } from '../node-state.ts';
import { setAlarm } from '../steps/alarm.ts';
import { isGossiping } from '../steps/gossip.ts';
import { composeHeartbeat, receiveHeartbeat } from '../steps/heartbeat.ts';
import { noteToldZones } from '../steps/share-reads.ts';
import { ExchangeTurns } from './exchange-turns.ts';

const SPREAD = 0.1;

interface Question {
  readonly member: Member;
  readonly heartbeat: Heartbeat;
  readonly issuedAt: number;
  readonly timeoutMs: number;
}

export class Beat {
  readonly #context: NodeContext;
  readonly #nextAt = new Map<string, number>();
  readonly #inFlight = new Set<string>();
  readonly #turns: ExchangeTurns;

  constructor(context: NodeContext) {
    this.#context = context;
    this.#turns = new ExchangeTurns(context.random);
  }

  /** Sends what is due. Called on every tick; never waits. */
  onTick(afterEach: () => void): void {
    const due = this.#context.executor.step((state, now) => this.#dueQuestions(state, now));
    for (const question of due) void this.#ask(question).finally(afterEach);
  }

  /** The next tick asks everybody: something changed that the peers should know at once. */
  soon(): void {
    this.#nextAt.clear();
    this.#turns.soon();
  }

  #dueQuestions(state: NodeState, now: number): readonly Question[] {
    if (isGossiping(state)) {
      const { requestMs } = state.timers;
      return this.#turns.due(state, now, this.#inFlight).map((member) => {
        const heartbeat = composeHeartbeat(state, member.id, now);
        return { member, heartbeat, issuedAt: now, timeoutMs: requestMs };
      });
    }
    const due: Question[] = [];
    const { members } = state.cluster.configuration;
    for (const member of members) {
      if (member.id === state.identity.id || this.#inFlight.has(member.id)) continue;
      if (now < (this.#nextAt.get(member.id) ?? -Infinity)) continue;
      const isLegacy = state.liveness.peers.get(member.id)?.isLegacy === true;
      const interval = isLegacy ? LEGACY_ASK_MS : state.timers.heartbeatMs;
      this.#nextAt.set(member.id, now + jitter(this.#context.random, interval, SPREAD));
      const heartbeat = composeHeartbeat(state, member.id, now);
      due.push({ member, heartbeat, issuedAt: now, timeoutMs: state.timers.requestMs });
    }
    if (this.#nextAt.size >= members.length) this.#forgetOthers(members);
    return due;
  }

  #forgetOthers(members: readonly Member[]): void {
    const ids = new Set(members.map(({ id }) => id));
    for (const id of this.#nextAt.keys()) if (!ids.has(id)) this.#nextAt.delete(id);
  }

  async #ask(question: Question): Promise<void> {
    const { member, heartbeat, timeoutMs } = question;
    this.#inFlight.add(member.id);
    try {
      const answer = await this.#context.peers.readState(member, heartbeat, timeoutMs);
      this.#take(question, answer);
    } finally {
      this.#inFlight.delete(member.id);
    }
  }

  #take({ member, issuedAt }: Question, answer: PeerReadAnswer): void {
    const { executor, durable, log, clock, meter } = this.#context;
    const claims = executor.step((state, now) => {
      // It may have been removed while it was asked.
      if (!state.liveness.peers.has(member.id)) return [];
      state.leadership.asked.add(member.id);
      setAlarm(
        state,
        'peer-refuses-secret',
        answer.kind === 'unauthorized',
        () =>
          text(`node ${member.name} refuses the secret on file`, `节点 ${member.name} 拒绝了已登记的密钥`),
        clock.wallMs(),
        member.name,
      );
      if (answer.kind !== 'state') return [];
      const { heartbeat } = answer;
      if (heartbeat === null) {
        state.liveness.hearLegacy(member.id, now, issuedAt);
        return [];
      }
      if (heartbeat.from === member.id) noteToldZones(state, heartbeat, issuedAt);
      return heartbeat.from === member.id ? receiveHeartbeat(state, heartbeat, now, issuedAt) : [];
    });
    durable.saveMemory({ addressBook: claims });
    if (answer.kind === 'unauthorized') meter.authFailure('refused-by-peer');
    if (answer.kind !== 'state') {
      log.debug('peer-silent', text(`no heartbeat from ${member.name}`, `未收到 ${member.name} 的心跳`), {
        peer: member.id,
        why: answer.kind === 'silent' ? answer.why : answer.kind,
      });
    }
  }
}
