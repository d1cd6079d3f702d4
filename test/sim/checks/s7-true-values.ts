/**
 * S7: true values. What a node writes is at that moment its own address of that family; one that has changed since may
 * be written until the node had its chance to find out, and to let go of the plan in hand.
 */
import type { CreateCheck } from './check.ts';
import { detectionMs, planMs } from './bounds.ts';
import { name } from './evidence.ts';

export const trueValues: CreateCheck = ({ world, truth, ledger, report }) => {
  /** Node and address → when it ceased to be its. */
  const former = new Map<string, number>();
  const present = new Map<string, { v4: string | null; v6: string | null }>();
  const look = (now: number): void => {
    for (const { id, addresses } of world.machines.values()) {
      const known = present.get(id);
      if (known?.v4 === addresses.v4 && known.v6 === addresses.v6) continue;
      if (known !== undefined) {
        if (known.v4 !== addresses.v4) former.set(`${id} ${known.v4 ?? ''}`, now);
        if (known.v6 !== addresses.v6) former.set(`${id} ${known.v6 ?? ''}`, now);
      }
      present.set(id, { ...addresses });
    }
  };
  look(world.time.now);
  return {
    promise: 'S7',
    onSecond: look,
    onHappening: (happening, at) => {
      if (happening.kind === 'address') look(at);
    },
    onWrite: (write) => {
      const { node, newValue, at } = write;
      const family = ledger.facts?.cell.family;
      if (node === null || newValue === null || family === undefined || world.cloned.has(node)) return;
      if (world.machines.get(node)?.addresses[family] === newValue) return;
      const until = former.get(`${node} ${newValue}`);
      // A stopped process finds out nothing.
      const knownSince = Math.max(until ?? -Infinity, truth.runningSince(node) ?? at);
      const own = world.machines.get(node)?.addresses[family] ?? null;
      // That there is none is believed when it was found twice.
      const againMs = own === null ? world.timers.addressCheckMs : 0;
      const allowedMs = detectionMs(world.timers) + againMs + planMs(world.timers);
      if (until !== undefined && at - knownSince <= allowedMs) return;
      report(name(write), `${newValue} is not the writer's address, which is ${own ?? 'none'}`);
    },
  };
};
