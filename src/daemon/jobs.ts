/** The regular jobs of a node, one line each. What is urgent does not wait for them: see `ticker.ts`. */
import type { Timers } from '../model/timers.ts';

export interface Job {
  readonly name: string;
  /** Six fields, seconds first. */
  readonly cron: string;
  /** A run that takes longer is reported. */
  readonly stuckAfterMs: number;
  readonly run: () => Promise<void>;
}

/** What the jobs do, given by the daemon. */
export interface JobActions {
  readonly dnsRound: () => Promise<void>;
  readonly checkAddresses: () => Promise<void>;
  readonly pushToLegacy: () => Promise<void>;
  readonly housekeep: () => Promise<void>;
  readonly prune: () => Promise<void>;
}

const MINUTE_MS = 60_000;

export function jobTable(actions: JobActions, timers: Timers): readonly Job[] {
  const { dnsRound, checkAddresses, pushToLegacy, housekeep, prune } = actions;
  return [
    { name: 'dns-round', cron: every(timers.readSlowMs), stuckAfterMs: MINUTE_MS, run: dnsRound },
    {
      name: 'address-check',
      cron: every(timers.addressCheckMs),
      stuckAfterMs: MINUTE_MS,
      run: checkAddresses,
    },
    { name: 'legacy-push', cron: every(30_000), stuckAfterMs: MINUTE_MS, run: pushToLegacy },
    { name: 'housekeeping', cron: every(10_000), stuckAfterMs: MINUTE_MS, run: housekeep },
    { name: 'prune', cron: '17 23 * * * *', stuckAfterMs: MINUTE_MS, run: prune },
  ];
}

/** A cron expression for an interval in ms, rounded to one that divides a minute or an hour. */
export function every(intervalMs: number): string {
  const seconds = Math.max(1, Math.round(intervalMs / 1000));
  if (seconds < 60) return `*/${nearestDivisor(seconds)} * * * * *`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `0 */${nearestDivisor(minutes)} * * * *` : '0 0 * * * *';
}

/** The largest divisor of 60 that is not above `value`. */
function nearestDivisor(value: number): number {
  return [30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1].find((divisor) => divisor <= value) ?? 1;
}
