/** A cell to decide about, and a judge whose answers are given as data. */
import { resolveTimers } from '../../src/config/timers.ts';
import { freshCellMemory } from '../../src/dns/cell-memory.ts';
import type { CellMemory } from '../../src/dns/cell-memory.ts';
import { cellOf } from '../../src/dns/cells.ts';
import type { DecisionInput } from '../../src/dns/decision.ts';
import type { Judge } from '../../src/dns/judge.ts';
import { aService } from '../support/configurations.ts';

export const TIMERS = resolveTimers('normal');
export const SECOND = 1_000;
export const NOW = 10_000 * SECOND;
export const CELL = cellOf(aService('www'), 'china-unicom', 'v4');

/** Addresses of the nodes; `me` decides. */
export const ADDRESS: Readonly<Record<string, string>> = {
  me: '47.92.0.1',
  h: '47.92.0.2',
  p: '47.92.0.3',
};
/** An address that I had before. */
export const MY_FORMER = '47.92.0.11';
/** Nobody's. */
export const UNKNOWN = '47.92.9.9';

export interface Verdicts {
  readonly dead?: readonly string[];
  readonly unfit?: readonly string[];
  readonly notWell?: readonly string[];
  readonly wellForMs?: Readonly<Record<string, number>>;
  readonly notFit?: readonly string[];
  readonly notHeard?: readonly string[];
  readonly notInTouch?: readonly string[];
  readonly seemsAliveUntil?: Readonly<Record<string, number>>;
  readonly yields?: Readonly<Record<string, string>>;
  readonly otherStamp?: readonly string[];
  readonly movesTold?: number;
  readonly legacy?: readonly string[];
  readonly minder?: string;
  readonly letsGo?: readonly string[];
  readonly lastWriteAt?: Readonly<Record<string, number>>;
  readonly unaccountedFor?: string | null;
  readonly outOfSight?: string | null;
  readonly undated?: string;
  readonly formerHolders?: readonly string[];
  readonly unheard?: string | null;
  readonly ownFitness?: 'fit' | 'unfit' | 'unknown';
  readonly ownAddress?: string | null;
}

/** Everybody is alive, well for ten minutes and in agreement, unless said otherwise. */
export function aJudge(verdicts: Verdicts = {}): Judge {
  const lists = (names: readonly string[] | undefined, id: string): boolean => names?.includes(id) === true;
  const ownAddress = verdicts.ownAddress === undefined ? '47.92.0.1' : verdicts.ownAddress;
  return {
    selfId: 'me',
    holderOf: (value) => {
      if (value === MY_FORMER || value === ownAddress) return 'me';
      return Object.entries(ADDRESS).find(([, address]) => address === value)?.[0] ?? null;
    },
    isUndated: (value) => verdicts.undated === value,
    formerHolders: () => verdicts.formerHolders ?? [],
    ownAddress: () => ownAddress,
    ownFitness: () => verdicts.ownFitness ?? 'fit',
    isDead: (id) => lists(verdicts.dead, id),
    isUnfit: (id) => lists(verdicts.unfit, id),
    isWell: (id) => !lists(verdicts.notWell, id) && !lists(verdicts.dead, id),
    wellForMs: (id) => verdicts.wellForMs?.[id] ?? 600 * SECOND,
    holdForMs: () => 120 * SECOND,
    saysFit: (id) => !lists(verdicts.notFit, id),
    isHeardLately: (id) => !lists(verdicts.notHeard, id) && !lists(verdicts.dead, id),
    isInTouch: (id) => !lists(verdicts.notInTouch, id) && !lists(verdicts.notHeard, id),
    seemsAliveUntil: (id) => verdicts.seemsAliveUntil?.[id] ?? -Infinity,
    yieldOf: (id) => verdicts.yields?.[id] ?? null,
    movesTold: () => verdicts.movesTold ?? 0,
    acceptsYields: (id) => !lists(verdicts.legacy, id),
    minderOf: () => verdicts.minder ?? null,
    letsGo: (id) => lists(verdicts.letsGo, id),
    hasMyStamp: (id) => !lists(verdicts.otherStamp, id),
    lastWriteAt: (id) => verdicts.lastWriteAt?.[id] ?? -Infinity,
    unheard: () => verdicts.unheard ?? null,
    unaccountedFor: () => verdicts.unaccountedFor ?? null,
    outOfSight: () => verdicts.outOfSight ?? null,
  };
}

export interface Situation extends Partial<Omit<DecisionInput, 'judge' | 'memory'>> {
  readonly verdicts?: Verdicts;
  readonly memory?: Partial<CellMemory>;
}

/** The record shows `h`; the order is `h`, `p`, `me`; started long ago, everything in order. */
export function aSituation({ verdicts, memory, ...differing }: Situation = {}): DecisionInput {
  return {
    cell: CELL,
    value: ADDRESS['h'] ?? '',
    updatedAt: 5_000,
    succession: ['h', 'p', 'me'],
    memory: { ...freshCellMemory, ...memory },
    judge: aJudge(verdicts),
    now: NOW,
    timers: TIMERS,
    isProviderUp: true,
    readsOwed: 0,
    steadySince: 0,
    isHeldBack: false,
    isFrozen: false,
    ...differing,
  };
}
