import { text, type Text } from '../../model/text.ts';
import type { ClusterView, MemberView } from '../../model/cluster-view.ts';
import type { NodeName } from '../cast.ts';
import { MACHINE_ALLOWANCE_MS } from '../pace.ts';
import type { Stage } from '../stage/stage.ts';
import { namesText, pick } from '../words.ts';
import { statesText } from './set-up.ts';

/** Answers: what do the survivors make of a silent node, from the first missed heartbeat to the verdict? */

const LOOK_EVERY_MS = 400;

export class SilenceWatch {
  readonly #stage: Stage;
  readonly #victim: NodeName;
  /** Reasons are given the first time only. */
  readonly #isExplained: boolean;
  readonly #startedAt = performance.now();
  #views: ReadonlyMap<NodeName, ClusterView> = new Map();
  #isLooking = false;
  #lookedAt = -Infinity;
  #isUnheardTold = false;
  #isWitnessTold = false;
  #isVerdictTold = false;

  constructor(stage: Stage, victim: NodeName, isExplained: boolean) {
    this.#stage = stage;
    this.#victim = victim;
    this.#isExplained = isExplained;
  }

  /** Called often: looks now and then, tells what is new, and keeps the live line going. */
  poll(): void {
    if (!this.#isLooking && performance.now() - this.#lookedAt >= LOOK_EVERY_MS) void this.#look();
    if (this.#isVerdictTold) return;
    this.#tellUnheard();
    this.#tellWitness();
    if (this.#asSeen().some(({ state }) => state === 'dead')) this.tellVerdict();
    else this.#stage.narrator.live(this.#liveText());
  }

  /** Told once: when a survivor says so, at the latest when one has acted on it. */
  tellVerdict(): void {
    if (this.#isVerdictTold) return;
    this.#isVerdictTold = true;
    const seconds = this.#stage.timers.deadMs / 1000;
    const v = this.#victim;
    const brief = text(`Verdict: ${v} is dead.`, `判定：${v} 已死亡。`);
    const long = text(
      `Verdict: ${v} is dead. No heartbeat of it for ${seconds} s, and no valid witness record in two readings of the zone. The next node in the order of succession acts, nobody else.`,
      `判定：${v} 已死亡。${seconds} 秒没有收到它的心跳，两次读取域名记录也没有它的有效见证。由接管顺序中的下一个节点行动，其他节点不动。`,
    );
    this.#stage.narrator.tell(this.#isExplained ? long : brief, 'action');
  }

  /** Every survivor must have come to the same verdict by itself. */
  async confirmVerdict(): Promise<void> {
    const { timers } = this.#stage;
    await this.#stage.until({
      expected: text(
        `every survivor finds ${this.#victim} dead`,
        `所有幸存节点都判定 ${this.#victim} 已死亡`,
      ),
      withinMs: MACHINE_ALLOWANCE_MS + 2 * timers.readFastMs,
      check: async () => {
        this.#views = await this.#stage.views();
        const states = this.#asSeen().map(({ state }) => state);
        const isComplete = states.length === this.#stage.running().length;
        return isComplete && states.every((state) => state === 'dead') ? true : null;
      },
      found: () => statesText(this.#stage),
    });
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    try {
      const views = await this.#stage.views();
      if (views.size > 0) this.#views = views;
    } finally {
      this.#isLooking = false;
      this.#lookedAt = performance.now();
    }
  }

  #tellUnheard(): void {
    const limit = this.#stage.timers.unackedMs;
    const members = this.#asSeen();
    const isUnheard = members.length > 0 && members.every(({ silenceMs }) => (silenceMs ?? 0) >= limit);
    if (this.#isUnheardTold || !isUnheard) return;
    this.#isUnheardTold = true;
    const [v, who] = [this.#victim, this.#survivors()];
    const isOne = this.#stage.running().length === 1;
    const head = text(
      `${who.en} ${pick(isOne, 'has', 'have')} not heard ${v} for ${limit / 1000} s.`,
      `${who.zh} 已 ${limit / 1000} 秒没有 ${v} 的消息。`,
    );
    const question = text(
      ' Is it dead, or is only the link cut? Nobody touches a record yet.',
      '它是死了，还是只是链路中断？此时谁也不动任何记录。',
    );
    this.#tell(head, question);
  }

  #tellWitness(): void {
    const isPosted = [...this.#views.values()].every((view) => view.isWitnessActive);
    if (this.#isWitnessTold || !this.#isUnheardTold || !isPosted) return;
    this.#isWitnessTold = true;
    const [v, who] = [this.#victim, this.#survivors()];
    const isOne = this.#stage.running().length === 1;
    const head = text(
      `At the DNS provider ${pick(isOne, 'a witness record says', 'witness records say')} that ${who.en} ${pick(isOne, 'lives', 'live')}.`,
      `DNS 服务商处的见证记录表明 ${who.zh} 还活着。`,
    );
    const conclusion = text(
      ` If ${v} were alive and merely cut off, it would write one, too, and keep its lines. It does not.`,
      `若 ${v} 只是失联，它也会写下见证，从而保有自己的线路。但它没有。`,
    );
    this.#tell(head, conclusion);
  }

  #tell(head: Text, explanation: Text): void {
    const whole = text(head.en + explanation.en, head.zh + explanation.zh);
    this.#stage.narrator.tell(this.#isExplained ? whole : head, 'action');
  }

  #liveText(): Text {
    const elapsed = ((performance.now() - this.#startedAt) / 1000).toFixed(0);
    const longest = Math.max(0, ...this.#asSeen().map(({ silenceMs }) => silenceMs ?? 0));
    const [silence, limit] = [longest, this.#stage.timers.deadMs].map((ms) => (ms / 1000).toFixed(0));
    return text(
      `… ${elapsed} s since the kill; ${this.#victim} silent for ${silence} s, verdict at ${limit} s`,
      `…… 被杀后 ${elapsed} 秒；${this.#victim} 已静默 ${silence} 秒，满 ${limit} 秒才会判定`,
    );
  }

  /** The victim in the eyes of each survivor. */
  #asSeen(): readonly MemberView[] {
    const views = [...this.#views.values()];
    return views.flatMap(({ members }) => members.filter(({ name }) => name === this.#victim));
  }

  #survivors(): Text {
    return namesText(this.#stage.running().map(({ part }) => part.name));
  }
}
