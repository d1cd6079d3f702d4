/**
 * L1: while a good candidate exists, no record points at a dead node for longer than F1 or F2 and tPass for each
 * candidate ahead that does not act; under continuous faults not longer than seven times tDead (420 s).
 *
 * Longer where the protocol itself says so: for a peer that could not witness, after overturned verdicts, after a mass
 * failure, for a value that nobody but the dead node knew, and for a candidate that was itself away for tOld when the
 * other posted its long lease, or has been started since and so has no proof that it was heard. Nodes that were told
 * to move nothing are no candidates. Whoever has a copy that runs is not dead to anybody: the copy speaks for it.
 */
import type { Configuration } from '../../../src/model/configuration.ts';
import { compareStamps } from '../../../src/model/configuration.ts';
import type { Happening } from '../happenings.ts';
import type { Check, CreateCheck, Watched } from './check.ts';
import { continuousMs, f2Ms, isMassFailure, lostAnswerMs } from './bounds.ts';
import { seconds } from './evidence.ts';
import type { CellTruth } from './ledger.ts';

const MOST_DOUBLINGS = 6;
const SECOND_MS = 1_000;

interface Wait {
  readonly holder: string;
  readonly since: number;
}

class NotOnTheDead implements Check {
  readonly promise = 'L1';
  readonly #watched: Watched;
  readonly #waits = new Map<string, Wait>();
  /** Whether it could witness when it was last seen alive. */
  readonly #couldWitness = new Map<string, boolean>();
  readonly #goneSince = new Map<string, number>();
  /** Addresses that came to a node while it was dead, so that nobody else can know them. */
  readonly #untold = new Map<string, string>();
  /** When it came back from an absence of `oldMs` or more. */
  readonly #backAt = new Map<string, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onHappening(happening: Happening): void {
    if (happening.kind !== 'address' || happening.value === null) return;
    const { node, value } = happening;
    if (this.#watched.truth.isRunning(node)) this.#untold.delete(value);
    else this.#untold.set(value, node);
  }

  onSecond(now: number): void {
    const { world, truth, ledger } = this.#watched;
    let deadCount = 0;
    for (const { id, process } of world.machines.values()) {
      if (process !== null && truth.isRunning(id)) {
        this.#couldWitness.set(id, process.state.witness.selfTestedAt !== null);
        this.#noteReturn(id, now);
      } else {
        deadCount += 1;
        if (!this.#goneSince.has(id)) this.#goneSince.set(id, now);
      }
    }
    if (deadCount === 0) {
      if (this.#waits.size > 0) this.#waits.clear();
      return;
    }
    for (const cell of ledger.managed) this.#look(cell, deadCount, now);
  }

  #noteReturn(id: string, now: number): void {
    const goneSince = this.#goneSince.get(id);
    if (goneSince === undefined) return;
    for (const [address, node] of this.#untold) if (node === id) this.#untold.delete(address);
    this.#goneSince.delete(id);
    if (now - goneSince >= this.#watched.world.timers.oldMs - SECOND_MS) this.#backAt.set(id, now);
  }

  #look(cell: CellTruth, deadCount: number, now: number): void {
    const { truth, ledger, world, tally } = this.#watched;
    const holder = ledger.holderOf(cell);
    const deadSince = holder === null || !world.machines.has(holder) ? null : truth.deadSince(holder);
    const order = ledger.order(cell.key);
    const first =
      holder === null || deadSince === null
        ? -1
        : order.findIndex((id) => id !== holder && this.#canAct(id, holder, cell));
    const hasCopy = (world.cloned.get(holder ?? '')?.process ?? null) !== null;
    // What nobody knows may be the address of whoever is not heard.
    const isHidden = world.network.cutCount > 0 && this.#untold.has(cell.record.value);
    if (holder === null || deadSince === null || first === -1 || hasCopy || isHidden) {
      this.#waits.delete(cell.key);
      return;
    }
    const known = this.#waits.get(cell.key);
    const wait = known?.holder === holder ? known : { holder, since: now - SECOND_MS };
    this.#waits.set(cell.key, wait);
    const waited = now - Math.max(wait.since, deadSince, cell.changedAt);
    tally.longestOnDeadMs = Math.max(tally.longestOnDeadMs, waited);
    if (waited > world.timers.deadMs) this.#judge({ cell, holder, waited, first, deadCount, now });
  }

  #judge(found: {
    readonly cell: CellTruth;
    readonly holder: string;
    readonly waited: number;
    readonly first: number;
    readonly deadCount: number;
    readonly now: number;
  }): void {
    const { world, truth, ledger, report } = this.#watched;
    const { cell, holder, waited, first, deadCount, now } = found;
    const { timers } = world;
    const order = ledger.order(cell.key);
    const ahead = order.slice(0, first).filter((id) => id !== holder && truth.isRunning(id)).length;
    const extra = ahead * timers.passMs + this.#extraMs(order, holder, order[first] ?? '', deadCount);
    const isCalm = truth.lastFaultAt <= now - waited + SECOND_MS && world.network.wire.loss === 0;
    const cells = ledger.managed.length;
    const calmMs = f2Ms(timers, cells) + 2 * lostAnswerMs(timers) + timers.unknownMs;
    const usualMs = (isCalm ? Math.min(calmMs, continuousMs(timers)) : continuousMs(timers)) + extra;
    const wasAway = this.#hasNoProof(order[first] ?? '', holder, now);
    const bound = wasAway ? Math.max(usualMs, timers.longLeaseMs + f2Ms(timers, cells)) : usualMs;
    if (waited <= bound || truth.isAssumptionBroken()) return;
    report(
      `${seconds(now)} ${cell.key} has pointed at ${holder} for ${seconds(waited)}, which is dead`,
      `${String(order[first])} could have taken it within ${seconds(bound)}${isCalm ? ', nothing else went wrong' : ''}`,
    );
  }

  /** Whether the other's long lease, meant for somebody dead for long, binds this node as well. */
  #hasNoProof(id: string, holder: string, now: number): boolean {
    const { truth, world } = this.#watched;
    const since = (truth.deadSince(holder) ?? now) - world.timers.longLeaseMs;
    const isYoung = (truth.startedAt(id) ?? -Infinity) > since;
    const last = truth.lastProcess(holder)?.state;
    const isLong = last?.witness.isPostedLong === true;
    // Dead in the other's eyes it may be although it runs, behind a cut and without provider.
    const isMeant = isYoung || last?.deadSince.has(id) === true;
    return (isLong && isMeant) || (this.#backAt.get(id) ?? -Infinity) > since;
  }

  /** Whoever follows a second leader may know nothing of the holder, or the holder have left it out. */
  #canAct(id: string, holder: string, { key, family }: CellTruth): boolean {
    const { truth, world } = this.#watched;
    const state = world.machines.get(id)?.process?.state;
    if (state === undefined || state.freezes.size > 0 || world.cloned.has(id)) return false;
    const mine = state.cluster.configuration;
    const theirs = truth.lastProcess(holder)?.state.cluster.configuration ?? mine;
    const isLeftOut = compareStamps(theirs.stamp, mine.stamp) > 0 && !hasMember(theirs, id);
    if (isLeftOut || !hasMember(mine, holder)) return false;
    return truth.isGood(id, family) && state.succession.get(key)?.includes(id) === true;
  }

  #extraMs(order: readonly string[], holder: string, heir: string, deadCount: number): number {
    const { world, ledger } = this.#watched;
    const { timers } = world;
    const { members, timeoutMinutes } = ledger.newest;
    // Behind a cut it may have learnt to witness, and nobody has heard of it.
    const known = world.machines.get(heir)?.process?.state.liveness.peers.get(holder)?.capabilities;
    const canWitness = this.#couldWitness.get(holder) === true && known?.includes('wit') !== false;
    const single = canWitness ? timers.deadMs : timeoutMinutes * 60_000;
    let doublings = 0;
    for (const id of order) {
      const { takeOvers } = world.machines.get(id)?.process?.state.damping ?? { takeOvers: [] };
      const overturned = takeOvers.filter((event) => event.nodeId === holder && event.overturned).length;
      doublings = Math.max(doublings, Math.min(MOST_DOUBLINGS, overturned));
    }
    const isMass = isMassFailure(deadCount, members.length);
    return single * 2 ** doublings - timers.deadMs + (isMass ? timers.panicMs : 0);
  }
}

function hasMember({ members }: Configuration, id: string): boolean {
  return members.some((member) => member.id === id);
}

export const notOnTheDead: CreateCheck = (watched) => new NotOnTheDead(watched);
