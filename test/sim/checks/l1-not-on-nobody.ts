/**
 * L1, too: no record shows for long what nobody stands behind. In calm a value that no node claims gives way within a
 * slow read, word of it, and F5; and the former address of a holder that has lost its provider gives way to another
 * node's within seven times tDead, within F7 and twice tDead once the holder itself knows of both, and tPass for each
 * candidate ahead.
 */
import type { Check, CreateCheck, Watched } from './check.ts';
import { continuousMs, f7Ms } from './bounds.ts';
import { seconds } from './evidence.ts';
import type { CellTruth } from './ledger.ts';

const READ_MS = 5_000;
const RETRIES_MS = 5_000;
const GOOD_BEFORE_MS = 120_000;
const SPREAD = 1.1;

interface Debt {
  /** Whose the record is, and who could take it. */
  readonly who: string;
  readonly since: number;
  /** Since when the holder has said so, and nothing has slowed the heir down; null: it has not. */
  readonly saidSince: number | null;
}

class NotOnNobody implements Check {
  readonly promise = 'L1';
  readonly #watched: Watched;
  /** Cell → since when its holder has been unable to correct it, and who could. */
  readonly #owed = new Map<string, Debt>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onSecond(now: number): void {
    const { world, truth, ledger } = this.#watched;
    if (this.#isFrozen() || world.cloned.size > 0 || truth.isAssumptionBroken()) {
      this.#owed.clear();
      return;
    }
    const isAnyUnable = this.#isAnyUnable();
    if (!isAnyUnable && this.#owed.size > 0) this.#owed.clear();
    for (const cell of ledger.managed) {
      this.#judgeUnclaimed(cell, now);
      if (isAnyUnable) this.#judgeUnable(cell, now);
    }
  }

  /** Hardly ever, and then no cell needs a closer look. */
  #isAnyUnable(): boolean {
    for (const { process } of this.#watched.world.machines.values()) {
      if (process?.state.provider.isUp === false) return true;
    }
    return false;
  }

  #isFrozen(): boolean {
    for (const { process } of this.#watched.world.machines.values()) {
      if ((process?.state.freezes.size ?? 0) > 0) return true;
    }
    return false;
  }

  #judgeUnclaimed(cell: CellTruth, now: number): void {
    const { world, truth, ledger, report } = this.#watched;
    const { timers, network } = world;
    const stood = now - Math.max(cell.changedAt, truth.lastFaultAt);
    if (stood <= this.#unclaimedMs() || ledger.holderOf(cell) !== null) return;
    const { allGoodSince } = truth;
    if (allGoodSince === null || cell.changedAt - allGoodSince < GOOD_BEFORE_MS) return;
    if (network.cutCount > 0 || network.wire.loss > 0 || network.wire.delayMs > timers.tickMs) return;
    const [first] = ledger.order(cell.key);
    if (first === undefined || !truth.isGood(first, cell.family)) return;
    report(
      `${seconds(now)} ${cell.key} has shown ${cell.record.value} for ${seconds(stood)}, which is nobody's`,
      `nothing else was wrong, and ${first} could have taken it within ${seconds(this.#unclaimedMs())}`,
    );
  }

  #unclaimedMs(): number {
    const { timers } = this.#watched.world;
    const seenMs = SPREAD * timers.readSlowMs + 5 * timers.heartbeatMs + timers.readDelayMs;
    return seenMs + timers.unknownMs + 2 * SPREAD * timers.readFastMs + READ_MS + RETRIES_MS;
  }

  #judgeUnable(cell: CellTruth, now: number): void {
    const { world, ledger, report } = this.#watched;
    const holder = ledger.holderOf(cell);
    const heir = holder === null ? undefined : this.#heirOf(cell, holder);
    if (holder === null || heir === undefined) {
      this.#owed.delete(cell.key);
      return;
    }
    const who = `${holder} ${heir}`;
    const before = this.#owed.get(cell.key);
    const known = before?.who === who ? before : undefined;
    const since = Math.max(known?.since ?? now, cell.changedAt);
    const saidSince = this.#isSaid(cell, holder, heir)
      ? Math.max(known?.saidSince ?? now, cell.changedAt)
      : null;
    this.#owed.set(cell.key, { who, since, saidSince });
    const { timers } = world;
    const waitsMs = Math.max(0, ledger.order(cell.key).indexOf(heir)) * timers.passMs;
    const soonMs = f7Ms(timers, ledger.managed.length) + 2 * timers.deadMs;
    const isSoonEnough = saidSince === null || now - saidSince <= soonMs + waitsMs;
    if (isSoonEnough && now - since <= continuousMs(timers) + waitsMs) return;
    report(
      `${seconds(now)} ${cell.key} shows ${cell.record.value}, which is no longer ${holder}'s`,
      `${holder} cannot write it, and ${heir} could have for ${seconds(now - since)}`,
    );
  }

  /** Whether the holder knows that its address is another one, and the heir reads as often as it wants to. */
  #isSaid(cell: CellTruth, holder: string, heir: string): boolean {
    const { machines, network, timers } = this.#watched.world;
    const said = machines.get(holder)?.process?.state.own[cell.family].verified ?? null;
    const provider = machines.get(heir)?.process?.state.provider;
    if (said === null || said === cell.record.value || provider === undefined) return false;
    return provider.isUp && provider.throttledMs === 0 && network.wire.delayMs <= timers.tickMs;
  }

  /** Who could take the cell from a holder that runs without provider and has another address by now. */
  #heirOf(cell: CellTruth, holder: string): string | undefined {
    const { world, truth, ledger } = this.#watched;
    const machine = world.machines.get(holder);
    if (machine === undefined || !truth.isRunning(holder) || truth.goodSince(holder) !== null)
      return undefined;
    if (machine.process?.state.provider.isUp !== false) return undefined;
    const address = machine.addresses[cell.family];
    if (address === null || address === cell.record.value || world.network.wire.loss > 0) return undefined;
    const { network } = world;
    return ledger
      .order(cell.key)
      .find(
        (id) =>
          id !== holder &&
          truth.isGood(id, cell.family) &&
          network.isOpen(id, holder) &&
          network.isOpen(holder, id),
      );
  }
}

export const notOnNobody: CreateCheck = (watched) => new NotOnNobody(watched);
