/**
 * S4: no flapping. A cell moves at most five times in ten minutes whatever goes wrong, not counting what one dead node
 * took from another: nodes may die one after the other as often as they like. And it moves not at all while every node
 * runs and reaches the provider: then partitions move nothing but what was owed from before, by a yield. An address that
 * a hand typed and no node has is taken from nobody; it stands until all are accounted for, however long that is. And
 * who has long said that it cannot serve may be unable to yield, as by another edition: that one is relieved.
 */
import type { CreateCheck, Watched } from './check.ts';
import { f8Ms, planMs } from './bounds.ts';
import { name, seconds } from './evidence.ts';
import type { WriteFacts } from './ledger.ts';

const WINDOW_MS = 10 * 60_000;
const MOST_MOVES = 5;
/** Of the time that an unfitness has to last: clocks differ, and what a node says is looked at once a second. */
const UNFIT_SHARE = 0.9;

export const noFlapping: CreateCheck = (watched) => {
  const { world, truth, ledger, tally, report } = watched;
  const moves = new Map<string, number[]>();
  /** What gives a good node reason to move a record: other hands, other addresses, another configuration. */
  let stirredAt = -Infinity;
  let edition = ledger.newest.stamp;
  /** Cell → who took it last from a node that was dead. */
  const heirs = new Map<string, string>();
  const isInherited = ({ cell, victim }: WriteFacts, taker: string): boolean => {
    const isFromDead = victim !== null && truth.deadSince(victim) !== null;
    const wasHeir = heirs.get(cell.key) === victim;
    if (isFromDead) heirs.set(cell.key, taker);
    else heirs.delete(cell.key);
    return isFromDead && wasHeir;
  };
  /** Two processes with one name contradict each other. */
  const hasCopy = (id: string | null): boolean => (world.cloned.get(id ?? '')?.process ?? null) !== null;
  return {
    promise: 'S4',
    onHappening: (happening, at) => {
      if (happening.kind === 'address') stirredAt = at;
    },
    onSecond: (now) => {
      if (ledger.newest.stamp === edition) return;
      edition = ledger.newest.stamp;
      stirredAt = now;
    },
    onChange: ({ client }) => {
      if (client === null) stirredAt = world.time.now;
    },
    onWrite: (write) => {
      const { facts } = ledger;
      if (facts?.isMove !== true || write.node === null) return;
      tally.moves += 1;
      const { cell, sent, wasNobodys } = facts;
      const times = (moves.get(cell.key) ?? []).filter((at) => write.at - at < WINDOW_MS);
      const isOwed = isInherited(facts, write.node);
      if (!isOwed && !hasCopy(write.node) && !hasCopy(write.from)) times.push(write.at);
      moves.set(cell.key, times);
      if (times.length > MOST_MOVES) report(name(write), `moved ${times.length} times in 10 min`);
      const allGoodSince = truth.allGoodSince;
      if (allGoodSince === null || sent?.why === 'yielded' || wasNobodys || truth.isAssumptionBroken())
        return;
      const calmMs = write.at - Math.max(allGoodSince, stirredAt);
      if (calmMs < f8Ms(world.timers) || world.cloned.size > 0 || isRelief(facts, watched)) return;
      report(name(write), `all nodes have run and reached the provider for ${seconds(calmMs)}`);
    },
  };
};

/** It is taken, for that reason, from a node that has said for tUnfit that it cannot serve, until just now at least. */
function isRelief({ cell, sent, victim }: WriteFacts, { truth, world }: Watched): boolean {
  if (sent?.why !== 'holder-unfit' || victim === null || sent.about !== victim) return false;
  const { heartbeatMs, requestMs, unfitMs } = world.timers;
  const unheardMs = 1.1 * heartbeatMs + requestMs + planMs(world.timers);
  return world.time.now - truth.announcedAt(victim, cell.family, UNFIT_SHARE * unfitMs) < unheardMs;
}
