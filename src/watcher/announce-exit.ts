/**
 * How are the peers told that a process is gone? Each several times within 20 s, until it has answered. The same
 * code runs in the watcher and under a simulated clock.
 */
import type { Clock } from '../platform/clock.ts';
import { sleep } from '../platform/clock.ts';
import { encodeExitRequest, isNoteTaken } from '../wire/exit-note.ts';
import type { ExitFacts, ExitPeer } from './exit-facts.ts';

/** Ms after the end at which those that have not answered are told (again). */
export const ATTEMPTS_MS = [0, 1_000, 2_500, 5_000, 8_000, 12_000, 16_000] as const;
/** Nothing is sent any more so long after the end: whoever has not heard by then judges by the silence. */
const LIMIT_MS = 20_000;
/** A supervisor may wait for the watcher before it starts the daemon again, and that must not take long. */
const HURRY_MS = 3_000;
const REQUEST_MS = 3_000;
const LEAST_MS = 500;
const AT_ONCE = 16;

export interface ExitEdges {
  readonly clock: Clock;
  /** The answer's body; null: none, or not with status 200. Ends within `timeoutMs`, never rejects. */
  readonly post: (url: string, body: string, timeoutMs: number) => Promise<string | null>;
}

export class ExitAnnouncement {
  readonly #facts: ExitFacts;
  readonly #edges: ExitEdges;
  readonly #endedAt: number;
  #limitAt: number;

  /** Create it when the end is noticed: ages count from now. */
  constructor(facts: ExitFacts, edges: ExitEdges) {
    this.#facts = facts;
    this.#edges = edges;
    this.#endedAt = edges.clock.monotonicMs();
    this.#limitAt = this.#endedAt + LIMIT_MS;
  }

  /** Somebody wants this process to end: what can be done at once is done. */
  hurry(): void {
    this.#limitAt = Math.min(this.#limitAt, this.#edges.clock.monotonicMs() + HURRY_MS);
  }

  /** Answers how many peers have taken the note. */
  async run(): Promise<number> {
    const { clock } = this.#edges;
    const { peers } = this.#facts;
    const left = new Set(peers);
    for (const dueMs of ATTEMPTS_MS) {
      const pauseMs = this.#endedAt + dueMs - clock.monotonicMs();
      if (pauseMs > 0) await sleep(clock, pauseMs);
      if (left.size === 0 || clock.monotonicMs() > this.#limitAt) break;
      await this.#tellAll([...left], (peer) => left.delete(peer));
    }
    return peers.length - left.size;
  }

  async #tellAll(queue: ExitPeer[], onTaken: (peer: ExitPeer) => void): Promise<void> {
    const lane = async (): Promise<void> => {
      for (let peer = queue.shift(); peer !== undefined; peer = queue.shift()) {
        if (await this.#tell(peer)) onTaken(peer);
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, lane));
  }

  async #tell({ id, url, secret }: ExitPeer): Promise<boolean> {
    const { clock, post } = this.#edges;
    const now = clock.monotonicMs();
    if (now > this.#limitAt) return false;
    const { node, boot } = this.#facts;
    const body = encodeExitRequest(secret, { from: node, to: id, boot, ageMs: now - this.#endedAt });
    const timeoutMs = Math.min(REQUEST_MS, Math.max(LEAST_MS, this.#limitAt - now));
    const answer = await post(`${url}/v1/getClusterInfo`, body, timeoutMs);
    return answer !== null && isNoteTaken(answer);
  }
}
