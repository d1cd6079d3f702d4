/** All planted faults, in the order of the report. */
import type { Mutant } from './mutant.ts';
import { VERDICT_MUTANTS } from './verdict-mutants.ts';

export const MUTANTS: readonly Mutant[] = [...VERDICT_MUTANTS];
