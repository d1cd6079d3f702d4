/** L3: once the faults are over each record shows the present address of the first living candidate in order. */
import type { CreateCheck } from './check.ts';

export const allReturn: CreateCheck = ({ world, truth, ledger, report }) => ({
  promise: 'L3',
  atEnd: () => {
    const isFrozen = [...world.machines.values()].some(
      ({ process }) => (process?.state.freezes.size ?? 0) > 0,
    );
    if (isFrozen || world.cloned.size > 0) return;
    for (const cell of ledger.managed) {
      // A node of the Go program goes by rules of its own.
      if (ledger.order(cell.key).some((id) => !world.machines.has(id))) continue;
      const first = ledger.order(cell.key).find((id) => truth.goodSince(id) !== null);
      if (first === undefined) continue;
      const address = world.machine(first).addresses[cell.family];
      if (address === null || cell.record.value === address) continue;
      report(
        `${cell.key} shows ${cell.record.value} (${ledger.holderOf(cell) ?? 'nobody'}) in the end`,
        `the first living candidate is ${first} at ${address}`,
      );
    }
  },
});
