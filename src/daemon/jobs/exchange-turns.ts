/** Whom does a node of a large cluster ask now? Those in turn, and those with whom there is something to settle. */
import { FAN_OUT, Rotation } from '../../cluster/gossip.ts';
import type { Member } from '../../model/node.ts';
import { LEGACY_ASK_MS } from '../../model/timers.ts';
import type { Random } from '../../platform/random.ts';
import { jitter } from '../../platform/random.ts';
import type { NodeState } from '../node-state.ts';

const SPREAD = 0.1;
/** Beside those in turn, in one tick. */
const MOST_EXTRA = 50;

export class ExchangeTurns {
  readonly #random: Random;
  readonly #rotation = new Rotation();
  /** Of the configuration the turns are for. */
  #members: readonly Member[] = [];
  #ids: readonly string[] = [];
  #byId: ReadonlyMap<string, Member> = new Map();
  #nextAt = -Infinity;
  readonly #legacyAskedAt = new Map<string, number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** The next tick asks a few more: something changed that should get about. */
  soon(): void {
    this.#nextAt = -Infinity;
  }

  due(state: NodeState, now: number, inFlight: ReadonlySet<string>): readonly Member[] {
    this.#follow(state);
    const chosen = new Set<string>();
    for (const id of state.exchanges.askSoon) {
      if (chosen.size >= MOST_EXTRA) break;
      state.exchanges.askSoon.delete(id);
      if (!inFlight.has(id)) chosen.add(id);
    }
    this.#addUnasked(state, inFlight, chosen);
    this.#addLegacy(state, now, inFlight, chosen);
    this.#addInTurn(state, now, inFlight, chosen);
    return [...chosen].flatMap((id) => this.#byId.get(id) ?? []);
  }

  #follow({ cluster, identity }: NodeState): void {
    const { members } = cluster.configuration;
    if (members === this.#members) return;
    this.#members = members;
    this.#byId = new Map(members.map((member) => [member.id, member]));
    this.#ids = members.map(({ id }) => id).filter((id) => id !== identity.id);
  }

  /** A few at once after a start or a change, then one at a time: so word gets about more evenly. */
  #addInTurn(state: NodeState, now: number, inFlight: ReadonlySet<string>, chosen: Set<string>): void {
    if (now < this.#nextAt) return;
    const gapMs = state.timers.heartbeatMs / FAN_OUT;
    const isBehind = now - this.#nextAt > state.timers.heartbeatMs;
    const since = isBehind ? now : this.#nextAt;
    this.#nextAt = since + jitter(this.#random, gapMs, SPREAD);
    for (let count = isBehind ? FAN_OUT : 1; count > 0; count -= 1) {
      const id = this.#rotation.next(this.#ids, this.#random);
      if (id === null) return;
      const isLegacy = state.liveness.peers.get(id)?.isLegacy === true;
      if (!isLegacy && !inFlight.has(id)) chosen.add(id);
    }
  }

  /** Before it leads, a leader has asked everybody what they hold. */
  #addUnasked(state: NodeState, inFlight: ReadonlySet<string>, chosen: Set<string>): void {
    const { identity, leadership, liveness } = state;
    if (identity.role !== 'leader' || leadership.asked.size >= this.#ids.length) return;
    for (const id of this.#ids) {
      if (chosen.size >= MOST_EXTRA) return;
      const isHeard = (liveness.peers.get(id)?.stamp ?? null) !== null;
      if (!leadership.asked.has(id) && !isHeard && !inFlight.has(id)) chosen.add(id);
    }
  }

  /** Nodes of the Go program take no part in this. */
  #addLegacy(state: NodeState, now: number, inFlight: ReadonlySet<string>, chosen: Set<string>): void {
    for (const { id, isLegacy } of state.liveness.peers.values()) {
      if (!isLegacy || inFlight.has(id) || now < (this.#legacyAskedAt.get(id) ?? -Infinity)) continue;
      this.#legacyAskedAt.set(id, now + jitter(this.#random, LEGACY_ASK_MS, SPREAD));
      chosen.add(id);
    }
  }
}
