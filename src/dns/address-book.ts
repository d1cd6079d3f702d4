/**
 * Whose address is this? Remembers which node claimed which address, so that a record's value names its
 * holder, also after a restart and after the address has changed.
 *
 * Rule: of all claims to an address, present ones beat previous ones, and among equals the one made later
 * wins. The order of claims is a count, not a time, so no clock can disturb it.
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

export class AddressBook {
  readonly #claims = new Map<string, Claim>();
  #order = 0;

  load(claims: readonly Claim[]): void {
    for (const claim of claims) {
      this.#claims.set(keyOf(claim), claim);
      this.#order = Math.max(this.#order, claim.order);
    }
    // The store keeps claims that were dropped here: a changing address leaves one more there every day.
    for (const nodeId of new Set(claims.map((claim) => claim.nodeId))) {
      for (const family of FAMILIES) this.#trim(nodeId, family);
    }
  }

  /**
   * Notes what a node says of itself: its present address (null: none or unknown) and former ones. Answers the
   * claims that are new or changed, for the store.
   */
  note(
    nodeId: string,
    family: Family,
    current: string | null,
    previous: readonly string[],
  ): readonly Claim[] {
    const changed: Claim[] = [];
    for (const claim of this.#of(nodeId, family)) {
      if (claim.kind === 'current' && claim.address !== current) {
        changed.push(this.#put({ ...claim, kind: 'previous' }));
      }
    }
    for (const address of previous) {
      if (address === current || this.#claims.has(keyOf({ nodeId, family, address }))) continue;
      changed.push(this.#put({ nodeId, family, address, kind: 'previous', order: this.#nextOrder() }));
    }
    if (
      current !== null &&
      this.#claims.get(keyOf({ nodeId, family, address: current }))?.kind !== 'current'
    ) {
      changed.push(
        this.#put({ nodeId, family, address: current, kind: 'current', order: this.#nextOrder() }),
      );
    }
    this.#trim(nodeId, family);
    return changed;
  }

  /** The node to which a record's value is attributed; null: nobody claims it. */
  holderOf(address: string, family: Family, selfId: string): string | null {
    let best: Claim | null = null;
    for (const claim of this.#claims.values()) {
      if (claim.address !== address || claim.family !== family) continue;
      if (claim.nodeId === selfId && claim.kind === 'current') return selfId;
      if (best === null || beats(claim, best)) best = claim;
    }
    return best?.nodeId ?? null;
  }

  /** The present address a node was last known to claim. */
  currentOf(nodeId: string, family: Family): string | null {
    return this.#of(nodeId, family).find((claim) => claim.kind === 'current')?.address ?? null;
  }

  /** Former addresses, newest first. */
  previousOf(nodeId: string, family: Family): readonly string[] {
    return this.#of(nodeId, family)
      .filter((claim) => claim.kind === 'previous')
      .sort((a, b) => b.order - a.order)
      .map(({ address }) => address);
  }

  /** Forgets nodes that are no longer members. */
  keepOnly(nodeIds: ReadonlySet<string>): void {
    for (const [key, claim] of this.#claims) if (!nodeIds.has(claim.nodeId)) this.#claims.delete(key);
  }

  #of(nodeId: string, family: Family): readonly Claim[] {
    return [...this.#claims.values()].filter((claim) => claim.nodeId === nodeId && claim.family === family);
  }

  #put(claim: Claim): Claim {
    this.#claims.set(keyOf(claim), claim);
    return claim;
  }

  #nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  #trim(nodeId: string, family: Family): void {
    for (const address of this.previousOf(nodeId, family).slice(PREVIOUS_KEPT)) {
      this.#claims.delete(keyOf({ nodeId, family, address }));
    }
  }
}

function beats(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind) return a.kind === 'current';
  return a.order > b.order;
}

function keyOf(claim: Pick<Claim, 'nodeId' | 'family' | 'address'>): string {
  return `${claim.nodeId}|${claim.family}|${claim.address}`;
}
