/**
 * What this process remembers of one cell between two reads. Volatile: rebuilt after a start. Instants are ms
 * on the local monotonic clock unless they are the provider's.
 */
export interface CellMemory {
  /** My last write; null: none since the start. */
  readonly wrote: OwnWrite | null;
  /** Newest `updatedAt` ever seen, provider's clock. */
  readonly newestUpdatedAt: number | null;
  /** The value seen or written last. */
  readonly value: string | null;
  /** A value that nobody claims, and since when it has stood. */
  readonly unknownValue: string | null;
  readonly unknownSince: number;
  /** Since when it has been open for a take-over; null: it is not. */
  readonly openSince: number | null;
  /** What I am giving away. */
  readonly yielded: Yield | null;
  readonly lastYieldAt: number;
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
  openSince: null,
  yielded: null,
  lastYieldAt: -Infinity,
};
