/**
 * A check watches a run and says where a promise of the protocol was broken. One file per promise; the checks are
 * judges, so nothing in them is taken over from the code they judge: they go by what truly happened.
 */
import type { ZoneRecord } from '../../../src/dns/provider/provider.ts';
import type { Happening } from '../happenings.ts';
import type { Breach } from '../schedule/schedule.ts';
import type { World, Write } from '../world.ts';
import type { Truth } from './truth.ts';

export interface Watched {
  readonly world: World;
  readonly truth: Truth;
  /** Reports a breach of this check's promise. */
  readonly report: (...evidence: readonly string[]) => void;
}

export interface Check {
  /** `S1` to `S12`, `L1` to `L6`. */
  readonly promise: Breach['promise'];
  /** Every change of a record by a node or by hand. */
  readonly onWrite?: (write: Write, before: ZoneRecord | null, after: ZoneRecord | null) => void;
  /** Everything that befalls the machines. */
  readonly onHappening?: (happening: Happening, at: number) => void;
  /** Once per virtual second: for what holds at all times. Must be cheap. */
  readonly onSecond?: (now: number) => void;
  /** The run is over; `quietSince`: since when the cluster has had to be silent. */
  readonly atEnd?: (quietSince: number) => void;
}

export type CreateCheck = (watched: Watched) => Check;
