/** What is decided about one cell, from what, and why: the words that the decision, the plan and the journal share. */
import type { Cell } from '../model/cell.ts';
import type { Timers } from '../model/timers.ts';
import type { CellMemory } from './cell-memory.ts';
import type { Judge } from './judge.ts';

export interface DecisionInput {
  readonly cell: Cell;
  readonly value: string;
  /** Provider's clock; null if it does not tell. */
  readonly updatedAt: number | null;
  readonly succession: readonly string[];
  readonly memory: CellMemory;
  readonly judge: Judge;
  readonly now: number;
  readonly timers: Timers;
  readonly isProviderUp: boolean;
  /** Reads still owed after a start, a stop or a loss of the provider. */
  readonly readsOwed: number;
  /** The later of start and last stop. */
  readonly steadySince: number;
  /** More than half of the nodes would be dead: wait. */
  readonly isHeldBack: boolean;
  /** The operator allows no moves. */
  readonly isFrozen: boolean;
}

export type WriteReason = 'own-address' | 'yielded' | 'taken-over';

export type Act =
  | { readonly kind: 'none' }
  /** Nothing now, but look again soon. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'yield'; readonly to: string }
  | {
      readonly kind: 'write';
      readonly value: string;
      readonly reason: WriteReason;
      readonly from: string | null;
    };

/** Why, for the plan and the journal. */
export type Why =
  | 'settling'
  | 'older-picture'
  | 'being-yielded'
  | 'yield'
  | 'unfit-yield'
  | 'unfit-nobody-better'
  | 'own-address'
  | 'own-address-early'
  | 'former-by-another'
  | 'former-unheard'
  | 'own-address-unknown'
  | 'in-place'
  | 'kept-for-absent'
  | 'not-candidate'
  | 'not-fit'
  | 'provider-down'
  | 'reads-owed'
  | 'yielded'
  | 'holder-dead'
  | 'holder-unfit'
  | 'holder-alive'
  | 'unknown-new'
  | 'unknown-unheard'
  | 'unknown-claimed'
  | 'unknown-minded'
  | 'legacy-lets-go'
  | 'others-ahead'
  | 'held-back'
  | 'frozen';

export interface Decision {
  readonly act: Act;
  readonly why: Why;
  /** The node the reason is about: holder, receiver, or who is ahead. */
  readonly about: string | null;
  readonly memory: CellMemory;
}
