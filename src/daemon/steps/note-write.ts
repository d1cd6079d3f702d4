import { lifeSignAt } from '../../cluster/verdict.ts';
import { freshCellMemory, withMove } from '../../dns/cell-memory.ts';
import type { JournalRow, TakeOverEvent } from '../../store/store.ts';
import type { NodeState } from '../node-state.ts';
import { deadQuestion } from './judgement.ts';
import type { PlannedWrite } from './make-plan.ts';
import { noteChange } from './note-change.ts';

const REFUSAL_FIRST_MS = 10_000;
const REFUSAL_MOST_MS = 300_000;
const TAKE_OVERS_KEPT = 2_000;

export interface NotedWrite {
  readonly journal: JournalRow;
  readonly takeOvers: readonly TakeOverEvent[];
  /** Silence of the former holder, if it was found dead; null otherwise. */
  readonly silenceMs: number | null;
}

/** Remembers a write that took effect, or may have. */
export function noteWrite(
  state: NodeState,
  write: PlannedWrite,
  result: 'ok' | 'same' | 'unknown',
  now: number,
  wallNow: number,
): NotedWrite {
  const { cell, record, value, reason, from, decision, providerNow } = write;
  const memory = state.memories.get(cell.key) ?? freshCellMemory;
  const isMove = reason !== 'own-address' && result !== 'unknown';
  state.memories.set(cell.key, {
    ...(isMove ? withMove(memory, now) : memory),
    // Whoever writes the former value back before the next read has changed the record.
    value: result === 'unknown' ? memory.value : value,
    wrote: { value, at: now, seenUntil: providerNow, isUnsure: result === 'unknown' },
    yielded: null,
    openSince: null,
  });
  state.refusals.delete(cell.key);
  if (result !== 'unknown') showAsWritten(state, write);
  const evidence = evidenceOf(state, write, result, now, wallNow);
  const isByVerdict = decision.why === 'holder-dead' && from !== null;
  const isUndoable = isByVerdict || (decision.why === 'legacy-lets-go' && from !== null);
  const takeOver = isUndoable ? { nodeId: from, cellKey: cell.key, at: wallNow, overturned: false } : null;
  if (takeOver !== null) {
    state.damping.takeOvers = [...state.damping.takeOvers, { ...takeOver, monotonicAt: now }].slice(
      -TAKE_OVERS_KEPT,
    );
  }
  const journal = {
    at: wallNow,
    cellKey: cell.key,
    oldValue: record.value,
    newValue: value,
    reason,
    evidence,
  };
  noteChange(state, journal);
  return {
    journal,
    takeOvers: takeOver === null ? [] : [takeOver],
    silenceMs: isByVerdict ? Number(evidence['silenceMs'] ?? 0) : null,
  };
}

/** Pages show the new value at once, not only after the next read. */
function showAsWritten(state: NodeState, { cell, record, value, providerNow, decision }: PlannedWrite): void {
  const written = { ...record, value, updatedAt: providerNow };
  state.pictures.set(cell.key, {
    match: { kind: 'record', record: written },
    why: decision.why,
    about: decision.about,
  });
}

/** Whether the provider refused this cell so lately that it is not asked again yet. */
export function refusalOf(state: NodeState, cellKey: string, now: number): boolean {
  const refusal = state.refusals.get(cellKey);
  return refusal !== undefined && now < refusal.until;
}

export function rememberRefusal(state: NodeState, cellKey: string, now: number): void {
  const count = (state.refusals.get(cellKey)?.count ?? 0) + 1;
  const pause = Math.min(REFUSAL_MOST_MS, REFUSAL_FIRST_MS * 2 ** (count - 1));
  state.refusals.set(cellKey, { count, until: now + pause });
}

function evidenceOf(
  state: NodeState,
  write: PlannedWrite,
  result: string,
  now: number,
  wallNow: number,
): Record<string, unknown> {
  const { cell, from, decision } = write;
  const position = (state.succession.get(cell.key) ?? []).indexOf(state.identity.id);
  const peer = from === null ? undefined : state.liveness.peers.get(from);
  const base = { why: decision.why, former: from, position, result };
  if (peer === undefined) return base;
  const question = deadQuestion(state, peer, now, wallNow);
  return {
    ...base,
    silenceMs: Math.round(now - lifeSignAt(question)),
    ...(peer.end === null ? {} : { endedAgoMs: Math.round(now - peer.end.at) }),
    coverMs: Number.isFinite(question.coveredUntil) ? Math.round(question.coveredUntil - now) : null,
    readsAgoMs: [question.reads.firstSentAt, question.reads.newestSentAt].map((at) =>
      at === null ? null : Math.round(now - at),
    ),
  };
}
