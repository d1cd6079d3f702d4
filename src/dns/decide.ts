/**
 * What does this node do about one cell, in the light of the picture just read? The heart of the program.
 *
 *   the value is        and                                        then
 *   ------------------  -----------------------------------------  ---------------------------------
 *   older than I know   -                                          wait for a newer picture
 *   mine                I am giving it away                        leave it
 *                       somebody before me has been well enough,   yield it to that node
 *                       and it has not moved too often of late
 *                       I cannot serve it, somebody well can       yield it at once
 *                       it is one of my former addresses           write my present address, after a while if it
 *                                                                  is not I who wrote it there
 *   another node's      that node yields it to me                  write my address
 *                       it is dead or unfit, and I am next         write my address
 *                       it runs the Go program and stood in for me write my address
 *                       it has left its former address there for   write my address, if I am next
 *                       long, although it could have corrected it
 *                       otherwise                                  leave it: its business
 *   nobody's            a living node of the Go program owns it    leave it: it never tells its address
 *                       it has stood long enough, all accounted    write my address, if I am next
 *
 * Invariant: the record says who holds it. A cell that another living node holds is never written, whatever
 * the configuration says about whose line it is.
 */
import type { CellMemory, Yield } from './cell-memory.ts';
import { isRestless, isUnexplained, strangeAfter, withMove, withUnknown } from './cell-memory.ts';
import type { Decision, DecisionInput, Why, WriteReason } from './decision.ts';

/** No own-address write so soon after a start or a stop. */
const OWN_WRITE_GRACE_MS = 30_000;
/** After a lost answer a picture must be this many read delays younger. */
const UNSURE_FACTOR = 1.2;
/** A living node must have left a former address of its own in the record for so long. */
const LEFT_MS = 600_000;
/** And so much longer for each node ahead: two idle readings and half of one lie between what two nodes have seen. */
const LEFT_PASS_MS = 900_000;

export function decide(input: DecisionInput): Decision {
  const { memory, readsOwed, updatedAt, value } = input;
  if (isSettling(input)) return outcome(memory, 'pending', 'settling');
  if (updatedAt !== null && memory.newestUpdatedAt !== null && updatedAt < memory.newestUpdatedAt) {
    return outcome(memory, 'pending', 'older-picture');
  }
  const holder = holderOf(input);
  const isMine = holder === input.judge.selfId;
  const isPresent = value === input.judge.ownAddress(input.cell.family);
  const isFormer = isMine && !isPresent;
  // Whoever wrote my former address there has it now, and will say so. If nobody does it is mine to correct.
  const isStrange = isMine ? isUnexplained(memory, value, input.now, input.timers) : holder !== null;
  const isByAnother = isFormer && isStrange;
  const known = !isByAnother && hasMoved(input, holder) ? withMove(memory, input.now) : memory;
  const isNoted = isStrange || (!isPresent && memory.value === null);
  const strange = strangeAfter(memory, value, isNoted, isMine ? input.now : null);
  const newestUpdatedAt = updatedAt ?? memory.newestUpdatedAt;
  const seen: CellMemory = { ...known, ...strange, value, newestUpdatedAt, leftSince: null };
  if (isByAnother) return outcome(withUnknown(seen, input.now), 'pending', 'former-by-another', holder);
  // The one who has it may be the one whose word does not come; also of what was there when I started.
  const unseen = isFormer ? whoMayHave(input, strange.strangeSince) : null;
  if (unseen !== null) return outcome(seen, readsOwed > 0 ? 'pending' : 'none', 'former-unheard', unseen);
  if (isMine) return decideOwn(input, { ...seen, openSince: null, unknownValue: null });
  const others: CellMemory = { ...seen, yielded: stillYielded(input, holder) };
  const refusal = whyNotMe(input);
  if (refusal !== null) {
    // Whoever could not have acted has not waited: the wait for those ahead begins when it can.
    const closed: CellMemory = { ...others, openSince: null };
    return outcome(closed, refusal === 'reads-owed' ? 'pending' : 'none', refusal, holder);
  }
  if (holder !== null) return decideHeld(input, { ...others, unknownValue: null }, holder);
  return decideUnknown(input, others);
}

/** Somebody who has told of no other address since this one became mine, and may have it by now; null: nobody. */
function whoMayHave({ judge, cell, value }: DecisionInput, since: number | null): string | null {
  return since === null ? null : judge.outOfSight(cell.family, value, since);
}

/** To whom the value is attributed. One that is formerly mine I have not watched, and formerly another's, is nobody's. */
function holderOf({ cell, judge, memory, value }: DecisionInput): string | null {
  const holder = judge.holderOf(value, cell.family);
  if (holder !== judge.selfId || value === judge.ownAddress(cell.family)) return holder;
  const isWatched = memory.value !== null && memory.strangeValue !== value;
  return !isWatched && judge.isUndated(value, cell.family) ? null : holder;
}

/**
 * What I have promised of a cell that I do not hold. The value may count as the receiver's and then as mine again,
 * while he still goes by my word.
 */
function stillYielded({ memory, now, value }: DecisionInput, holder: string | null): Yield | null {
  const { yielded } = memory;
  if (yielded === null || yielded.to !== holder || memory.value !== value) return null;
  return now <= yielded.until ? yielded : null;
}

function isSettling({ memory, value, updatedAt, now, timers }: DecisionInput): boolean {
  const { wrote } = memory;
  if (wrote === null || value === wrote.value) return false;
  const patience = wrote.isUnsure ? UNSURE_FACTOR * timers.readDelayMs : timers.settleMs;
  if (now - wrote.at >= patience) return false;
  return updatedAt === null || wrote.seenUntil === null || updatedAt <= wrote.seenUntil;
}

/** Whether the picture shows another holder than the last one did. */
function hasMoved({ memory, value, cell, judge }: DecisionInput, holder: string | null): boolean {
  if (memory.value === null || memory.value === value) return false;
  return judge.holderOf(memory.value, cell.family) !== holder;
}

function decideOwn(input: DecisionInput, memory: CellMemory): Decision {
  const { cell, judge, now, timers, value } = input;
  if (memory.yielded !== null && now <= memory.yielded.until) {
    return outcome(memory, 'pending', 'being-yielded', memory.yielded.to);
  }
  const mine: CellMemory = { ...memory, yielded: null };
  const fitness = judge.ownFitness(cell);
  const to = input.isFrozen ? null : receiverOf(input, mine, fitness === 'unfit');
  if (to !== null) {
    const yielded = { to, until: now + timers.yieldMs };
    const why: Why = fitness === 'unfit' ? 'unfit-yield' : 'yield';
    return {
      act: { kind: 'yield', to },
      why,
      about: to,
      memory: { ...mine, yielded, lastYieldAt: now },
    };
  }
  if (fitness === 'unfit') return outcome(mine, 'none', 'unfit-nobody-better');
  if (!input.succession.includes(judge.selfId)) return outcome(mine, 'none', 'not-candidate');
  const address = judge.ownAddress(cell.family);
  if (address === null) return outcome(mine, 'none', 'own-address-unknown');
  if (address === value) {
    const first = input.succession[0] ?? null;
    return outcome(mine, 'none', first === judge.selfId ? 'in-place' : 'kept-for-absent', first);
  }
  if (input.readsOwed > 0 || now - input.steadySince <= OWN_WRITE_GRACE_MS || !input.isProviderUp) {
    return outcome(mine, 'pending', 'own-address-early');
  }
  return write(mine, address, 'own-address', 'own-address', judge.selfId);
}

/** To whom do I give a cell that I hold? null: nobody now. */
function receiverOf(input: DecisionInput, memory: CellMemory, isUnfit: boolean): string | null {
  const { cell, judge, now, succession, timers } = input;
  const canTake = (id: string): boolean =>
    id !== judge.selfId && judge.isWell(id) && judge.acceptsYields(id) && judge.hasMyStamp(id);
  const place = succession.indexOf(judge.selfId);
  if (now - memory.lastYieldAt >= timers.holdMs) {
    const before = place === -1 ? [] : succession.slice(0, place);
    const returned = before.find((id) => canTake(id) && judge.wellForMs(id, cell) >= judge.holdForMs(id));
    if (returned !== undefined && !isRestless(memory, now, judge.movesTold(cell))) return returned;
  }
  if (!isUnfit && place !== -1) return null;
  return succession.find((id) => canTake(id) && judge.saysFit(id, cell)) ?? null;
}

/** Why this node cannot be the one to write a cell that it does not hold; null: it can. */
function whyNotMe(input: DecisionInput): Why | null {
  const { cell, judge } = input;
  if (!input.succession.includes(judge.selfId)) return 'not-candidate';
  if (judge.ownFitness(cell) !== 'fit' || judge.ownAddress(cell.family) === null) return 'not-fit';
  if (!input.isProviderUp) return 'provider-down';
  return input.readsOwed > 0 ? 'reads-owed' : null;
}

function decideHeld(input: DecisionInput, memory: CellMemory, holder: string): Decision {
  const { cell, judge, value } = input;
  if (judge.isHeardLately(holder) && judge.yieldOf(holder, cell) === judge.selfId) {
    return move(input, memory, 'yielded', 'yielded', holder);
  }
  if (judge.isDead(holder)) return take(input, memory, holder, 'holder-dead');
  if (judge.isUnfit(holder, cell, value)) return take(input, memory, holder, 'holder-unfit');
  if (judge.letsGo(holder, cell)) return take(input, memory, holder, 'legacy-lets-go');
  return decideLeft(input, { ...memory, openSince: null }, holder);
}

/** Whoever could correct it and does not takes it for another one's, and that one perhaps for his. */
function decideLeft(input: DecisionInput, memory: CellMemory, holder: string): Decision {
  const { cell, judge, now, succession, value } = input;
  const owners = judge.formerHolders(value, cell.family);
  const isFree = !input.isFrozen && !input.isHeldBack && judge.minderOf(cell) === null;
  const left = (leftSince: number | null): Decision =>
    outcome({ ...memory, leftSince }, 'none', 'holder-alive', holder);
  if (owners.length === 0 || !isFree || judge.unheard() !== null) return left(null);
  const before = succession.slice(0, succession.indexOf(judge.selfId));
  const ahead = before.filter((id) => !judge.isUnfit(id, cell, value));
  const others = [...new Set([...owners, ...ahead])].filter((id) => id !== judge.selfId);
  // Then each of them that took it for its own would have corrected it.
  const isAgreed = (id: string): boolean =>
    judge.isInTouch(id) && judge.hasMyStamp(id) && judge.yieldOf(id, cell) === null;
  if (!others.every(isAgreed)) return left(null);
  const neededMs = LEFT_MS + LEFT_PASS_MS * ahead.length;
  const since = input.memory.value === value ? (input.memory.leftSince ?? now) : now;
  const areSteady = others.every((id) => judge.wellForMs(id, cell) >= neededMs);
  if (now - since < neededMs || !areSteady) return left(since);
  return move(input, memory, 'taken-over', 'unknown-claimed', null);
}

function decideUnknown(input: DecisionInput, memory: CellMemory): Decision {
  const { now, timers, judge } = input;
  const marked = withUnknown(memory, now);
  if (now - marked.unknownSince < timers.unknownMs) return outcome(marked, 'pending', 'unknown-new');
  const minder = judge.minderOf(input.cell);
  if (minder !== null) return outcome({ ...marked, openSince: null }, 'none', 'unknown-minded', minder);
  const unheard = judge.unaccountedFor();
  if (unheard !== null) return outcome(marked, 'none', 'unknown-unheard', unheard);
  return take(input, marked, null, 'unknown-claimed');
}

function take(input: DecisionInput, memory: CellMemory, from: string | null, why: Why): Decision {
  const { cell, judge, now, succession, timers, value } = input;
  const place = succession.indexOf(judge.selfId);
  const ahead = succession
    .slice(0, place)
    .filter((id) => id !== from && !judge.isDead(id) && !judge.isUnfit(id, cell, value));
  const [next] = ahead;
  const openSince = openSinceOf(input, memory, ahead, why === 'holder-dead' ? from : null);
  const open: CellMemory = { ...memory, openSince };
  // Somebody ahead who still writes other records is at work, not stuck: the wait begins anew.
  const waitedSince = Math.max(openSince, ...ahead.map((id) => judge.lastWriteAt(id)));
  if (next !== undefined && now - waitedSince < timers.passMs * ahead.length) {
    return outcome(open, 'pending', 'others-ahead', next);
  }
  if (input.isHeldBack) return outcome(open, 'pending', 'held-back', from);
  return move(input, open, 'taken-over', why, from);
}

/** From when those ahead are waited for. Remembered: a record that gave a reason to wait may be gone by then. */
function openSinceOf(
  input: DecisionInput,
  memory: CellMemory,
  ahead: readonly string[],
  dead: string | null,
): number {
  const { judge, now, succession } = input;
  // While nobody is to act, nobody is late: else all would act at once when the moves are let go.
  const since = input.isHeldBack || input.isFrozen ? now : (memory.openSince ?? now);
  if (dead === null) return since;
  // Whoever is not in touch may be bound by leases that say nothing to me, and would act as they end: by the dead
  // node's, and by those of others who stood before it.
  const unsure = succession.findLastIndex((id) => ahead.includes(id) && !judge.isInTouch(id));
  if (unsure === -1) return since;
  const gone = succession.slice(0, unsure).filter((id) => judge.isDead(id));
  return Math.max(since, ...[dead, ...gone].map((id) => judge.seemsAliveUntil(id)));
}

function move(
  input: DecisionInput,
  memory: CellMemory,
  reason: WriteReason,
  why: Why,
  from: string | null,
): Decision {
  if (input.isFrozen) return outcome(memory, 'none', 'frozen', from);
  const address = input.judge.ownAddress(input.cell.family);
  if (address === null || address === input.value) return outcome(memory, 'none', 'not-fit', from);
  return write(memory, address, reason, why, from);
}

function write(
  memory: CellMemory,
  value: string,
  reason: WriteReason,
  why: Why,
  from: string | null,
): Decision {
  return { act: { kind: 'write', value, reason, from }, why, about: from, memory };
}

function outcome(
  memory: CellMemory,
  kind: 'none' | 'pending',
  why: Why,
  about: string | null = null,
): Decision {
  return { act: { kind }, why, about, memory };
}
