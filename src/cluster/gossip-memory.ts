/** What a node of a large cluster keeps beside what it knows of each peer: the common order, and what it passes on. */
import type { Bitmap } from './bitmap.ts';
import { textOf } from './bitmap.ts';
import type { Peer } from './liveness.ts';

/** For each time that a rumour comes back it is told so many times less. */
const HEARD_AGAIN = 2;
/** So many sets of missed nodes are kept in mind before they are told apart anew. */
const SETS_KEPT = 256;

/** What third nodes tell of a peer without its own words, see `knowledge.ts`. */
export interface Relayed {
  /** When its newest own message came. */
  metAt: number;
  /** When its statement was last known to be what it says: issue time of the newest message that told it. */
  statedAt: number;
  /** The seq of its present boot with which the statement last changed or was repeated. */
  edition: number;
  /** A change of the statement may have passed this node by. */
  isUnsure: boolean;
  /** Last heard before this machine slept: nobody can tell how long ago. */
  isAgeless: boolean;
  /** It has had word, issued then or later, of every node but those it misses; null: it misses none. */
  reachedAt: number;
  misses: Bitmap | null;
}

export function nothingRelayed(): Relayed {
  return {
    metAt: -Infinity,
    statedAt: -Infinity,
    edition: -1,
    isUnsure: false,
    isAgeless: false,
    reachedAt: -Infinity,
    misses: null,
  };
}

export class GossipMemory {
  /** In the order of the configuration; null: this node. */
  order: readonly (Peer | null)[] = [];
  selfIndex = -1;
  /** When an answer last showed that a peer takes another process for this node; -Infinity: never. */
  impostorAt = -Infinity;
  /** When this process began. */
  bornAt = Infinity;
  /** In how many messages a change is passed on; 0: everybody asks everybody. */
  tellings = 0;
  /** Nodes of whom there is something to pass on, and in how many messages more. */
  readonly rumours = new Map<string, number>();
  readonly #sets = new Map<string, Bitmap>();

  /** What was told in another order says nothing any more. */
  arrange(ids: readonly string[], selfId: string, peers: ReadonlyMap<string, Peer>): void {
    const isSame =
      ids.length === this.order.length && ids.every((id, index) => id === (this.order[index]?.id ?? selfId));
    this.order = ids.map((id) => peers.get(id) ?? null);
    this.selfIndex = ids.indexOf(selfId);
    for (const id of this.rumours.keys()) if (!peers.has(id)) this.rumours.delete(id);
    if (isSame) return;
    this.#sets.clear();
    for (const { relayed } of peers.values()) {
      relayed.reachedAt = -Infinity;
      relayed.misses = null;
    }
  }

  /** The same set of nodes as told before, so that equal ones are one. */
  sameSet(set: Bitmap): Bitmap {
    const text = textOf(set);
    const known = this.#sets.get(text);
    if (known !== undefined) return known;
    if (this.#sets.size >= SETS_KEPT) this.#sets.clear();
    this.#sets.set(text, set);
    return set;
  }

  spread(id: string): void {
    if (this.tellings > 0) this.rumours.set(id, this.tellings);
  }

  /** Somebody told me what I tell: it is about, and needs less telling. */
  hearAgain(id: string): void {
    const left = this.rumours.get(id);
    if (left === undefined) return;
    if (left > HEARD_AGAIN) this.rumours.set(id, left - HEARD_AGAIN);
    else this.rumours.delete(id);
  }

  /** `peer` has had word of this node, issued at `at` or later; unless another process may be meant. */
  acknowledge(peer: Peer, at: number): void {
    if (at <= this.impostorAt) return;
    peer.ackedAt = Math.max(peer.ackedAt, at);
    // What an earlier process of this node issued is no proof.
    if (at >= this.bornAt) peer.provenAt = Math.max(peer.provenAt, at);
  }
}
