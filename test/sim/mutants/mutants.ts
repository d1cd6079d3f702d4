/** All planted faults, in the order of the report. */
import { CLUSTER_MUTANTS } from './cluster-mutants.ts';
import { DECISION_MUTANTS } from './decision-mutants.ts';
import { LIVENESS_MUTANTS } from './liveness-mutants.ts';
import type { Mutant } from './mutant.ts';
import { ROUND_MUTANTS } from './round-mutants.ts';
import { VERDICT_MUTANTS } from './verdict-mutants.ts';
import { WITNESS_MUTANTS } from './witness-mutants.ts';

export const MUTANTS: readonly Mutant[] = [
  ...VERDICT_MUTANTS,
  ...WITNESS_MUTANTS,
  ...LIVENESS_MUTANTS,
  ...DECISION_MUTANTS,
  ...ROUND_MUTANTS,
  ...CLUSTER_MUTANTS,
];
