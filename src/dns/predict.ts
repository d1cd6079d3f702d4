/**
 * What would the cluster do about a cell, and who would do it? The view from outside for `plan`: this node's
 * own decision where it is the one to act, and for the others what their address and their place in the order
 * make them do. Nothing here is ever acted upon.
 */
import type { Cell } from '../model/cell.ts';
import type { Act, Why } from './decision.ts';
import type { Judge } from './judge.ts';

export interface PredictInput {
  readonly cell: Cell;
  readonly value: string;
  readonly succession: readonly string[];
  readonly judge: Judge;
  /** This node's own decision about the picture. */
  readonly act: Act;
  readonly why: Why;
  readonly about: string | null;
  /** A node's present address as this node knows it; null: unknown. */
  readonly addressOf: (nodeId: string) => string | null;
}

export interface Prediction {
  readonly change: { readonly by: string; readonly newValue: string; readonly reason: string } | null;
  readonly why: Why;
  readonly about: string | null;
}

export function predict(input: PredictInput): Prediction {
  const { act, judge, value, cell } = input;
  const none: Prediction = { change: null, why: input.why, about: input.about };
  if (act.kind === 'write') {
    return { ...none, change: { by: judge.selfId, newValue: act.value, reason: act.reason } };
  }
  if (act.kind === 'yield') return changeBy(input, act.to, 'yielded', none);
  const holder = judge.holderOf(value, cell.family);
  if (holder === null || (holder === judge.selfId && !judge.isDead(holder))) return none;
  const isLost = judge.isDead(holder) || judge.isUnfit(holder, cell, value);
  if (!isLost) return changeBy(input, holder, 'own-address', none);
  const heir = heirOf(input, holder);
  return heir === null
    ? none
    : changeBy(input, heir, 'taken-over', { ...none, why: 'holder-dead', about: holder });
}

/** The first in order that is there to take the cell over. */
export function heirOf({ succession, judge, cell, value }: PredictInput, from: string | null): string | null {
  const isThere = (id: string): boolean => {
    if (id === from || judge.isDead(id)) return false;
    if (id === judge.selfId) return judge.ownFitness(cell) === 'fit';
    return judge.isHeardLately(id) && !judge.isUnfit(id, cell, value);
  };
  return succession.find(isThere) ?? null;
}

function changeBy(
  { value, addressOf }: PredictInput,
  by: string,
  reason: string,
  base: Prediction,
): Prediction {
  const newValue = addressOf(by);
  if (newValue === null || newValue === value) return base;
  return { ...base, change: { by, newValue, reason } };
}
