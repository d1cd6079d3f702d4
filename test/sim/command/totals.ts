/** What many schedules come to. Plain JSON, so that a long run can be broken off and continued. */
import type { Profile } from '../../../src/config/timers.ts';
import type { Breach, Outcome } from '../schedule/schedule.ts';
import { NO_DURATIONS, withDurations, type Histogram } from './histogram.ts';

/** How schedules are drawn; a run can only be continued with the same. */
export interface DrawOptions {
  readonly nodes?: number;
  readonly hours?: number;
  readonly profile?: Profile;
  /** These kinds of faults and no others. */
  readonly kinds?: readonly string[];
  /** Mean time between two faults, minutes. */
  readonly every?: number;
}

export interface SeedBreach extends Breach {
  readonly seed: number;
}

export interface Totals {
  readonly draw: DrawOptions;
  readonly mutant: string | null;
  readonly firstSeed: number;
  readonly schedules: number;
  readonly virtualMs: number;
  /** All trace hashes in one: two machines that agree in this agree in every schedule. */
  readonly traceHash: string;
  readonly faults: Readonly<Record<string, number>>;
  readonly moves: number;
  readonly races: number;
  readonly wrongfulTakeOvers: number;
  readonly longestOnDeadMs: number;
  readonly failover: Readonly<Record<string, Histogram>>;
  readonly providerCalls: Readonly<Record<string, number>>;
  /** How many promises were broken, in all schedules. */
  readonly breached: number;
  /** The first of them. */
  readonly breaches: readonly SeedBreach[];
  readonly wallMs: number;
  readonly cpuMs: number;
}

const MOST_BREACHES = 100;
const NO_HASH = '0'.repeat(64);

export function emptyTotals(firstSeed: number, draw: DrawOptions, mutant: string | null): Totals {
  return {
    ...{ draw, mutant, firstSeed, schedules: 0, virtualMs: 0, traceHash: NO_HASH },
    ...{ faults: {}, moves: 0, races: 0, wrongfulTakeOvers: 0, longestOnDeadMs: 0 },
    ...{ failover: {}, providerCalls: {}, breached: 0, breaches: [], wallMs: 0, cpuMs: 0 },
  };
}

/** `outcome` is that of the seed after the last one. */
export function withOutcome(totals: Totals, outcome: Outcome, cpuMs: number): Totals {
  const { seed, figures, breaches } = outcome;
  const failover = { ...totals.failover };
  for (const [kind, durations] of Object.entries(figures.failoverMs))
    failover[kind] = withDurations(failover[kind] ?? NO_DURATIONS, durations);
  const told = breaches.map((breach) => ({ seed, ...breach }));
  return {
    ...totals,
    schedules: totals.schedules + 1,
    virtualMs: totals.virtualMs + outcome.virtualMs,
    traceHash: bothHashes(totals.traceHash, outcome.traceHash),
    faults: sums(totals.faults, figures.faults),
    moves: totals.moves + figures.moves,
    races: totals.races + figures.races,
    wrongfulTakeOvers: totals.wrongfulTakeOvers + figures.wrongfulTakeOvers,
    longestOnDeadMs: Math.max(totals.longestOnDeadMs, figures.longestOnDeadMs),
    failover,
    providerCalls: sums(totals.providerCalls, figures.providerCalls),
    breached: totals.breached + breaches.length,
    breaches: [...totals.breaches, ...told].slice(0, MOST_BREACHES),
    cpuMs: totals.cpuMs + cpuMs,
  };
}

export function nextSeed({ firstSeed, schedules }: Totals): number {
  return firstSeed + schedules;
}

/** Why `earlier` cannot be continued with schedules drawn like this; null: it can. */
export function differenceOf(earlier: Totals, draw: DrawOptions, mutant: string | null): string | null {
  const names = ['nodes', 'hours', 'profile', 'kinds', 'every'] as const;
  const name = names.find((each) => String(earlier.draw[each]) !== String(draw[each]));
  if (name !== undefined) return `--${name}`;
  return earlier.mutant === mutant ? null : '--mutant';
}

/** The file's text as totals; null: it is none. */
export function totalsFrom(text: string): Totals | null {
  try {
    const value: unknown = JSON.parse(text);
    const isTotals =
      typeof value === 'object' && value !== null && 'firstSeed' in value && 'failover' in value;
    return isTotals ? (value as Totals) : null;
  } catch {
    return null;
  }
}

function sums(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Record<string, number> {
  const result = { ...a };
  for (const [name, count] of Object.entries(b)) result[name] = (result[name] ?? 0) + count;
  return result;
}

/** Digit by digit without a carry: in which order they come does not matter. */
function bothHashes(a: string, b: string): string {
  const digit = (hash: string, index: number): number => {
    const value = parseInt(hash.charAt(index), 16);
    return Number.isNaN(value) ? 0 : value;
  };
  return Array.from(a, (_, index) => ((digit(a, index) + digit(b, index)) % 16).toString(16)).join('');
}
