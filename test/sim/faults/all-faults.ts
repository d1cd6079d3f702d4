/** Every kind of bad luck that there is. */
import { addressChange } from './address-change.ts';
import { addressLoss } from './address-loss.ts';
import { addressStorm } from './address-storm.ts';
import { addressSwap } from './address-swap.ts';
import { clone } from './clone.ts';
import { configurationChange } from './configuration-change.ts';
import { configurationInPartition } from './configuration-in-partition.ts';
import { crashAtCall } from './crash-at-call.ts';
import { crashMidPush } from './crash-mid-push.ts';
import { crashStorm } from './crash-storm.ts';
import { crash } from './crash.ts';
import { cut } from './cut.ts';
import { deathsApart } from './deaths-apart.ts';
import { delay } from './delay.ts';
import { doubling } from './doubling.ts';
import { drain } from './drain.ts';
import { emptyDisk } from './empty-disk.ts';
import type { FaultKind } from './fault-kind.ts';
import { freezeSwitch } from './freeze-switch.ts';
import { handEdit } from './hand-edit.ts';
import { isolation } from './isolation.ts';
import { latePush } from './late-push.ts';
import { leaderBackup } from './leader-backup.ts';
import { leaderGone } from './leader-gone.ts';
import { longAbsence } from './long-absence.ts';
import { loss } from './loss.ts';
import { lostAnswers } from './lost-answers.ts';
import { massFailure } from './mass-failure.ts';
import { memberRemoval } from './member-removal.ts';
import { oldDisk } from './old-disk.ts';
import { oneWayCut } from './one-way-cut.ts';
import { outage } from './outage.ts';
import { partialCut } from './partial-cut.ts';
import { partition } from './partition.ts';
import { powerLoss } from './power-loss.ts';
import { providerLoss } from './provider-loss.ts';
import { providerReadOnly } from './provider-read-only.ts';
import { returnUnheard } from './return-unheard.ts';
import { sleepAfterGift } from './sleep-after-gift.ts';
import { sleepBehindCut } from './sleep-behind-cut.ts';
import { slowProvider } from './slow-provider.ts';
import { staleBeyond } from './stale-beyond.ts';
import { staleReads } from './stale-reads.ts';
import { stopAmidWrites } from './stop-amid-writes.ts';
import { stopAtWitness } from './stop-at-witness.ts';
import { stopBeforeWrites, suspendBeforeWrites } from './stop-before-writes.ts';
import { stop } from './stop.ts';
import { stuckHeir } from './stuck-heir.ts';
import { suspend } from './suspend.ts';
import { swapInSight } from './swap-in-sight.ts';
import { throttling } from './throttling.ts';
import { truncatedListings } from './truncated-listings.ts';
import { twoLeaders } from './two-leaders.ts';
import { upgrade } from './upgrade.ts';
import { wallJump } from './wall-jump.ts';
import { yieldTooLate } from './yield-too-late.ts';

const MIXED: readonly FaultKind[] = [
  ...[crash, powerLoss, crashStorm, crashAtCall, crashMidPush, outage, leaderGone],
  ...[stop, suspend, stopBeforeWrites, stopAmidWrites, stopAtWitness],
  ...[cut, oneWayCut, partialCut, partition, isolation, loss, delay, doubling],
  ...[providerLoss, providerReadOnly, throttling, lostAnswers, slowProvider],
  ...[staleReads, staleBeyond, truncatedListings],
  ...[addressChange, addressStorm, addressSwap, addressLoss, wallJump],
  ...[emptyDisk, oldDisk, leaderBackup, clone, twoLeaders],
  ...[configurationChange, configurationInPartition, memberRemoval, freezeSwitch, drain],
  ...[handEdit, upgrade],
];

/** Drawn apart: they take a good part of an hour, or hit so seldom that they are no part of a mix. */
export const LONG_KINDS: readonly FaultKind[] = [
  ...[longAbsence, returnUnheard, massFailure, suspendBeforeWrites],
  ...[stuckHeir, yieldTooLate, latePush, swapInSight],
  sleepBehindCut,
];

export const FAULT_KINDS: readonly FaultKind[] = [...MIXED, ...LONG_KINDS];

/** Never drawn unless asked for by name, so that what is drawn without them stays what it was. */
const ASKED_KINDS: readonly FaultKind[] = [deathsApart, sleepAfterGift];

/** Whatever can be asked for. */
export const KNOWN_KINDS: readonly FaultKind[] = [...FAULT_KINDS, ...ASKED_KINDS];

export function faultKind(name: string): FaultKind {
  const found = KNOWN_KINDS.find(({ kind }) => kind === name);
  if (found === undefined) throw new Error(`no fault is called ${name}`);
  return found;
}
