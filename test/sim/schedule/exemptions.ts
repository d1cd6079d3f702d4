/** What is not promised under a schedule: section 16.5 for legacy peers, section 18.3 for reads staler than `dRw`. */
import type { Breach, Schedule } from './schedule.ts';

/** What our nodes promise whoever else is in the cluster. */
const KEPT_BESIDE_LEGACY: readonly Breach['promise'][] = ['S6', 'S7', 'S8', 'S9', 'S10', 'crashed'];

export function isExempt(schedule: Schedule, { promise }: Breach): boolean {
  return schedule.cluster.nodes.some(({ isLegacy }) => isLegacy) && !KEPT_BESIDE_LEGACY.includes(promise);
}
