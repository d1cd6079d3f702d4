/**
 * Peers that run the Go program tell neither their address nor what they hold: each writes its own lines every
 * minute without asking, and those of every node that it takes for lost. What do the records say in their place?
 *
 * Invariant: a line of a living peer of that kind is its own business, whatever stands in the record.
 */
import { isHeardLately, wellForMs } from '../../cluster/health.ts';
import type { Peer } from '../../cluster/liveness.ts';
import type { Claim } from '../../dns/claim.ts';
import { owns } from '../../dns/cells.ts';
import type { Match } from '../../dns/zone-picture.ts';
import type { Cell } from '../../model/cell.ts';
import { serviceKey } from '../../model/service.ts';
import { LEGACY_ASK_MS } from '../../model/timers.ts';
import type { NodeState } from '../node-state.ts';

/** It writes its lines every 60 s: what has stood for twice as long while it lives is its own address. */
const STANDING_MS = 120_000;
/** It asks every 30 s and judges every 40 s: after so long it knows that this node lives. */
const KNOWS_ME_MS = 120_000;
const MAX_DOUBLINGS = 6;

/** A living peer of the Go program that owns the cell; null: there is none. */
export function minderOf(state: NodeState, cell: Cell, now: number): string | null {
  return livingOwners(state, cell, now)[0] ?? null;
}

/**
 * Whether the holder, a peer of the Go program, has the cell only because it took this node, the owner, for lost.
 * It gives nothing back in words; it just stops writing once it has heard the owner again. `overturned`: how often
 * that turned out otherwise; each time doubles the quiet that is asked of it.
 */
export function letsGo(
  state: NodeState,
  holderId: string,
  cell: Cell,
  now: number,
  overturned: number,
): boolean {
  const peer = state.liveness.peers.get(holderId);
  if (peer?.isLegacy !== true || isOwner(state, holderId, cell)) return false;
  if (!isOwner(state, state.identity.id, cell)) return false;
  const { holdMs, holdCapMs } = state.timers;
  const doubled = Math.max(holdMs, KNOWS_ME_MS) * 2 ** Math.min(MAX_DOUBLINGS, overturned);
  const patience = Math.min(doubled, Math.max(holdCapMs, KNOWS_ME_MS));
  const steadyMs = now - Math.max(state.startedAt, state.resumedAt);
  const wellMs = wellForMs(peer, cell.family, serviceKey(cell), now, state.timers);
  const idleMs = now - (state.observedWriteAt.get(holderId) ?? -Infinity);
  return Math.min(steadyMs, wellMs, idleMs) >= patience;
}

/**
 * A peer wrote a cell back that had been taken from it by verdict. `let`: it was never silent, or is back, and
 * took what is its own, as it always does. `wrong`: it was alive unheard. `open`: the next question to it tells.
 */
export function judgeReturn(
  state: NodeState,
  peerId: string,
  cell: Cell | undefined,
  now: number,
): 'let' | 'wrong' | 'open' {
  const peer = state.liveness.peers.get(peerId);
  if (peer?.isLegacy !== true) return 'wrong';
  if (isHeardLately(peer, now, state.timers)) {
    return cell !== undefined && isOwner(state, peerId, cell) ? 'let' : 'wrong';
  }
  const wroteAt = state.observedWriteAt.get(peerId) ?? -Infinity;
  return now - wroteAt < LEGACY_ASK_MS + 2 * state.timers.requestMs ? 'open' : 'wrong';
}

/**
 * Values that only a peer without words of its own can have written become its address: one that appeared since
 * the last read, or one that has stood in a line of its own for long while it lives. Call before holders are asked
 * for. Answers the claims that are new, for the store.
 */
export function noteLegacyAddresses(
  state: NodeState,
  matches: ReadonlyMap<string, Match>,
  now: number,
): readonly Claim[] {
  return state.cells.flatMap((cell) => {
    const match = matches.get(cell.key);
    if (match?.kind !== 'record') return [];
    const { value, updatedAt } = match.record;
    if (state.book.holderOf(value, cell.family, state.identity.id) !== null) return [];
    const author = isNewValue(state, cell, value, updatedAt)
      ? authorOf(state, cell)
      : hasStood(state, cell, value, now)
        ? only(livingOwners(state, cell, now))
        : null;
    return author === null ? [] : state.book.note(author, cell.family, value, [], now);
  });
}

function isNewValue(state: NodeState, cell: Cell, value: string, updatedAt: number | null): boolean {
  const memory = state.memories.get(cell.key);
  if (memory === undefined || memory.value === null || memory.value === value || updatedAt === null)
    return false;
  return memory.newestUpdatedAt !== null && updatedAt > memory.newestUpdatedAt;
}

function hasStood(state: NodeState, cell: Cell, value: string, now: number): boolean {
  const memory = state.memories.get(cell.key);
  return memory?.unknownValue === value && now - memory.unknownSince >= STANDING_MS;
}

/** Who of those that never tell an address wrote this? An owner of the line before anybody else. */
function authorOf(state: NodeState, cell: Cell): string | null {
  const candidates = (state.succession.get(cell.key) ?? []).filter((id) => {
    const peer = state.liveness.peers.get(id);
    return peer !== undefined && (peer.isLegacy || isWordless(state, peer, cell));
  });
  const owners = candidates.filter((id) => isOwner(state, id, cell));
  return owners.length > 0 ? only(owners) : only(candidates);
}

/** Nobody has ever heard an address of it. */
function isWordless(state: NodeState, peer: Peer, cell: Cell): boolean {
  return peer.statement === null && state.book.currentOf(peer.id, cell.family) === null;
}

function livingOwners(state: NodeState, cell: Cell, now: number): readonly string[] {
  return (state.succession.get(cell.key) ?? []).filter((id) => {
    const peer = state.liveness.peers.get(id);
    return peer?.isLegacy === true && isHeardLately(peer, now, state.timers) && isOwner(state, id, cell);
  });
}

function isOwner(state: NodeState, id: string, cell: Cell): boolean {
  const member = state.cluster.configuration.members.find((one) => one.id === id);
  return member !== undefined && !member.maintenance && owns(member, cell.line, cell.family);
}

function only(ids: readonly string[]): string | null {
  return ids.length === 1 ? (ids[0] ?? null) : null;
}
