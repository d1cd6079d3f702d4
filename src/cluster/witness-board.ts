/**
 * Whom do the witness records at the provider vouch for, and until when? Keeps the newest record of each
 * writer; an older picture of it, as a stale read may show, changes nothing.
 */
import { compareStamps } from '../model/configuration.ts';
import type { Timers } from '../model/timers.ts';
import type { Peer } from './liveness.ts';
import { isOfEnded } from './process-end.ts';
import type { Witness } from './witness-record.ts';

export interface PostedWitness {
  readonly witness: Witness;
  /** When it was written, on the local monotonic clock, ms. */
  readonly writtenAt: number;
  /** The provider's instant of the same; null if it does not tell. */
  readonly updatedAt: number | null;
}

/** When it vouches for nobody any more, its writer included, on the clock of `writtenAt`; the same instant: it never did. */
export function endOf({ witness, writtenAt }: Pick<PostedWitness, 'witness' | 'writtenAt'>): number {
  return writtenAt + Math.max(witness.leaseMs, witness.longLeaseMs);
}

export class WitnessBoard {
  readonly #newest = new Map<string, PostedWitness>();
  /** Of those, the ones with a lease. */
  readonly #leased = new Map<string, PostedWitness & { readonly listed: ReadonlySet<string> | null }>();
  #roll: Witness | null = null;

  /**
   * Notes a record found under `writerId`'s name. `providerNow` and `updatedAt` are both on the provider's
   * clock, so no clock of this machine is compared with it. Answers whether it is newer than what was known.
   */
  note(
    writerId: string,
    witness: Witness,
    updatedAt: number | null,
    providerNow: number | null,
    now: number,
  ): boolean {
    const known = this.#newest.get(writerId);
    if (known !== undefined && !isNewer(known, witness, updatedAt)) return false;
    const age = updatedAt === null || providerNow === null ? 0 : Math.max(0, providerNow - updatedAt);
    const posted = { witness, writtenAt: now - age, updatedAt };
    this.#newest.set(writerId, posted);
    const listed = witness.members === 'everyone' ? null : new Set(witness.members);
    if (witness.leaseMs > 0) this.#leased.set(writerId, { ...posted, listed });
    else this.#leased.delete(writerId);
    this.#roll = newestRoll([...this.#newest.values()]);
    this.#dropExpired(now);
    return true;
  }

  /** A cluster that was in pieces leaves many behind. */
  #dropExpired(now: number): void {
    for (const [writerId, posted] of this.#leased) {
      if (endOf(posted) < now) this.#leased.delete(writerId);
    }
  }

  of(writerId: string): PostedWitness | null {
    return this.#newest.get(writerId) ?? null;
  }

  /**
   * Until when `peer` is vouched for; -Infinity: it is not. Records older than its last message say nothing, unless
   * the writer had no word of me for `unackedMs` then: over a link that is open from there to here alone its record
   * is what tells me that it lives when that link breaks as well, and the next one may come too late. Once its
   * process is known to have ended, what that process wrote of itself says nothing, and what another of its
   * processes wrote counts, whenever that was. `providerMs`: deadline of a provider call.
   *
   * A long lease is for those whom the writer has not heard for long, and for nobody else: it counts where my last
   * proof that the peer received anything of mine is `deadMs` older than the record, whenever I heard the peer.
   */
  coveredUntil(
    peer: Peer,
    selfId: string,
    { providerMs, deadMs, unackedMs }: Pick<Timers, 'providerMs' | 'deadMs' | 'unackedMs'>,
  ): number {
    let until = -Infinity;
    for (const [writerId, { witness, writtenAt, listed }] of this.#leased) {
      if (writerId === selfId) continue;
      const isOwnAfterEnd = writerId === peer.id && peer.end !== null;
      if (isOwnAfterEnd && isOfEnded(peer, witness.boot, writtenAt, providerMs)) continue;
      const isNamed = listed?.has(selfId) === true;
      const isOneWay = !isNamed && peer.provenAt <= writtenAt - unackedMs;
      const isVoid = !isOwnAfterEnd && !isOneWay && writtenAt <= peer.heardAt;
      // Whom the record itself names as in touch, it is renewed for as soon as that ends.
      const isFar = witness.longLeaseMs > 0 && !isNamed && peer.provenAt <= writtenAt - deadMs;
      const leaseMs = Math.max(isVoid ? 0 : witness.leaseMs, isFar ? witness.longLeaseMs : 0);
      const isListed = listed === null || listed.has(peer.id);
      if (isListed && leaseMs > 0) until = Math.max(until, writtenAt + leaseMs);
    }
    return until;
  }

  /**
   * Until when the records vouch for a node in the eyes of somebody who has heard nothing of it for long. No end later
   * than `latest` counts, such as that of a long lease.
   */
  vouchedUntil(id: string, latest: number): number {
    let until = -Infinity;
    for (const { witness, writtenAt, listed } of this.#leased.values()) {
      if (listed?.has(id) === false) continue;
      for (const leaseMs of [witness.leaseMs, witness.longLeaseMs]) {
        const end = writtenAt + leaseMs;
        if (leaseMs > 0 && end <= latest) until = Math.max(until, end);
      }
    }
    return until;
  }

  /** Of the records that were laid down, the one of the newest configuration: it names all members; null: there is none. */
  get roll(): Witness | null {
    return this.#roll;
  }

  /**
   * Whether `peer` was alive after `since` and no longer counts me as a member: it laid its record down, which it
   * never does while a member does not hear it, and it did so under a configuration that I have not got. A node
   * that was dropped while nobody could tell it must not take the others' silence for their death.
   */
  hasLeftMeOut(
    peer: Peer,
    since: number,
    ownStamp: { readonly epoch: number; readonly version: number },
  ): boolean {
    const posted = this.#newest.get(peer.id);
    if (posted === undefined || posted.witness.leaseMs !== 0 || posted.writtenAt <= since) return false;
    return compareStamps(posted.witness, ownStamp) > 0;
  }
}

function newestRoll(posted: readonly PostedWitness[]): Witness | null {
  let newest: Witness | null = null;
  for (const { witness } of posted) {
    if (witness.leaseMs > 0) continue;
    if (newest === null || compareStamps(witness, newest) > 0) newest = witness;
  }
  return newest;
}

function isNewer(known: PostedWitness, witness: Witness, updatedAt: number | null): boolean {
  if (updatedAt !== null && known.updatedAt !== null) return updatedAt > known.updatedAt;
  return witness.boot !== known.witness.boot || witness.sequence > known.witness.sequence;
}
