/** A planted fault: a replacement in the product's source text, made while the simulator is bundled. */
import type { DrawOptions } from '../command/totals.ts';

export interface Replacement {
  /** `src/…` */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutant extends Replacement {
  /** Kebab-case. */
  readonly name: string;
  /** What the product does wrong with it, one sentence. */
  readonly what: string;
  /** Where a second line of defence has to go as well. */
  readonly also?: readonly Replacement[];
  /** The promises that are expected to break; any other counts as well. */
  readonly finds: readonly string[];
  /** Which schedules it takes, where any will not do. */
  readonly draw?: DrawOptions;
}

/** All places that the fault is planted in. */
export function replacementsOf(mutant: Mutant): readonly Replacement[] {
  return [mutant, ...(mutant.also ?? [])];
}
