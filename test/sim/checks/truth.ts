/** What is true of each machine at this moment, as opposed to what the nodes believe. */
export interface Truth {
  /** Its process runs and is not stopped. */
  isRunning(id: string): boolean;
  /** Since when it has been running without a break; null: it does not run. */
  runningSince(id: string): number | null;
  /** Since when it has been running with the provider in reach, without a break; null: it is not. */
  goodSince(id: string): number | null;
  /** Since when its process has been gone or stopped; null: it runs. */
  deadSince(id: string): number | null;
  /** When the last fault of whatever kind began or ended. */
  readonly lastFaultAt: number;
  /** When peace was made; null: there is trouble yet. */
  readonly peaceAt: number | null;
}
