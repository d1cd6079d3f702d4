/** What is not promised under a schedule: section 16.5 for legacy peers, section 18.3 for reads staler than `dRw`. */
import type { Breach, Figures, Schedule } from './schedule.ts';

/** What our nodes promise whoever else is in the cluster. */
const KEPT_BESIDE_LEGACY: readonly Breach['promise'][] = ['S6', 'S7', 'S8', 'S9', 'S10', 'crashed'];

export function isExempt(schedule: Schedule, { promise }: Breach): boolean {
  return isMixed(schedule) && !KEPT_BESIDE_LEGACY.includes(promise);
}

export function isMixed({ cluster }: Schedule): boolean {
  return cluster.nodes.some(({ isLegacy }) => isLegacy);
}

/** Of a mixed cluster nothing is counted by which a promise to others is measured. */
export function countedOf(schedule: Schedule, figures: Figures): Figures {
  if (!isMixed(schedule)) return { ...figures, failoverMs: byProfile(schedule, figures.failoverMs) };
  return { ...figures, races: 0, wrongfulTakeOvers: 0, longestOnDeadMs: 0, failoverMs: {} };
}

/** Durations follow from the timers: those under another profile than `normal` are counted apart. */
function byProfile({ profile }: Schedule, failoverMs: Figures['failoverMs']): Figures['failoverMs'] {
  if (profile === 'normal') return failoverMs;
  return Object.fromEntries(
    Object.entries(failoverMs).map(([kind, durations]) => [`${kind} ${profile}`, durations]),
  );
}
