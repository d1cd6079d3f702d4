/** Planted faults of the verdict: who counts as dead or unfit. */
import type { Mutant } from './mutant.ts';

const FILE = 'src/cluster/verdict.ts';

export const VERDICT_MUTANTS: readonly Mutant[] = [
  {
    name: 'witness-ignored',
    what: 'A lease at the provider is no evidence of life.',
    file: FILE,
    find: ' || q.coveredUntil > q.now) return false;',
    replace: ') return false;',
    finds: ['S2', 'S4'],
  },
  {
    name: 'no-start-grace',
    what: 'A node that has just started finds others dead whom it has not heard yet.',
    file: FILE,
    find: ' || q.now - q.startedAt < q.timers.graceMs',
    replace: '',
    finds: ['S2'],
  },
];
