/**
 * With whom does a node of a large cluster exchange next? A few at a time, everybody once per round, in an order that
 * is shuffled anew for each round.
 *
 * Up to `MESH_MOST` nodes everybody asks everybody. Beyond that what a node hears of most others comes through
 * third ones, as ages in the order of the configuration: see `knowledge.ts`.
 */

/** Clusters with more nodes gossip. */
const MESH_MOST = 32;
/** Exchanges per heartbeat interval. */
export const FAN_OUT = 4;
/** A change is passed on so many times log2 of the number of nodes. */
const TELLINGS_FACTOR = 3;

/** What chance is needed for: evenly spread in [0, 1). */
export interface Chance {
  next(): number;
}

export function isLarge(memberCount: number): boolean {
  return memberCount > MESH_MOST;
}

/** In so many messages each node passes on a changed statement. */
export function tellingsOf(memberCount: number): number {
  return Math.ceil(TELLINGS_FACTOR * Math.log2(Math.max(2, memberCount)));
}

/** Whose turn is it? */
export class Rotation {
  #ids: readonly string[] = [];
  #order: string[] = [];

  /** The next in turn among `ids`, which must be the same array as long as nothing changes; null: there is none. */
  next(ids: readonly string[], chance: Chance): string | null {
    if (ids !== this.#ids) {
      this.#ids = ids;
      this.#order = [];
    }
    if (this.#order.length === 0) this.#order = shuffled(ids, chance);
    return this.#order.pop() ?? null;
  }
}

/** Fisher and Yates: every order is as likely as any other. */
export function shuffled(ids: readonly string[], chance: Chance): string[] {
  const order = [...ids];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const place = Math.floor(chance.next() * (last + 1));
    const [a, b] = [order[last], order[place]];
    if (a === undefined || b === undefined) continue;
    order[last] = b;
    order[place] = a;
  }
  return order;
}
