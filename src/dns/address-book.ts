/**
 * Whose address is this? Remembers which node claimed which address, so that a record's value names its
 * holder, also after a restart and after the address has changed.
 *
 * Rule: of all claims to an address, present ones beat previous ones, those of a node that serves with it beat
 * those of one that says it cannot (it keeps its last address only for want of another), and among equals the one
 * made later wins: made, not heard of, for an old witness record may be read after a message of this moment. What is
 * stored of that is a count, not a time, so no clock can disturb it.
 */
import type { Family } from '../model/family.ts';
import { FAMILIES } from '../model/family.ts';

/** Previous addresses kept per node and family. */
const PREVIOUS_KEPT = 16;

export interface Claim {
  readonly nodeId: string;
  readonly family: Family;
  readonly address: string;
  readonly kind: 'current' | 'previous';
  readonly order: number;
}

/** What one node claims in one family. */
interface Claims {
  readonly byAddress: Map<string, Claim>;
  /** Former addresses, newest first; null: not put in order since the last change. */
  previous: readonly string[] | null;
}

export class AddressBook {
  readonly #nodes = new Map<string, Readonly<Record<Family, Claims>>>();
  /** Whoever claims an address, by `family|address`: asked for every cell at every read. */
  readonly #claimants = new Map<string, Map<string, Claim>>();
  /** `family|node` of those that say they cannot serve with their present address. */
  readonly #idle = new Set<string>();
  /** When a present claim was made, on the local monotonic clock; those from the store are older than all others. */
  readonly #madeAt = new Map<string, number>();
  #order = 0;

  load(claims: readonly Claim[]): void {
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
      if (claim.kind === 'current' && claim.address !== current) {
        changed.push(this.#put({ ...claim, kind: 'previous' }));
      }
    }
    for (const address of previous) {
      if (address === current || known.byAddress.has(address)) continue;
      changed.push(this.#put({ nodeId, family, address, kind: 'previous', order: this.#nextOrder() }));
    }
    if (current !== null && known.byAddress.get(current)?.kind !== 'current') {
      // A new address has just been confirmed; what was said of the one before does not bind it.
      this.#idle.delete(placeOf(family, nodeId));
      changed.push(...this.#claim(nodeId, family, current, saidAt));
    }
    if (changed.length > 0) this.#trim(nodeId, family);
    return changed;
  }

  /** Notes whether a node says that it can serve with its present address. Not stored: it is said anew after a start. */
  noteFitness(nodeId: string, family: Family, isFit: boolean): void {
    if (isFit) this.#idle.delete(placeOf(family, nodeId));
    else this.#idle.add(placeOf(family, nodeId));
  }

  /** The node to which a record's value is attributed; null: nobody claims it. */
  holderOf(address: string, family: Family, selfId: string): string | null {
    const claims = [...(this.#claimants.get(placeOf(family, address))?.values() ?? [])];
    const isServed = claims.some((claim) => claim.kind === 'current' && !this.#isIdle(claim));
    let best: Claim | null = null;
    for (const claim of claims) {
      if (isServed && this.#isIdle(claim)) continue;
      if (claim.nodeId === selfId && claim.kind === 'current') return selfId;
      if (best === null || beats(claim, best)) best = claim;
    }
    return best?.nodeId ?? null;
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

  /** Forgets nodes that are no longer members. */
  keepOnly(nodeIds: ReadonlySet<string>): void {
    for (const [nodeId, families] of this.#nodes) {
      if (nodeIds.has(nodeId)) continue;
      for (const family of FAMILIES) {
        for (const claim of families[family].byAddress.values()) this.#drop(claim);
        this.#idle.delete(placeOf(family, nodeId));
        this.#madeAt.delete(placeOf(family, nodeId));
      }
      this.#nodes.delete(nodeId);
    }
  }

  #of(nodeId: string, family: Family): Claims {
    let families = this.#nodes.get(nodeId);
    if (families === undefined) {
      families = {
        v4: { byAddress: new Map(), previous: [] },
        v6: { byAddress: new Map(), previous: [] },
      };
      this.#nodes.set(nodeId, families);
    }
    return families[family];
  }

  #put(claim: Claim): Claim {
    const known = this.#of(claim.nodeId, claim.family);
    known.byAddress.set(claim.address, claim);
    known.previous = null;
    const place = placeOf(claim.family, claim.address);
    const claimants = this.#claimants.get(place) ?? new Map<string, Claim>();
    this.#claimants.set(place, claimants.set(claim.nodeId, claim));
    return claim;
  }

  #drop(claim: Claim): void {
    const known = this.#of(claim.nodeId, claim.family);
    known.byAddress.delete(claim.address);
    known.previous = null;
    const place = placeOf(claim.family, claim.address);
    const claimants = this.#claimants.get(place);
    claimants?.delete(claim.nodeId);
    if (claimants?.size === 0) this.#claimants.delete(place);
  }

  /** A present claim that is new here; those that others made after it are put behind it again. */
  #claim(nodeId: string, family: Family, address: string, saidAt: number): readonly Claim[] {
    const rivals = [...(this.#claimants.get(placeOf(family, address))?.values() ?? [])];
    const later = rivals
      .filter((claim) => claim.kind === 'current' && this.#madeAtOf(claim) > saidAt)
      .sort((a, b) => a.order - b.order);
    this.#madeAt.set(placeOf(family, nodeId), saidAt);
    const claim: Claim = { nodeId, family, address, kind: 'current', order: this.#nextOrder() };
    return [claim, ...later.map((one) => ({ ...one, order: this.#nextOrder() }))].map((one) =>
      this.#put(one),
    );
  }

  #madeAtOf({ family, nodeId }: Claim): number {
    return this.#madeAt.get(placeOf(family, nodeId)) ?? -Infinity;
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
    return kind === 'current' && this.#idle.has(placeOf(family, nodeId));
  }
}

/** `what`: an address or a node. */
function placeOf(family: Family, what: string): string {
  return `${family}|${what}`;
}

function beats(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind) return a.kind === 'current';
  return a.order > b.order;
}
