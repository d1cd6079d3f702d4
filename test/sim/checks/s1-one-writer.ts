/**
 * S1: one writer. Two good nodes never write the same cell within tFresh + tProv of each other, unless one handed it
 * to the other; such a race is counted. Once peace has had its time a cell has one writer at most.
 *
 * Outside of the promise: heirs of one and the same holder who go by different orders. A verdict asks nobody's consent,
 * and it is the order alone that lets one of two heirs wait (section 14, version skew and two leaders). Counted all
 * the same.
 */
import type { Configuration } from '../../../src/model/configuration.ts';
import type { World } from '../world.ts';
import type { CreateCheck } from './check.ts';
import { f8Ms, planMs } from './bounds.ts';
import { name } from './evidence.ts';
import type { SentWrite } from './ledger.ts';
import { successionOf } from './order.ts';

/** As for the judges of *good* nodes. */
const GOOD_EXTRA_MS = 60_000;
/** Decisions by which a node takes what somebody else no longer tends. */
const TAKE_OVERS: readonly (string | null)[] = ['holder-dead', 'holder-unfit', 'unknown-claimed'];

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
        const areGood = [node, before.node].every(
          (id) => truth.isGood(id, cell.family) && !tookItselfForStopped(world, id),
        );
        const first = ledger.sentBy(before.node, cell);
        const seenBy = before.at + world.timers.readDelayMs;
        if (areGood && !areHeirsAtOdds(cell.key, first, sent, seenBy)) {
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

/**
 * A jump of its calendar looks to a node like sleep, and its verdicts begin anew, as after a stop. It may come to one
 * so late that whoever is behind it in the order has waited for long enough.
 */
function tookItselfForStopped({ machines, timers }: World, id: string): boolean {
  const process = machines.get(id)?.process ?? null;
  if (process === null) return false;
  const { resumedAt, startedAt } = process.state;
  return resumedAt > startedAt && process.clock.monotonicMs() - resumedAt < timers.deadMs + GOOD_EXTRA_MS;
}

/** Both took it from the same third by unlike orders, the later one on a reading that need not show the other's write. */
function areHeirsAtOdds(
  key: string,
  first: SentWrite | null,
  second: SentWrite | null,
  seenBy: number,
): boolean {
  if (first === null || second === null) return false;
  if (!TAKE_OVERS.includes(first.why) || first.why !== second.why || first.about !== second.about)
    return false;
  if (second.readSentAt === null || second.readSentAt >= seenBy) return false;
  return orderOf(key, first.configuration) !== orderOf(key, second.configuration);
}

function orderOf(key: string, configuration: Configuration | null): string {
  return configuration === null ? '' : successionOf(key, configuration).join(' ');
}
