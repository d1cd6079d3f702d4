/** What is true of each machine at this moment, as opposed to what the nodes believe. */
import type { Family } from '../../../src/model/family.ts';
import type { Process } from '../machine.ts';

export interface Truth {
  /** Its process runs and is not stopped. */
  isRunning(id: string): boolean;
  /** Since when it has been running without a break; null: it does not run. */
  runningSince(id: string): number | null;
  /** Since when it has been running with the provider in reach, without a break; null: it is not. */
  goodSince(id: string): number | null;
  /** Since when its process has been gone or stopped; null: it runs. */
  deadSince(id: string): number | null;
  /** When its present or last process started; null: it never ran. */
  startedAt(id: string): number | null;
  /** *Good* in the sense of the protocol: for tDead + 60 s, and not itself announcing otherwise. */
  isGood(id: string, family?: Family): boolean;
  /**
   * When it last said itself that it cannot serve, or could not have said otherwise; -Infinity: never. What it began to
   * say less than `knownAfterMs` ago, or said too briefly to be heard, is left out; 0: nothing is.
   */
  announcedAt(id: string, family?: Family, knownAfterMs?: number): number;
  /** When its last stop of at least so long ended; -Infinity: never. */
  stoppedUntil(id: string, atLeastMs: number): number;
  /** Its present process, or the one that ran last. */
  lastProcess(id: string): Process | null;
  /** Whether one of the protocol's assumptions about the provider (A3, A4) was broken lately. */
  isAssumptionBroken(): boolean;
  /** Since when all machines have been running with the provider in reach; null: some is not. */
  readonly allGoodSince: number | null;
  /** When the last fault of whatever kind began or ended. */
  readonly lastFaultAt: number;
  /** When peace was made; null: there is trouble yet. */
  readonly peaceAt: number | null;
}
