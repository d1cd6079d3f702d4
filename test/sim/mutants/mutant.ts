/** A planted fault: one replacement in the product's source text, made while the simulator is bundled. */
import type { DrawOptions } from '../command/totals.ts';

export interface Mutant {
  /** Kebab-case. */
  readonly name: string;
  /** What the product does wrong with it, one sentence. */
  readonly what: string;
  /** `src/…` */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** The promises that are expected to break; any other counts as well. */
  readonly finds: readonly string[];
  /** Which schedules it takes, where any will not do. */
  readonly draw?: DrawOptions;
}
