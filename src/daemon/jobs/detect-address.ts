/** Finds out this node's own addresses and tells the rest of the program when one has changed. */
import type { AddressSourceGroup } from '../../dns/address/create-sources.ts';
import type { DetectionRound, FoldedAddress, OwnAddressState } from '../../dns/own-address.ts';
import { INITIAL_OWN_ADDRESS, ROUNDS_UNTIL_NONE, foldDetections } from '../../dns/own-address.ts';
import type { Family } from '../../model/family.ts';
import { FAMILIES } from '../../model/family.ts';
import type { NodeContext } from '../context.ts';
import type { NodeState } from '../node-state.ts';
import { isGossiping } from '../steps/gossip.ts';

/** A first sighting of a hearsay address is checked again this soon. */
const LOOK_AGAIN_MS = 3_000;

export interface AddressEdges {
  readonly sources: Readonly<Record<Family, readonly AddressSourceGroup[]>>;
  /** Asks all sources of a family, with a deadline of its own. */
  detect(family: Family, groups: readonly AddressSourceGroup[]): Promise<DetectionRound>;
}

export class DetectAddress {
  readonly #context: NodeContext;
  readonly #edges: AddressEdges;
  readonly #onChange: () => void;
  readonly #believed: Record<Family, OwnAddressState> = { v4: INITIAL_OWN_ADDRESS, v6: INITIAL_OWN_ADDRESS };
  #running: Promise<void> | null = null;
  #cancelRepeat: (() => void) | null = null;
  #isClosed = false;

  constructor(context: NodeContext, edges: AddressEdges, onChange: () => void) {
    this.#context = context;
    this.#edges = edges;
    this.#onChange = onChange;
  }

  /** One check of all families in use, or the one that runs already. */
  run(): Promise<void> {
    this.#running ??= this.#check().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelRepeat?.();
  }

  async #check(): Promise<void> {
    const used = FAMILIES.filter((family) => this.#edges.sources[family].length > 0);
    const rounds = await Promise.all(
      used.map((family) => this.#edges.detect(family, this.#edges.sources[family])),
    );
    let isUnsettled = false;
    for (const round of rounds) {
      const folded = this.#fold(round);
      if (folded.outcome === 'candidate') isUnsettled = true;
    }
    for (const family of FAMILIES) if (!used.includes(family)) this.#markUnused(family);
    this.#cancelRepeat?.();
    this.#cancelRepeat = null;
    if (!isUnsettled || this.#isClosed) return;
    this.#cancelRepeat = this.#context.clock.after(LOOK_AGAIN_MS, () => void this.run());
  }

  #fold(round: DetectionRound): FoldedAddress {
    const { executor, log, durable, clock } = this.#context;
    const { family } = round;
    const folded = executor.step((state, now) => {
      const options = { allowPrivate: state.allowPrivateAddresses };
      const result = foldDetections(this.#believed[family], round, now, options);
      this.#believed[family] = result.state;
      const own = state.own[family];
      const isYoung = now - state.startedAt < UNCONFIRMED_GRACE_MS && result.address === null;
      // "None" counts when it was said twice: an interface gets its address a moment after the program has started.
      own.isFit = result.isFit || (isYoung && result.state.roundsWithout < ROUNDS_UNTIL_NONE);
      if (result.address !== null && result.address !== own.verified) {
        own.verified = result.address;
        own.remembered = null;
        this.#announce(state, family, result.address, clock.wallMs());
      } else if (result.outcome === 'confirmed') {
        durable.saveMemory({
          addressBook: state.book.note(state.identity.id, family, result.address, [], now),
        });
      }
      state.book.noteFitness(state.identity.id, family, own.isFit);
      return result;
    });
    if (folded.note !== null) {
      const level = folded.outcome === 'changed' || folded.outcome === 'candidate' ? 'info' : 'warn';
      log[level](`address-${folded.outcome}`, folded.note, { family });
    }
    if (folded.outcome === 'changed') this.#onChange();
    if (folded.outcome === 'confirmed' && folded.address !== null) {
      const at = clock.wallMs();
      durable.saveMemory({
        ownAddresses: [{ family, address: folded.address, firstSeenAt: at, lastSeenAt: at }],
      });
    }
    return folded;
  }

  #announce(state: NodeState, family: Family, address: string, wallNow: number): void {
    const addressBook = state.book.note(state.identity.id, family, address, [], state.lastMark.monotonic);
    const ownAddresses = [{ family, address, firstSeenAt: wallNow, lastSeenAt: wallNow }];
    this.#context.durable.saveMemory({ addressBook, ownAddresses });
    const { nextReadAt, notBefore } = state.provider;
    const soonest = isGossiping(state) ? notBefore : -Infinity;
    state.provider.nextReadAt = Math.min(nextReadAt, Math.max(state.lastMark.monotonic, soonest));
  }

  #markUnused(family: Family): void {
    this.#context.executor.step((state) => {
      state.own[family].isFit = false;
      state.book.noteFitness(state.identity.id, family, false);
    });
  }
}

/** A node that has just started has so long to find its address before it counts as unable. */
const UNCONFIRMED_GRACE_MS = 600_000;
