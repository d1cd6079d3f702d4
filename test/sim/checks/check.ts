/**
 * A check watches a run and says where a promise of the protocol was broken. One file per promise; the checks are
 * judges, so nothing in them is taken over from the code they judge: they go by what truly happened.
 */
import type { MemoryChange } from '../../../src/dns/provider/memory/memory-dns.ts';
import type { ZoneReading, ZoneRecord } from '../../../src/dns/provider/provider.ts';
import type { Text } from '../../../src/model/text.ts';
import type { LogFields } from '../../../src/platform/log.ts';
import type { Happening } from '../happenings.ts';
import type { OnAnswer, Sent } from '../network.ts';
import type { Befallen, ProviderCall } from '../provider/disturbance.ts';
import type { Breach } from '../schedule/schedule.ts';
import type { World, Write } from '../world.ts';
import type { Ledger } from './ledger.ts';
import type { Tally } from './figures.ts';
import type { Truth } from './truth.ts';

export interface Watched {
  readonly world: World;
  readonly truth: Truth;
  /** Who has written what, cell by cell. */
  readonly ledger: Ledger;
  /** What is counted for the table of a batch. */
  readonly tally: Tally;
  /** Reports a breach of this check's promise. */
  readonly report: (...evidence: readonly string[]) => void;
}

export interface Check {
  /** `S1` to `S12`, `L1` to `L6`. */
  readonly promise: Breach['promise'];
  /** Every change of a cell's or a witness record by a node or by hand. */
  readonly onWrite?: (write: Write, before: ZoneRecord | null, after: ZoneRecord | null) => void;
  /** Every change in any zone. */
  readonly onChange?: (change: MemoryChange) => void;
  /** Every request to the DNS service when it leaves, with what will befall it. */
  readonly onCall?: (node: string, call: ProviderCall, befallen: Befallen | null) => void;
  /** Every listing as a node gets it. */
  readonly onReading?: (node: string, zone: string, reading: ZoneReading) => void;
  /** Every message between nodes when it leaves; null: an answer with another status than 200. */
  readonly onMessage?: (sent: Sent, text: string | null) => void;
  /** Every push when it has arrived and nobody has looked at it; what comes back is told the answer. */
  readonly onPush?: (node: string) => OnAnswer;
  readonly onLog?: (node: string, event: string, text: Text, fields: LogFields) => void;
  /** Everything that befalls the machines. */
  readonly onHappening?: (happening: Happening, at: number) => void;
  /** Once per virtual second: for what holds at all times. Must be cheap. */
  readonly onSecond?: (now: number) => void;
  /** The run is over; `quietSince`: since when the cluster has had to be silent. */
  readonly atEnd?: (quietSince: number) => void;
}

export type CreateCheck = (watched: Watched) => Check;
