/**
 * S4, too: an heir that cannot hear the one before it gives it the time of the dead node's lease as well. Nobody takes
 * a dead node's cell within tPass of the end of its last lease while somebody good stands before it that has been cut
 * off from it since before the death: that one is bound by the lease, and would act as it ends. And nobody does within
 * tPass of the last lease of a dead node that the one ahead lets go first.
 */
import type { Write } from '../world.ts';
import type { Check, CreateCheck, Watched } from './check.ts';
import { name, seconds } from './evidence.ts';
import { successionOf } from './order.ts';

const CLOCKS = 0.98;
/** The provider tells its time in whole seconds, and clocks differ over a lease as well. */
const MARGIN_MS = 4_000;
/** What was sent before a cut has arrived. */
const FLIGHT_MS = 5_000;

class HeirsOutOfTouch implements Check {
  readonly promise = 'S4';
  readonly #watched: Watched;
  /** The newest witness record of each node; lease 0 until its writer knows that it stands. */
  readonly #posted = new Map<string, { readonly at: number; leaseMs: number }>();
  /** Since when a pair of nodes lacks one way or both. */
  readonly #cutSince = new Map<string, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onSecond(now: number): void {
    const { network, machines } = this.#watched.world;
    if (network.cutCount === 0) {
      if (this.#cutSince.size > 0) this.#cutSince.clear();
      return;
    }
    const ids = [...machines.keys()];
    for (const [index, one] of ids.entries()) {
      for (const other of ids.slice(index + 1)) {
        const pair = pairOf(one, other);
        const isOpen = network.isOpen(one, other) && network.isOpen(other, one);
        if (isOpen) this.#cutSince.delete(pair);
        else if (!this.#cutSince.has(pair)) this.#cutSince.set(pair, now);
      }
    }
  }

  onLog(node: string, event: string, _text: unknown, fields: { readonly leaseMs?: unknown }): void {
    const posted = this.#posted.get(node);
    if (event !== 'witness-written' || posted === undefined) return;
    posted.leaseMs = typeof fields.leaseMs === 'number' ? fields.leaseMs : 0;
  }

  onWrite(write: Write): void {
    const { world, truth, ledger, report } = this.#watched;
    const { facts } = ledger;
    const { node, at } = write;
    if (node !== null && write.cellKey === null) this.#posted.set(node, { at, leaseMs: 0 });
    if (node === null || facts === null || facts.sent?.why !== 'holder-dead') return;
    const { cell, sent, victim } = facts;
    if (victim === null || sent.configuration === null) return;
    if (truth.isAssumptionBroken() || world.cloned.size > 0) return;
    const order = successionOf(cell.key, sent.configuration);
    const before = order.slice(0, Math.max(0, order.indexOf(node))).filter((id) => id !== victim);
    for (const [place, id] of before.entries()) {
      if (!truth.isGood(id, cell.family)) continue;
      const turn = this.#turnOf(id, victim, before.slice(0, place), node);
      if (turn === null || at >= turn + world.timers.passMs * CLOCKS - MARGIN_MS) continue;
      const evidence = `${id} is before ${node}, which it cannot talk to; it may be bound by leases until ${seconds(turn)}`;
      report(name(write), evidence);
      return;
    }
  }

  /** When whoever cannot talk to `node` has to find the victim dead, and those before itself; null: no lease says. */
  #turnOf(id: string, victim: string, before: readonly string[], node: string): number | null {
    const cutSince = this.#cutSince.get(pairOf(node, id)) ?? Infinity;
    const end = this.#leaseEnd(victim, cutSince);
    if (end === null) return null;
    const ends = before.map((one) => this.#leaseEnd(one, cutSince) ?? -Infinity);
    // For nobody before itself, dead or not, does it wait for longer than tPass.
    const patience = before.length * this.#watched.world.timers.passMs * CLOCKS;
    return Math.max(end, Math.min(Math.max(...ends, -Infinity), end + patience));
  }

  /** Until when the last record of a dead node binds whoever has been cut off since before the death. */
  #leaseEnd(dead: string, cutSince: number): number | null {
    const deadSince = this.#watched.truth.deadSince(dead);
    const last = this.#posted.get(dead);
    if (deadSince === null || last === undefined || last.leaseMs === 0) return null;
    const end = last.at + last.leaseMs * CLOCKS;
    return end <= deadSince || cutSince > deadSince - FLIGHT_MS ? null : end;
  }
}

function pairOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

export const heirsOutOfTouch: CreateCheck = (watched) => new HeirsOutOfTouch(watched);
