/**
 * What a node of a large cluster knows of all others, as bytes in the order of the configuration, and what it learns
 * from the same of another node.
 *
 *   age[P]    how long ago P issued the newest message of which I have word: as silence is counted
 *   reach[P]  P is known to have had word of every node it does not miss, issued so long ago or later: as
 *             acknowledgements are counted, by every node for itself
 *
 * Both only ever err towards older: steps are rounded up, what is held grows older, and what came on a way of unknown
 * length counts as having taken as long as a request can. A reach is a fact that no later event can undo, because
 * word once had is not lost; so it may travel any way and arrive late. Instants are ms on the local monotonic clock.
 */
import type { Missing, Vectors } from '../model/heartbeat.ts';
import type { Bitmap } from './bitmap.ts';
import { emptyBitmap, growthBy, hasBit, setBit, textOf, unionOf } from './bitmap.ts';
import type { Liveness } from './liveness.ts';
import { dropRefutedEnd } from './process-end.ts';

const STEP_MS = 2_000;
export const UNKNOWN = 255;
/** Nodes that miss different ones are told apart in so many groups; more are united: that says less, never too much. */
const MOST_GROUPS = 8;

/** `missAfterMs`: whoever was not heard of for so long is missed. */
export function composeVectors(liveness: Liveness, now: number, missAfterMs: number): Vectors {
  const { order } = liveness.gossip;
  const ages = new Uint8Array(order.length);
  const reach = new Uint8Array(order.length);
  const groups = new Groups(order.length);
  const lacks = emptyBitmap(order.length);
  const missed = emptyBitmap(order.length);
  let [oldest, missedCount, lackCount, self] = [0, 0, 0, -1];
  order.forEach((peer, index) => {
    if (peer === null) {
      self = index;
      return;
    }
    const age = peer.relayed.isAgeless ? Infinity : now - peer.heardAt;
    ages[index] = stepsOf(age);
    reach[index] = stepsOf(now - peer.relayed.reachedAt);
    if (reach[index] !== UNKNOWN && peer.relayed.misses !== null) groups.add(index, peer.relayed.misses);
    if (age > missAfterMs) {
      setBit(missed, index);
      missedCount += 1;
    } else if (age > oldest) oldest = age;
    if (peer.statement === null || peer.relayed.isUnsure) {
      setBit(lacks, index);
      lackCount += 1;
    }
  });
  if (self !== -1) {
    reach[self] = stepsOf(oldest);
    if (missedCount > 0) groups.add(self, missed);
  }
  return { ages, reach, missing: groups.list(), lacks: lackCount > 0 ? lacks : null };
}

/**
 * Takes in another node's vectors, which must be in this node's order. `transitMs`: how long the message was under
 * way at most; null: nobody can tell, so it acknowledges nothing.
 */
export function receiveVectors(
  liveness: Liveness,
  senderId: string,
  vectors: Vectors,
  now: number,
  transitMs: number | null,
  missAfterMs: number,
): void {
  const { order } = liveness.gossip;
  if (vectors.ages.length !== order.length || vectors.reach.length !== order.length) return;
  const { ages } = vectors;
  for (let index = 0; index < order.length; index += 1) {
    const peer = order[index];
    const steps = ages[index] ?? UNKNOWN;
    if (peer === null || peer === undefined || steps === UNKNOWN || peer.id === senderId) continue;
    const issuedAt = now - steps * STEP_MS;
    if (issuedAt <= peer.heardAt) continue;
    // What it said meanwhile may have passed this node by.
    if (peer.statement !== null && now - peer.heardAt > missAfterMs) peer.relayed.isUnsure = true;
    peer.heardAt = issuedAt;
    peer.relayed.isAgeless = false;
    if (peer.end !== null) dropRefutedEnd(peer);
  }
  if (transitMs !== null) receiveReach(liveness, vectors, now - transitMs);
}

function receiveReach({ gossip }: Liveness, { reach, missing }: Vectors, sentAt: number): void {
  const { order, selfIndex } = gossip;
  const known = missing.map(({ who, whom }) => ({ who, whom: gossip.sameSet(whom) }));
  for (let index = 0; index < order.length; index += 1) {
    const peer = order[index];
    const steps = reach[index] ?? UNKNOWN;
    if (peer === null || peer === undefined || steps === UNKNOWN) continue;
    const reachedAt = sentAt - steps * STEP_MS;
    if (reachedAt <= peer.relayed.reachedAt) continue;
    const misses = known.find(({ who }) => hasBit(who, index))?.whom ?? null;
    peer.relayed.reachedAt = reachedAt;
    peer.relayed.misses = misses;
    if (misses === null || !hasBit(misses, selfIndex)) gossip.acknowledge(peer, reachedAt);
  }
}

/** How old something is at most, in steps. */
export function stepsOf(ageMs: number): number {
  return ageMs <= 0 ? 0 : Math.min(UNKNOWN, Math.ceil(ageMs / STEP_MS));
}

/** Nodes that miss the same ones, and whom. */
class Groups {
  readonly #size: number;
  readonly #found: { readonly who: Bitmap; whom: Bitmap }[] = [];
  readonly #places = new Map<Bitmap, number>();
  readonly #byText = new Map<string, number>();

  constructor(size: number) {
    this.#size = size;
  }

  add(index: number, misses: Bitmap): void {
    const place = this.#places.get(misses) ?? this.#placeOf(misses);
    const group = this.#found[place];
    if (group !== undefined) setBit(group.who, index);
  }

  list(): readonly Missing[] {
    return this.#found;
  }

  #placeOf(misses: Bitmap): number {
    const text = textOf(misses);
    const place = this.#byText.get(text) ?? this.#newPlace(misses);
    this.#byText.set(text, place);
    this.#places.set(misses, place);
    return place;
  }

  #newPlace(misses: Bitmap): number {
    if (this.#found.length < MOST_GROUPS) {
      return this.#found.push({ who: emptyBitmap(this.#size), whom: misses }) - 1;
    }
    const growths = this.#found.map(({ whom }) => growthBy(whom, misses));
    const place = growths.indexOf(Math.min(...growths));
    const group = this.#found[place];
    if (group !== undefined) group.whom = unionOf(group.whom, misses);
    return place;
  }
}
