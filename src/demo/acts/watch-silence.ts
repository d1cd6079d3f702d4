import type { ClusterView } from '../../model/cluster-view.ts';
import { text, type Text } from '../../model/text.ts';
import type { NodeName } from '../cast.ts';
import { MACHINE_ALLOWANCE_MS } from '../pace.ts';
import type { Stage } from '../stage/stage.ts';
import { statesText } from './set-up.ts';

/** Answers: what do the survivors make of a silent node, from the first missed heartbeat to the verdict? */

const LOOK_EVERY_MS = 400;

export class SilenceWatch {
  readonly #stage: Stage;
  readonly #victim: NodeName;
  readonly #startedAt = performance.now();
  #views: ReadonlyMap<NodeName, ClusterView> = new Map();
  #lookedAt = -Infinity;
  #isUnheardTold = false;
  #isWitnessTold = false;
  #isVerdictTold = false;

  constructor(stage: Stage, victim: NodeName) {
    this.#stage = stage;
    this.#victim = victim;
  }

  /** Called often: looks now and then, tells what is new, and keeps the live line going. */
  poll(): void {
    if (performance.now() - this.#lookedAt >= LOOK_EVERY_MS) {
      this.#lookedAt = performance.now();
      void this.#look();
    }
    if (this.#isVerdictTold) return;
    this.#tellUnheard();
    this.#tellWitness();
    this.#stage.narrator.live(this.#liveText());
  }

  /** Every survivor must have come to it; told once. */
  async tellVerdict(): Promise<void> {
    if (this.#isVerdictTold) return;
    this.#isVerdictTold = true;
    const { narrator, timers } = this.#stage;
    await this.#stage.until({
      expected: text(`every survivor finds ${this.#victim} dead`, `所有幸存节点都判定 ${this.#victim} 死亡`),
      withinMs: MACHINE_ALLOWANCE_MS + timers.readFastMs,
      check: async () => {
        this.#views = await this.#stage.views();
        const states = this.#memberViews().map(({ state }) => state);
        return states.length > 0 && states.every((state) => state === 'dead') ? true : null;
      },
      found: () => statesText(this.#stage),
    });
    const seconds = timers.deadMs / 1000;
    const v = this.#victim;
    narrator.tell(
      text(
        `Verdict of ${this.#survivors('and')}: no heartbeat of ${v} for ${seconds} s, and no valid witness of it in two readings of the zone. ${v} is dead; the next in order acts.`,
        `${this.#survivors('、')} 的判定：${seconds} 秒未收到 ${v} 的任何心跳，两次读取域名记录也未见其有效的见证。${v} 已死亡，由接管顺序中的下一个节点行动。`,
      ),
      'action',
    );
  }

  async #look(): Promise<void> {
    const views = await this.#stage.views();
    if (views.size > 0) this.#views = views;
  }

  #tellUnheard(): void {
    const limit = this.#stage.timers.unackedMs;
    const members = this.#memberViews();
    const isUnheard = members.length > 0 && members.every(({ silenceMs }) => (silenceMs ?? 0) >= limit);
    if (this.#isUnheardTold || !isUnheard) return;
    this.#isUnheardTold = true;
    const v = this.#victim;
    this.#stage.narrator.tell(
      text(
        `${this.#survivors('and')} hear nothing from ${v} for ${limit / 1000} s. Is it dead, or is only the link cut? Nobody moves anything yet.`,
        `${this.#survivors('、')} 已 ${limit / 1000} 秒没有 ${v} 的消息。它是死了，还是只是链路中断？此时谁也不动任何记录。`,
      ),
      'action',
    );
  }

  #tellWitness(): void {
    const posted = [...this.#views].filter(([, view]) => view.isWitnessActive);
    if (this.#isWitnessTold || !this.#isUnheardTold || posted.length < this.#views.size) return;
    this.#isWitnessTold = true;
    const v = this.#victim;
    this.#stage.narrator.tell(
      text(
        `Witness records of ${posted.map(([name]) => name).join(' and ')} stand at the DNS provider: "we live". If ${v} were alive and only cut off, it would do the same, and would keep its lines. It does not.`,
        `${posted.map(([name]) => name).join('、')} 的见证记录已写在 DNS 服务商处：“我们还活着”。若 ${v} 只是失联，它也会这样做，并保有自己的线路。但它没有。`,
      ),
      'action',
    );
  }

  #liveText(): Text {
    const elapsed = ((performance.now() - this.#startedAt) / 1000).toFixed(0);
    const silence = Math.max(0, ...this.#memberViews().map(({ silenceMs }) => silenceMs ?? 0));
    const told = `${(silence / 1000).toFixed(0)}/${(this.#stage.timers.deadMs / 1000).toFixed(0)} s`;
    return text(
      `${elapsed} s since the kill; silence of ${this.#victim}: ${told} …`,
      `已过 ${elapsed} 秒；${this.#victim} 静默 ${told}……`,
    );
  }

  /** The victim as each survivor sees it. */
  #memberViews() {
    return [...this.#views.values()].flatMap(({ members }) =>
      members.filter(({ name }) => name === this.#victim),
    );
  }

  #survivors(joint: string): string {
    const names = this.#stage.running().map(({ part }) => part.name);
    return joint === 'and' ? names.join(' and ') : names.join(joint);
  }
}
