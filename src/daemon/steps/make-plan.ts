/** Decides every cell of the zones just read, and remembers what was decided. */
import { freshCellMemory } from '../../dns/cell-memory.ts';
import type { Decision, DecisionInput, WriteReason } from '../../dns/decision.ts';
import { decide } from '../../dns/decide.ts';
import type { Judge } from '../../dns/judge.ts';
import type { ZoneRecord } from '../../dns/provider/provider.ts';
import type { Match } from '../../dns/zone-picture.ts';
import type { Cell } from '../../model/cell.ts';
import type { NodeState } from '../node-state.ts';
import { isFrozen } from '../node-state.ts';
import { isGossiping } from './gossip.ts';
import { coveredUntil, isInMaintenance } from './judgement.ts';

/** From so many nodes on, the death of more than half at once is doubted first. */
const PANIC_NODES = 5;

export interface PlannedWrite {
  readonly cell: Cell;
  readonly record: ZoneRecord;
  readonly value: string;
  readonly reason: WriteReason;
  /** The former holder; null: nobody claimed the value. */
  readonly from: string | null;
  readonly decision: Decision;
  /** The order by which it was decided. */
  readonly succession: readonly string[];
  /** Provider's clock at the deciding read. */
  readonly providerNow: number | null;
}

/** Decides all cells in `matches`; the writes come back, everything else is noted in the state. */
export function makePlan(
  state: NodeState,
  matches: ReadonlyMap<string, Match>,
  providerNow: number | null,
  judge: Judge,
  now: number,
): readonly PlannedWrite[] {
  const writes: PlannedWrite[] = [];
  const isHeldBack = holdBack(state, judge, now);
  for (const cell of state.cells) {
    const match = matches.get(cell.key);
    if (match === undefined) continue;
    if (match.kind !== 'record') {
      const memory = state.memories.get(cell.key);
      // Nobody could have corrected it while it was so.
      if (memory !== undefined) state.memories.set(cell.key, { ...memory, leftSince: null });
      state.pictures.set(cell.key, { match, why: null, about: null });
      continue;
    }
    const { record } = match;
    const input = inputOf(state, cell, record, judge, now, isHeldBack);
    const { succession } = input;
    const decision = decide(input);
    state.memories.set(cell.key, decision.memory);
    state.pictures.set(cell.key, { match, why: decision.why, about: decision.about });
    // It must hear of it soon, and from this node itself.
    if (decision.act.kind === 'yield' && isGossiping(state)) state.exchanges.askSoon.add(decision.act.to);
    if (decision.act.kind === 'write') {
      const { value, reason, from } = decision.act;
      writes.push({ cell, record, value, reason, from, decision, succession, providerNow });
    }
  }
  return writes;
}

/** After all zones: what the next read interval depends on. */
export function noteNeeds(state: NodeState, judge: Judge, now: number): void {
  const { provider } = state;
  provider.hasPendingCell = false;
  provider.hasOrphan = false;
  const kept: Cell[] = [];
  for (const cell of state.cells) {
    const picture = state.pictures.get(cell.key);
    if (picture?.match.kind !== 'record' || picture.why === null) continue;
    const isUnconfirmed = awaitsConfirmation(state, cell.key, picture.match.record.value, now);
    if (isWaiting(picture.why) || isUnconfirmed) provider.hasPendingCell = true;
    if (picture.why === 'kept-for-absent') kept.push(cell);
    const { about } = picture;
    const isMineToTake = picture.why === 'holder-dead' || picture.why === 'others-ahead';
    if (isMineToTake && about !== null && judge.isDead(about)) provider.hasOrphan = true;
  }
  provider.keptForAbsent = kept;
}

export function inputOf(
  state: NodeState,
  cell: Cell,
  record: ZoneRecord,
  judge: Judge,
  now: number,
  isHeldBack: boolean,
): DecisionInput {
  return {
    cell,
    value: record.value,
    updatedAt: record.updatedAt,
    succession: state.succession.get(cell.key) ?? [],
    memory: state.memories.get(cell.key) ?? freshCellMemory,
    judge,
    now,
    timers: state.timers,
    isProviderUp: state.provider.isUp,
    readsOwed: state.provider.readsOwed,
    steadySince: Math.max(state.startedAt, state.resumedAt),
    isHeldBack,
    isFrozen: isFrozen(state) || state.isFenced,
  };
}

/** My last write of this cell may have been lost: look soon, and no longer than the answer can matter. */
function awaitsConfirmation(state: NodeState, cellKey: string, value: string, now: number): boolean {
  const wrote = state.memories.get(cellKey)?.wrote ?? null;
  if (wrote === null || !wrote.isUnsure || wrote.value === value) return false;
  return now - wrote.at < state.timers.settleMs;
}

function isWaiting(why: NonNullable<Decision['why']>): boolean {
  return (
    why === 'settling' ||
    why === 'older-picture' ||
    why === 'being-yielded' ||
    why === 'yield' ||
    why === 'unfit-yield' ||
    why === 'own-address-early' ||
    why === 'former-by-another' ||
    why === 'reads-owed' ||
    why === 'unknown-new' ||
    why === 'others-ahead' ||
    why === 'held-back'
  );
}

/** Whether take-overs wait because more than half of five or more nodes would be dead. */
function holdBack(state: NodeState, judge: Judge, now: number): boolean {
  const ids = state.cluster.configuration.members
    .filter((member) => !isInMaintenance(state, member.id))
    .map(({ id }) => id);
  const others = ids.filter((id) => id !== judge.selfId);
  const areMany = (lost: readonly string[]): boolean => lost.length * 2 > ids.length;
  if (ids.length >= PANIC_NODES && areMany(others.filter((id) => judge.isDead(id)))) {
    state.panicSince ??= now;
    return now - state.panicSince < state.timers.panicMs;
  }
  state.panicSince = null;
  // Those that went together are found dead one after another: the first ones wait for the last.
  const isLost = (id: string): boolean => judge.isDead(id) || isAlmostDead(state, id, now);
  return ids.length >= PANIC_NODES && areMany(others.filter(isLost));
}

/** Its verdict may be due within a few heartbeats, or has been for a few readings. */
function isAlmostDead(state: NodeState, id: string, now: number): boolean {
  const { heartbeatMs, readFastMs, deadMs, exitMs } = state.timers;
  const peer = state.liveness.peers.get(id);
  if (peer === undefined || coveredUntil(state, peer) > now) return false;
  const sinceMs = now - (peer.end === null ? peer.heardAt : peer.end.at);
  const neededMs = peer.end === null ? deadMs : exitMs;
  return sinceMs >= neededMs - 2 * heartbeatMs && sinceMs <= neededMs + 2 * readFastMs;
}
