/**
 * S1: one writer. Two good nodes never write the same cell within tFresh + tProv of each other, unless one handed it
 * to the other; such a race is counted. Once peace has had its time a cell has one writer at most.
 */
import type { CreateCheck } from './check.ts';
import { f8Ms, planMs } from './bounds.ts';
import { name } from './evidence.ts';

export const oneWriter: CreateCheck = ({ world, truth, ledger, tally, report }) => {
  const lateWriters = new Map<string, string>();
  return {
    promise: 'S1',
    onWrite: (write) => {
      const { facts } = ledger;
      const { node, at } = write;
      if (facts === null || node === null) return;
      const { cell, overwrittenBy: before, sent } = facts;
      const isNear = before !== null && at - before.at < planMs(world.timers);
      if (isNear && before.node !== node && sent?.why !== 'yielded') {
        tally.races += 1;
        if (truth.isGood(node, cell.family) && truth.isGood(before.node, cell.family)) {
          report(name(write), `${before.node} wrote it ${at - before.at} ms before; both are good`);
        }
      }
      if (truth.peaceAt === null || at - truth.peaceAt < f8Ms(world.timers)) return;
      const late = lateWriters.get(cell.key) ?? node;
      lateWriters.set(cell.key, late);
      if (late !== node) report(name(write), `${late} has written it as well since all was quiet`);
    },
  };
};
