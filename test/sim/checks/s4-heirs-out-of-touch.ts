/**
 * S4, too: an heir that cannot hear the one before it gives it the time of the dead node's lease as well. Nobody takes
 * a dead node's cell within tPass of the end of its last lease while somebody good stands before it that has been cut
 * off from it since before the death: that one is bound by the lease, and would act as it ends.
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
      this.#cutSince.clear();
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
    const deadSince = victim === null ? null : truth.deadSince(victim);
    const last = this.#posted.get(victim ?? '');
    if (deadSince === null || sent.configuration === null || last === undefined || last.leaseMs === 0) return;
    if (truth.isAssumptionBroken() || world.cloned.size > 0) return;
    const patience = (world.timers.passMs + last.leaseMs) * CLOCKS - MARGIN_MS;
    if (last.at + last.leaseMs <= deadSince || at - last.at >= patience) return;
    const order = successionOf(cell.key, sent.configuration);
    const before = order.slice(0, Math.max(0, order.indexOf(node)));
    const passedOver = before.find(
      (id) =>
        id !== victim &&
        truth.isGood(id, cell.family) &&
        (this.#cutSince.get(pairOf(node, id)) ?? Infinity) <= deadSince - FLIGHT_MS,
    );
    if (passedOver === undefined) return;
    report(
      name(write),
      `${passedOver} is before ${node}, which it cannot talk to; ${String(victim)}'s last lease is ${seconds(at - last.at)} old`,
    );
  }
}

function pairOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

export const heirsOutOfTouch: CreateCheck = (watched) => new HeirsOutOfTouch(watched);
