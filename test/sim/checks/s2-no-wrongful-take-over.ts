/**
 * S2: no wrongful take-over. A move without a yield never takes a cell from a good node, unless the value that it
 * overwrites is younger than tFresh + tProv: between a read and its write there is a gap that nothing can close.
 *
 * Outside of the promise: nodes of the Go program (they publish no witness), those that are no members by the writer's
 * configuration (nobody waits for them), cloned identities, and worlds in which a provider broke an assumption of the
 * protocol. So are victims that do not count the writer by a configuration that is not newer than the writer's: their
 * leader was restored from an old back-up and removed the writer before it could be told that it is stale. They wait
 * for nobody, and what they write looks as if they had died before the writer was added. And so is a record that has
 * shown for as long as the protocol asks for what its owner has no more, and has left to another one or was refused to
 * correct. And so is one whose owner has forgotten the value together with its disk. A move labelled as yielded is S3's matter.
 */
import { compareStamps } from '../../../src/model/configuration.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import type { CreateCheck } from './check.ts';
import { planMs } from './bounds.ts';
import { name, seconds } from './evidence.ts';
import { Forgotten } from './forgotten.ts';
import { LEFT_MS, isLeftByAll } from './left-cells.ts';
import type { CellTruth } from './ledger.ts';

/** The time is the nodes' own. */
const CLOCKS = 0.98;

interface Stale {
  readonly value: string;
  readonly since: number;
}

export const noWrongfulTakeOver: CreateCheck = (watched) => {
  const { world, truth, ledger, tally, report } = watched;
  /** Cell → since when it has shown what its owner has no more. */
  const stale = new Map<string, Stale>();
  const forgotten = new Forgotten(world);
  /** Node → when the provider last refused it a correction. */
  const refusedAt = new Map<string, number>();
  const isLeft = ({ key, family }: CellTruth, value: string, at: number, owner: string): boolean => {
    const known = stale.get(key);
    if (known?.value !== value || at - known.since < CLOCKS * LEFT_MS) return false;
    return isLeftByAll(watched, value, family) || (refusedAt.get(owner) ?? -Infinity) > known.since;
  };
  return {
    promise: 'S2',
    onCall: (node, { action }, befallen) => {
      const isRefused = action === 'updateValue' && befallen?.fault?.outcome === 'rejected';
      if (isRefused) refusedAt.set(node, world.time.now);
    },
    onSecond: (now) => {
      forgotten.look();
      for (const cell of ledger.managed) {
        const { value } = cell.record;
        const holder = ledger.holderOf(cell);
        const address = holder === null ? value : world.machines.get(holder)?.addresses[cell.family];
        if (address === value) stale.delete(cell.key);
        else if (stale.get(cell.key)?.value !== value) stale.set(cell.key, { value, since: now });
      }
    },
    onWrite: (write, before) => {
      const { facts } = ledger;
      const { victim, sent, cell, overwrittenAgeMs } = facts ?? {};
      if (write.node === null || victim === undefined || victim === null || cell === undefined) return;
      if (sent?.why === 'yielded' || (overwrittenAgeMs ?? 0) < planMs(world.timers)) return;
      if (world.cloned.has(victim) || world.cloned.has(write.node) || truth.isAssumptionBroken()) return;
      const configuration = sent?.configuration ?? ledger.newest;
      const member = configuration.members.find(({ id }) => id === victim);
      // Of a Go node nothing is known but its records.
      const theirs = world.machines.get(victim)?.process?.state.cluster.configuration;
      if (theirs !== undefined && isFork(theirs, configuration, write.node)) return;
      if (member === undefined || !truth.isGood(victim, cell.family)) return;
      if (sent?.why === 'unknown-claimed' && before !== null) {
        const { value } = before;
        if (isLeft(cell, value, write.at, victim) || forgotten.has(victim, value, cell.family)) return;
      }
      tally.wrongfulTakeOvers += 1;
      const since = truth.goodSince(victim) ?? write.at;
      report(
        name(write),
        `taken from ${victim}, which has been good for ${seconds(write.at - since)}, as ${sent?.why ?? 'nobody knows why'}`,
      );
    },
  };
};

function isFork(theirs: Configuration, own: Configuration, writer: string): boolean {
  return !theirs.members.some(({ id }) => id === writer) && compareStamps(theirs.stamp, own.stamp) <= 0;
}
