/**
 * How long failovers took, by the protocol's classes F1 to F8, and whether those of class F1 kept to their bound. An
 * event is put into a class only where truth leaves no doubt: nothing else went wrong since, and for a while before.
 *
 * Take-overs that the protocol itself holds back, after a mass failure or while the operator's freeze stands, are no
 * measure of F1; they are held to its bound all the same, for so much longer.
 */
import type { Happening } from '../happenings.ts';
import type { Write } from '../world.ts';
import { f1Ms, isMassFailure } from './bounds.ts';
import type { Check, CreateCheck, Watched } from './check.ts';
import { name, seconds } from './evidence.ts';
import type { WriteFacts } from './ledger.ts';

/** Calm for so long before, the past plays no part. */
const CALM_MS = 5 * 60_000;
const MARKS_KEPT = 16;
/** A record is visible so long after it was sent. */
const WRITE_MS = 2_000;
const SECOND_MS = 1_000;

interface Known {
  readonly boot: string;
  readonly v4: string | null;
  readonly v6: string | null;
  readonly since: number;
}

class FailoverTimes implements Check {
  readonly promise = 'L1';
  readonly #watched: Watched;
  /** When something went wrong or ended, oldest first. */
  readonly #marks: number[] = [];
  readonly #providerBackAt = new Map<string, number>();
  /** Since when a node has known its present address, and that the provider is out of its reach. */
  readonly #addresses = new Map<string, Known>();
  readonly #downSince = new Map<string, number>();
  /** When a node was last seen frozen by its operator. */
  readonly #frozenAt = new Map<string, number>();
  #lastWriteAt = -Infinity;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onHappening(happening: Happening, at: number): void {
    if (this.#marks.at(-1) !== at) this.#marks.push(at);
    if (this.#marks.length > MARKS_KEPT) this.#marks.shift();
    if (happening.kind === 'provider-back') this.#providerBackAt.set(happening.node, at);
  }

  onSecond(now: number): void {
    for (const id of this.#watched.world.machines.keys()) this.#look(id, now);
  }

  /** What a node knows when it asks for something is known to it by then. */
  onCall(node: string): void {
    this.#look(node, this.#watched.world.time.now);
  }

  onWrite(write: Write): void {
    const { facts } = this.#watched.ledger;
    if (write.node === null || facts === null || facts.sent === null) return;
    this.#lastWriteAt = write.at;
    const found = this.#classOf(write, write.node, facts);
    if (found === null || found.ms < 0) return;
    const { kind, event, ms } = found;
    const heldMs = kind === 'F1' ? this.#heldBackMs(write.node, write.at - ms) : 0;
    const stuck = kind === 'F1' ? this.#stuckAhead(write, facts) : 0;
    const label = kind === 'F1' && this.#hasNoteOf(write.node, facts.sent.about) ? 'F1n' : kind;
    if (heldMs === 0 && stuck === 0) this.#watched.tally.failover(label, event, ms);
    if (kind === 'F1') this.#judge(write, ms, heldMs + stuck * this.#watched.world.timers.passMs);
  }

  atEnd(): void {
    const { truth, tally } = this.#watched;
    if (truth.peaceAt === null || this.#lastWriteAt < truth.peaceAt) return;
    tally.failover('F8', 'peace', this.#lastWriteAt - truth.peaceAt);
  }

  #classOf(
    write: Write,
    node: string,
    { sent, cell, formerWriter, overwrittenAgeMs }: WriteFacts,
  ): { readonly kind: string; readonly event: string; readonly ms: number } | null {
    const { truth, ledger } = this.#watched;
    const about = sent?.about ?? node;
    const since = (kind: string, at: number): { kind: string; event: string; ms: number } | null =>
      this.#isAloneSince(at) ? { kind, event: `${about} ${at}`, ms: write.at - at } : null;
    switch (sent?.why) {
      case 'holder-dead':
        return this.#deathClass(write, node, about);
      case 'own-address':
        return this.#found('F4', node, write.at);
      case 'holder-unfit': {
        const at = Math.max(this.#addresses.get(about)?.since ?? -1, this.#downSince.get(about) ?? -1);
        return truth.lastFaultAt <= at ? { kind: 'F7', event: `${about} ${at}`, ms: write.at - at } : null;
      }
      case 'unknown-claimed':
        return formerWriter === null
          ? since('F5', Math.max(write.at - overwrittenAgeMs, truth.startedAt(node) ?? 0))
          : null;
      case 'yielded': {
        const at = Math.max(truth.startedAt(node) ?? 0, truth.stoppedUntil(node, 0));
        return ledger.order(cell.key)[0] === node && !this.#hasFlapped(about, node) ? since('F6', at) : null;
      }
      case undefined:
      default:
        return null;
    }
  }

  #look(id: string, now: number): void {
    const process = this.#watched.world.machines.get(id)?.process ?? null;
    if (process === null) return;
    const { own, provider, boot, freezes } = process.state;
    if (freezes.size > 0) this.#frozenAt.set(id, now);
    const [v4, v6] = [own.v4.verified, own.v6.verified];
    const known = this.#addresses.get(id);
    const isKnown = known?.boot === boot && known.v4 === v4 && known.v6 === v6;
    if (!isKnown) this.#addresses.set(id, { boot, v4, v6, since: now });
    if (provider.isUp) this.#downSince.delete(id);
    else if (!this.#downSince.has(id)) this.#downSince.set(id, now);
  }

  #deathClass(
    write: Write,
    node: string,
    victim: string,
  ): { readonly kind: string; readonly event: string; readonly ms: number } | null {
    const { truth, world } = this.#watched;
    const deadAt = truth.deadSince(victim);
    if (deadAt === null || !truth.isGood(node)) {
      const backAt = this.#providerBackAt.get(node) ?? -1;
      const isLongDead = deadAt !== null && backAt - deadAt >= world.timers.deadMs;
      if (!isLongDead || truth.lastFaultAt > backAt) return null;
      return { kind: 'F3', event: `${node} ${backAt}`, ms: write.at - backAt };
    }
    const last = truth.lastProcess(victim)?.state;
    const hasOverturned = world
      .machine(node)
      .process?.state.damping.takeOvers.some(({ nodeId, overturned }) => overturned && nodeId === victim);
    if (last === undefined || last.witness.selfTestedAt === null || hasOverturned === true) return null;
    if (world.network.wire.loss > 0 || !this.#isAloneSince(deadAt)) return null;
    const event = `${victim} ${deadAt}`;
    const ms = write.at - deadAt;
    if (world.network.cutCount === 0)
      return this.#isVouchedFor(node, deadAt) ? null : { kind: 'F1', event, ms };
    const isUnheard = !world.network.isOpen(victim, node);
    return isUnheard && last.witness.isPosted ? { kind: 'F2', event, ms } : null;
  }

  /** Who dies is heard until then, so no record of before counts; one written since its last word would. */
  #isVouchedFor(heir: string, deadAt: number): boolean {
    const { world } = this.#watched;
    const { heartbeatMs, requestMs } = world.timers;
    const heardAt = deadAt - 1.1 * heartbeatMs - requestMs - WRITE_MS;
    return world.witnessWrites(heardAt).some(({ node, at }) => node !== heir && at <= deadAt);
  }

  /** Whoever has flapped waits longer. */
  #hasFlapped(observer: string, id: string): boolean {
    const { flaps } = this.#watched.world.machines.get(observer)?.process?.state.damping ?? { flaps: [] };
    return flaps.filter(({ nodeId }) => nodeId === id).length > 1;
  }

  #found(kind: string, node: string, now: number): { kind: string; event: string; ms: number } | null {
    const at = this.#addresses.get(node)?.since;
    if (at === undefined || this.#watched.truth.lastFaultAt > at) return null;
    return { kind, event: `${node} ${at}`, ms: now - at };
  }

  /** Nothing has gone wrong since `at`, nor for a while before. */
  #isAloneSince(at: number): boolean {
    if ((this.#marks.at(-1) ?? -Infinity) > at) return false;
    const before = this.#marks.findLast((mark) => mark < at) ?? -Infinity;
    return at - before >= CALM_MS;
  }

  /** For how long after tDead this node was not to take anything from those that died at `deadAt`. */
  #heldBackMs(node: string, deadAt: number): number {
    const { world, truth, ledger } = this.#watched;
    const { deadMs, panicMs } = world.timers;
    // All of them at once: whoever dies when others have long been gone has its witness out, and is of no class F1.
    const members = ledger.newest.members.filter(({ maintenance }) => !maintenance);
    const lost = members.filter(({ id }) => truth.deadSince(id) !== null).length;
    const isMass = isMassFailure(lost, members.length);
    const thawedMs = (this.#frozenAt.get(node) ?? -Infinity) + SECOND_MS - deadAt - deadMs;
    return Math.max(0, isMass ? panicMs : 0, thawedMs);
  }

  /** Whether the writer has been told that the process of the dead one has ended. */
  #hasNoteOf(writer: string, dead: string | null): boolean {
    const peers = this.#watched.world.machines.get(writer)?.process?.state.liveness.peers;
    return dead !== null && (peers?.get(dead)?.end ?? null) !== null;
  }

  /** How many ahead of the writer run and have not acted. */
  #stuckAhead(write: Write, { cell }: WriteFacts): number {
    const { truth, ledger } = this.#watched;
    const order = ledger.order(cell.key);
    const place = Math.max(0, order.indexOf(write.node ?? ''));
    return order.slice(0, place).filter((id) => truth.isRunning(id)).length;
  }

  #judge(write: Write, ms: number, heldMs: number): void {
    const { world, truth, ledger, report } = this.#watched;
    const { timers } = world;
    const bound = f1Ms(timers, ledger.managed.length) + heldMs;
    if (ms <= bound || truth.isAssumptionBroken()) return;
    report(name(write), `after ${seconds(ms)}, where nothing else was wrong (F1: ${seconds(bound)})`);
  }
}

export const failoverTimes: CreateCheck = (watched) => new FailoverTimes(watched);
