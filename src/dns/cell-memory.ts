/**
 * What this process remembers of one cell between two reads. Volatile: rebuilt after a start. Instants are ms
 * on the local monotonic clock unless they are the provider's.
 */
import type { Timers } from '../model/timers.ts';

export interface CellMemory {
  /** My last write; null: none since the start. */
  readonly wrote: OwnWrite | null;
  /** Newest `updatedAt` ever seen, provider's clock. */
  readonly newestUpdatedAt: number | null;
  /** The value seen or written last. */
  readonly value: string | null;
  /** A value that nobody claims, or that nobody is known to have written, and since when it has stood. */
  readonly unknownValue: string | null;
  readonly unknownSince: number;
  /**
   * The present value, if it was another node's when I saw it, came from I do not know whom, or was my former address
   * already at the first look; null: none of these.
   */
  readonly strangeValue: string | null;
  /** Since when that value has been mine in my eyes; null: it is not. */
  readonly strangeSince: number | null;
  /** Since when it has been open for a take-over; null: it is not. */
  readonly openSince: number | null;
  /** Since when it has shown another's former address, though whoever took it for his could correct it; null: not so. */
  readonly leftSince: number | null;
  /** What I am giving away. */
  readonly yielded: Yield | null;
  readonly lastYieldAt: number;
  /** When it was seen, or made, to change hands, within `MOVES_LOOK_BACK_MS` of the last such time. */
  readonly movedAt: readonly number[];
}

export interface OwnWrite {
  readonly value: string;
  readonly at: number;
  /** Provider's clock at the deciding read: a picture updated no later than this is older than my write. */
  readonly seenUntil: number | null;
  /** The answer was lost: it may or may not have taken effect. */
  readonly isUnsure: boolean;
}

export interface Yield {
  readonly to: string;
  readonly until: number;
}

export const freshCellMemory: CellMemory = {
  wrote: null,
  newestUpdatedAt: null,
  value: null,
  unknownValue: null,
  unknownSince: 0,
  strangeValue: null,
  strangeSince: null,
  openSince: null,
  leftSince: null,
  yielded: null,
  lastYieldAt: -Infinity,
  movedAt: [],
};

const MOVES_LOOK_BACK_MS = 600_000;
/** Together with a return and the loss of whoever it returned to, that is all a cell may move in that time. */
const MOST_BEFORE_RETURN = 3;

/** The same memory after the cell has changed hands. */
export function withMove(memory: CellMemory, now: number): CellMemory {
  return { ...memory, movedAt: [...movesLately(memory, now), now] };
}

/**
 * Whether the value has come into the record before my eyes and not from me, and for how long that is to be thought
 * of. What I sent of late may show late.
 */
export function isUnexplained(memory: CellMemory, value: string, now: number, timers: Timers): boolean {
  const { wrote } = memory;
  if (wrote?.value === value && now - wrote.at < timers.settleMs) return false;
  if (memory.unknownValue === value) return now - memory.unknownSince < timers.unknownMs;
  return memory.value !== null && memory.value !== value;
}

/** What is to be remembered as strange after a look. It stays so until the record shows something else. */
export function strangeAfter(
  memory: CellMemory,
  value: string,
  isStrange: boolean,
  mineSince: number | null,
): Pick<CellMemory, 'strangeValue' | 'strangeSince'> {
  const wasStrange = memory.strangeValue === value;
  if (!isStrange && !wasStrange) return { strangeValue: null, strangeSince: null };
  const known = wasStrange ? memory.strangeSince : null;
  return { strangeValue: value, strangeSince: mineSince === null ? null : (known ?? mineSince) };
}

/** The same memory when nobody is known to have the value that was just seen. */
export function withUnknown(memory: CellMemory, now: number): CellMemory {
  const isNew = memory.unknownValue !== memory.value;
  return isNew ? { ...memory, unknownValue: memory.value, unknownSince: now } : memory;
}

/** How often the cell has changed hands of late, what I am giving away included: whom I give it to may be new here. */
export function countMoves(memory: CellMemory, now: number): number {
  const { yielded } = memory;
  return movesLately(memory, now).length + (yielded !== null && now <= yielded.until ? 1 : 0);
}

/**
 * Whether the cell has moved so often of late that it is not given back for the sake of order alone. `told`: the most
 * that any other node says; what moved before this process was there, others have seen.
 */
export function isRestless(memory: CellMemory, now: number, told: number): boolean {
  return Math.max(movesLately(memory, now).length, told) > MOST_BEFORE_RETURN;
}

function movesLately({ movedAt }: CellMemory, now: number): readonly number[] {
  return movedAt.filter((at) => now - at < MOVES_LOOK_BACK_MS);
}
