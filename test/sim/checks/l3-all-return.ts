/**
 * L3: once the faults are over each record shows the present address of the first living candidate in order, within F8
 * of the last thing that befell the cluster, and from then on. An edition counts as such a thing, for people who settle
 * what is left over make editions, and so do their hands in the zone; and readings older than is assumed, while they
 * have an effect.
 */
import type { CreateCheck } from './check.ts';
import { f8Ms } from './bounds.ts';
import { seconds } from './evidence.ts';
import { LeftCells } from './left-cells.ts';

/** So often it is looked, s. */
const LOOK_SECONDS = 10;

export const allReturn: CreateCheck = (watched) => {
  const { world, truth, ledger, report } = watched;
  const left = new LeftCells(watched);
  let disturbedAt = -Infinity;
  let edition = ledger.newest;
  let count = 0;
  /** Where a cell is that belongs elsewhere, and where it belongs; null: all are in their places. */
  const findAway = (): readonly [string, string] | null => {
    const isFrozen = [...world.machines.values()].some(
      ({ process }) => (process?.state.freezes.size ?? 0) > 0,
    );
    if (isFrozen || world.cloned.size > 0) return null;
    for (const cell of ledger.managed) {
      // A node of the Go program goes by rules of its own.
      if (ledger.order(cell.key).some((id) => !world.machines.has(id))) continue;
      const first = ledger.order(cell.key).find((id) => truth.goodSince(id) !== null);
      if (first === undefined) continue;
      const address = world.machine(first).addresses[cell.family];
      if (address === null || cell.record.value === address) continue;
      if (left.isExcused(cell, world.time.now)) continue;
      const shown = `${cell.key} shows ${cell.record.value} (${ledger.holderOf(cell) ?? 'nobody'})`;
      return [shown, `the first living candidate is ${first} at ${address}`];
    }
    return null;
  };
  return {
    promise: 'L3',
    onHappening: (_happening, at) => {
      disturbedAt = at;
    },
    onChange: ({ client }) => {
      if (client === null) disturbedAt = world.time.now;
    },
    onSecond: (now) => {
      if (truth.peaceAt === null) return;
      if (ledger.newest !== edition || truth.isAssumptionBroken()) disturbedAt = now;
      edition = ledger.newest;
      count += 1;
      if (count % LOOK_SECONDS !== 0 || now - disturbedAt <= f8Ms(world.timers)) return;
      const away = findAway();
      if (away === null) return;
      const [shown, belongs] = away;
      report(`${shown} ${seconds(now - disturbedAt)} after the last fault, F8 is over`, belongs);
    },
    atEnd: () => {
      const away = findAway();
      if (away !== null) report(`${away[0]} in the end`, away[1]);
    },
  };
};
