/**
 * Which records show the former address of a living node that leaves it to another one, as that one does in its turn?
 * Nobody corrects them before the time is over that such a record is given (0034).
 */
import type { Family } from '../../../src/model/family.ts';
import type { Watched } from './check.ts';
import { f4Ms } from './bounds.ts';
import type { CellTruth } from './ledger.ts';

/** By the protocol, as is `LEFT_PASS_MS`: nobody writes before that. */
export const LEFT_MS = 600_000;
/** Whoever is the first sees it by an idle reading, and so it does when the time is over. */
const READINGS = 2;
const SPREAD = 1.1;
/** All are heard again, and a reading that was owed is made. */
const HEARD_MS = 60_000;

/** Nobody who runs takes the record for its own, and there is somebody to whom each leaves it. */
export function isLeftByAll({ world, truth }: Watched, value: string, family: Family): boolean {
  let count = 0;
  for (const { id, process, addresses } of world.machines.values()) {
    if (process === null || !truth.isRunning(id)) continue;
    const holder = process.state.book.holderOf(value, family, id);
    if (addresses[family] === value || holder === null || holder === id) return false;
    if (!world.machines.has(holder) || !truth.isRunning(holder)) return false;
    count += 1;
  }
  return count > 1;
}

export class LeftCells {
  readonly #watched: Watched;
  /** Cell → its value, and since when nothing has kept the first in order from writing it in time. */
  readonly #since = new Map<string, { readonly value: string; readonly since: number }>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Whether nobody need have corrected the record yet. Asked again and again as long as it is in question. */
  isExcused(cell: CellTruth, now: number): boolean {
    if (!isLeftByAll(this.#watched, cell.record.value, cell.family)) {
      this.#since.delete(cell.key);
      return false;
    }
    const known = this.#since.get(cell.key);
    const { value } = cell.record;
    const since = known?.value === value && this.#isCalm() ? known.since : now;
    this.#since.set(cell.key, { value, since });
    const { ledger, world } = this.#watched;
    const boundMs = LEFT_MS + READINGS * SPREAD * world.timers.readMostMs + HEARD_MS;
    return now - since <= boundMs + f4Ms(world.timers, ledger.managed.length);
  }

  #isCalm(): boolean {
    const { world, truth } = this.#watched;
    const { cutCount, wire } = world.network;
    if (truth.allGoodSince === null || truth.isAssumptionBroken()) return false;
    if (cutCount > 0 || wire.loss > 0 || wire.delayMs > world.timers.tickMs) return false;
    const hashes = new Set<string>();
    for (const { process } of world.machines.values()) {
      if (process === null || process.state.freezes.size > 0 || process.state.isDraining) return false;
      hashes.add(process.state.cluster.configuration.stamp.hash);
    }
    return hashes.size === 1;
  }
}
