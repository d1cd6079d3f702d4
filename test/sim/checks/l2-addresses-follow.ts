/**
 * L2: when the address of a good holder changes, its records show the new one within detection and F4, as long as it
 * stays good. What it is giving away at that moment is another's to write; and a record is no longer its own once
 * another node claims the address that it shows, for the newest claim wins. What it leaves to another living node that
 * leaves it in its turn has the time that the protocol gives such a record.
 */
import type { CreateCheck } from './check.ts';
import { detectionMs, f4Ms, lostAnswerMs } from './bounds.ts';
import { seconds } from './evidence.ts';
import { LeftCells } from './left-cells.ts';
import type { CellTruth } from './ledger.ts';

interface Debt {
  readonly cell: CellTruth;
  readonly old: string;
  readonly since: number;
  due: number;
}

export const addressesFollow: CreateCheck = (watched) => {
  const { world, truth, ledger, report } = watched;
  const left = new LeftCells(watched);
  const debts = new Map<string, Debt[]>();
  const f4 = (): number => f4Ms(world.timers, ledger.managed.length) + lostAnswerMs(world.timers);
  const isStillOwed = (node: string, { cell, old, since }: Debt): boolean => {
    const goodSince = truth.goodSince(node);
    if (goodSince === null || goodSince > since || truth.announcedAt(node, cell.family) > since) return false;
    if (cell.record.value !== old || cell.changedAt > since || !ledger.managed.includes(cell)) return false;
    return ledger.order(cell.key).includes(node) && world.machine(node).addresses[cell.family] !== old;
  };
  const isClaimed = (node: string, { cell, old }: Debt): boolean =>
    [...world.machines.values()].some(
      ({ id, process }) => id !== node && process?.state.own[cell.family].verified === old,
    );
  const isGivenAway = (node: string, { cell }: Debt): boolean => {
    const yielded = world.machine(node).process?.state.memories.get(cell.key)?.yielded;
    return yielded !== null && yielded !== undefined;
  };
  return {
    promise: 'L2',
    onHappening: (happening, at) => {
      if (happening.kind !== 'address' || happening.value === null) return;
      const { node, value } = happening;
      if (!world.machines.has(node) || world.cloned.has(node)) return;
      const family = value.includes(':') ? 'v6' : 'v4';
      debts.delete(node);
      if (!truth.isGood(node, family)) return;
      const owed = ledger.managed.filter(
        (cell) => cell.family === family && ledger.holderOf(cell) === node && cell.record.value !== value,
      );
      const due = at + detectionMs(world.timers) + f4();
      debts.set(
        node,
        owed.map((cell) => ({ cell, old: cell.record.value, since: at, due })),
      );
    },
    onSecond: (now) => {
      for (const [node, owed] of debts) {
        const still = owed.filter((debt) => isStillOwed(node, debt) && !isClaimed(node, debt));
        for (const debt of still) {
          if (isGivenAway(node, debt) || left.isExcused(debt.cell, now))
            debt.due = Math.max(debt.due, now + f4());
          if (now <= debt.due || truth.isAssumptionBroken()) continue;
          report(
            `${seconds(now)} ${debt.cell.key} still shows ${debt.old}`,
            `${node} has had another address for ${seconds(now - debt.since)}, and has been good all the time`,
          );
        }
        const due = still.filter((debt) => now <= debt.due);
        if (due.length > 0) debts.set(node, due);
        else debts.delete(node);
      }
    },
  };
};
