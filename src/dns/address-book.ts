/**
 * Whose address is this? Remembers which node claimed which address, so that a record's value names its
 * holder, also after a restart and after the address has changed.
 *
 * Rule: of all claims to an address, present ones beat previous ones, those of a node that serves with it beat
 * those of one that says it cannot (it keeps its last address only for want of another), and among equals the one
 * made later wins: made, not heard of, for an old witness record may be read after a message of this moment. A
 * present claim counts no longer once its node has been silent since before another one had the address and gave it
 * up: then it was the other that had it last. What is stored of that is a count, not a time, so no clock can disturb it.
 */
import type { Family } from '../model/family.ts';
import { FAMILIES } from '../model/family.ts';
import type { Claim } from './claim.ts';
import { beats, inOrder, spanOf } from './claim.ts';

/** Previous addresses kept per node and family. */
const PREVIOUS_KEPT = 16;
/** A node that has lost its address may go on claiming it for so long, until it looks again. */
const NOTICED_WITHIN_MS = 120_000;
/** What a node takes back so soon it said before it had looked, on the word of its disk. */
const SLIP_MS = 15_000;

/** From when to when a node said, before this process, that an address which it has no more was its own. */
interface Span {
  readonly madeAt: number;
  readonly endedAt: number;
}

/** What one node claims in one family. */
interface Claims {
  readonly byAddress: Map<string, Claim>;
  /** Former addresses, newest first; null: not put in order since the last change. */
  previous: readonly string[] | null;
  /** It says that it cannot serve with its present address. */
  isIdle: boolean;
  /** When its present claim was made, on the local monotonic clock; null: before this process, so before all others. */
  madeAt: number | null;
  /** When it last said that its present address is its own, the same clock; null: it has not yet. */
  saidAt: number | null;
  /** Which place in the order its present claim had before, as a former one; null: none. */
  placeBefore: number | null;
}

export class AddressBook {
  readonly #nodes = new Map<string, Readonly<Record<Family, Claims>>>();
  /** Whoever claims an address, by address: asked for every cell at every read. */
  readonly #claimants: Readonly<Record<Family, Map<string, Map<string, Claim>>>> = {
    v4: new Map(),
    v6: new Map(),
  };
  /** By `family|node|address`, of former claims. */
  readonly #spans = new Map<string, Span>();
  /** The same: the place in the order of the claims of nodes that are no members any more. Kept with the process. */
  readonly #placesOfLeft = new Map<string, number>();
  /** The same, of former claims that were only told of, when nobody had the address: who knows since when not. */
  readonly #undated = new Set<string>();
  #order = 0;
  /** Whatever the store tells of has ended by then. */
  #loadedAt = -Infinity;

  load(claims: readonly Claim[], now = -Infinity): void {
    this.#loadedAt = now;
    for (const claim of claims) {
      this.#put(claim);
      this.#order = Math.max(this.#order, claim.order);
    }
    // The store keeps claims that were dropped here: a changing address leaves one more there every day.
    for (const nodeId of new Set(claims.map((claim) => claim.nodeId))) {
      for (const family of FAMILIES) this.#trim(nodeId, family);
    }
  }

  /**
   * Notes what a node said of itself at `saidAt`: its present address (null: none or unknown) and former ones. Answers
   * the claims that are new or changed, for the store.
   */
  note(
    nodeId: string,
    family: Family,
    current: string | null,
    previous: readonly string[],
    saidAt: number,
  ): readonly Claim[] {
    const changed: Claim[] = [];
    const known = this.#of(nodeId, family);
    for (const claim of known.byAddress.values()) {
      if (claim.kind === 'current' && claim.address !== current) changed.push(this.#end(claim, saidAt));
    }
    for (const address of previous) {
      if (address === current || known.byAddress.has(address)) continue;
      const claim: Claim = { nodeId, family, address, kind: 'previous', order: 0 };
      changed.push(this.#put({ ...claim, order: this.#orderOfTold(claim) }));
    }
    const present = current === null ? undefined : known.byAddress.get(current);
    if (current !== null && present?.kind !== 'current') {
      // A new address has just been confirmed; what was said of the one before does not bind it.
      known.isIdle = false;
      changed.push(...this.#claim(nodeId, family, current, saidAt));
    } else if (present !== undefined) {
      changed.push(...this.#repeat(present, saidAt));
    }
    if (changed.length > 0) this.#trim(nodeId, family);
    return changed;
  }

  /** Notes whether a node says that it can serve with its present address. Not stored: it is said anew after a start. */
  noteFitness(nodeId: string, family: Family, isFit: boolean): void {
    this.#of(nodeId, family).isIdle = !isFit;
  }

  /** The node to which a record's value is attributed; null: nobody claims it. */
  holderOf(address: string, family: Family, selfId: string): string | null {
    const all = this.#claimsTo(family, address);
    const claims =
      all.length < 2 ? all : all.filter((one) => one.nodeId === selfId || !this.#isOutlived(one, all));
    const isServed = claims.some((claim) => claim.kind === 'current' && !this.#isIdle(claim));
    let best: Claim | null = null;
    for (const claim of claims) {
      if (isServed && this.#isIdle(claim)) continue;
      if (claim.nodeId === selfId && claim.kind === 'current') return selfId;
      if (best === null || beats(claim, best)) best = claim;
    }
    return best?.nodeId ?? null;
  }

  /** Whether somebody told of this address, nobody's now, as a former one, and may have had it after all the others. */
  isUndated(address: string, family: Family): boolean {
    return this.#claimsTo(family, address).some((claim) => this.#undated.has(spanOf(claim)));
  }

  /** The present address a node was last known to claim. */
  currentOf(nodeId: string, family: Family): string | null {
    for (const claim of this.#of(nodeId, family).byAddress.values()) {
      if (claim.kind === 'current') return claim.address;
    }
    return null;
  }

  /** Former addresses, newest first. */
  previousOf(nodeId: string, family: Family): readonly string[] {
    const known = this.#of(nodeId, family);
    known.previous ??= [...known.byAddress.values()]
      .filter((claim) => claim.kind === 'previous')
      .sort((a, b) => b.order - a.order)
      .map(({ address }) => address);
    return known.previous;
  }

  /** Forgets nodes that are no longer members, but not who had an address after whom, should they be added again. */
  keepOnly(nodeIds: ReadonlySet<string>): void {
    for (const [nodeId, families] of this.#nodes) {
      if (nodeIds.has(nodeId)) continue;
      for (const family of FAMILIES) {
        for (const claim of families[family].byAddress.values()) {
          this.#drop(claim);
          this.#placesOfLeft.set(spanOf(claim), claim.order);
        }
      }
      this.#nodes.delete(nodeId);
    }
  }

  #of(nodeId: string, family: Family): Claims {
    let families = this.#nodes.get(nodeId);
    if (families === undefined) {
      families = { v4: noClaims(), v6: noClaims() };
      this.#nodes.set(nodeId, families);
    }
    return families[family];
  }

  #put(claim: Claim): Claim {
    const known = this.#of(claim.nodeId, claim.family);
    known.byAddress.set(claim.address, claim);
    known.previous = null;
    const claimantsOf = this.#claimants[claim.family];
    const claimants = claimantsOf.get(claim.address) ?? new Map<string, Claim>();
    claimantsOf.set(claim.address, claimants.set(claim.nodeId, claim));
    return claim;
  }

  #claimsTo(family: Family, address: string): readonly Claim[] {
    return [...(this.#claimants[family].get(address)?.values() ?? [])];
  }

  #drop(claim: Claim): void {
    this.#spans.delete(spanOf(claim));
    this.#undated.delete(spanOf(claim));
    const known = this.#of(claim.nodeId, claim.family);
    known.byAddress.delete(claim.address);
    known.previous = null;
    const claimantsOf = this.#claimants[claim.family];
    const claimants = claimantsOf.get(claim.address);
    claimants?.delete(claim.nodeId);
    if (claimants?.size === 0) claimantsOf.delete(claim.address);
  }

  /** A present claim that is new here; those that others made after it are put behind it again. */
  #claim(nodeId: string, family: Family, address: string, saidAt: number): readonly Claim[] {
    const all = this.#claimsTo(family, address);
    for (const claim of all) this.#undated.delete(spanOf(claim));
    const later = all.filter((claim) => claim.kind === 'current' && this.#madeAtOf(claim) > saidAt);
    const known = this.#of(nodeId, family);
    known.placeBefore = known.byAddress.get(address)?.order ?? null;
    known.madeAt = known.saidAt = saidAt;
    return this.#putLast([{ nodeId, family, address, kind: 'current', order: 0 }, ...inOrder(later)]);
  }

  /** Whoever goes on claiming what another has long given up has had it later than that one. */
  #repeat(claim: Claim, saidAt: number): readonly Claim[] {
    const known = this.#of(claim.nodeId, claim.family);
    if (saidAt > (known.saidAt ?? -Infinity)) known.saidAt = saidAt;
    if (this.#claimants[claim.family].get(claim.address)?.size === 1) return [];
    const rivals = this.#claimsTo(claim.family, claim.address).filter(({ order }) => order > claim.order);
    const isLater = rivals.some(
      (one) =>
        one.kind === 'previous' &&
        saidAt >= (this.#spans.get(spanOf(one))?.endedAt ?? this.#loadedAt) + NOTICED_WITHIN_MS,
    );
    if (!isLater) return [];
    return this.#putLast([claim, ...inOrder(rivals.filter(({ kind }) => kind === 'current'))]);
  }

  #end(claim: Claim, endedAt: number): Claim {
    const known = this.#of(claim.nodeId, claim.family);
    const madeAt = this.#madeAtOf(claim);
    const place = endedAt - madeAt < SLIP_MS ? known.placeBefore : null;
    // What was last said before a start may have ended whenever: its place in the order is all that is known.
    if (known.saidAt !== null && place === null) this.#spans.set(spanOf(claim), { madeAt, endedAt });
    known.madeAt = known.saidAt = known.placeBefore = null;
    return this.#put({ ...claim, kind: 'previous', order: place ?? claim.order });
  }

  /** A present claim of a node that was silent while another one made a claim after it and gave it up. */
  #isOutlived(claim: Claim, all: readonly Claim[]): boolean {
    if (claim.kind !== 'current') return false;
    const { saidAt } = this.#of(claim.nodeId, claim.family);
    return all.some((one) => {
      if (one.kind !== 'previous' || one.order < claim.order) return false;
      const span = this.#spans.get(spanOf(one));
      if (saidAt === null) return true;
      return span !== undefined && (saidAt < span.madeAt || saidAt + NOTICED_WITHIN_MS < span.endedAt);
    });
  }

  /** When somebody had an address that he tells of as a former one nobody knows: before all who were seen to have it. */
  #orderOfTold(claim: Claim): number {
    const all = this.#claimsTo(claim.family, claim.address);
    // Whoever was a member before may have had it again since.
    if (all.every(({ kind }) => kind === 'previous')) this.#undated.add(spanOf(claim));
    const told = all.length === 0 ? this.#nextOrder() : Math.min(...all.map(({ order }) => order)) - 1;
    return this.#placesOfLeft.get(spanOf(claim)) ?? told;
  }

  #putLast(claims: readonly Claim[]): readonly Claim[] {
    return claims.map((claim) => this.#put({ ...claim, order: this.#nextOrder() }));
  }

  #madeAtOf({ family, nodeId }: Claim): number {
    return this.#of(nodeId, family).madeAt ?? -Infinity;
  }

  #nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  #trim(nodeId: string, family: Family): void {
    const { byAddress } = this.#of(nodeId, family);
    for (const address of this.previousOf(nodeId, family).slice(PREVIOUS_KEPT)) {
      const claim = byAddress.get(address);
      if (claim !== undefined) this.#drop(claim);
    }
  }

  /** A claim to a present address with which its node cannot serve. */
  #isIdle({ nodeId, family, kind }: Claim): boolean {
    return kind === 'current' && this.#of(nodeId, family).isIdle;
  }
}

function noClaims(): Claims {
  return { byAddress: new Map(), previous: [], isIdle: false, madeAt: null, saidAt: null, placeBefore: null };
}
