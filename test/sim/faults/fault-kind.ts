/** What a kind of bad luck is: how it is drawn from a seed, and how it befalls a cluster. One file per kind. */
import type { Timers } from '../../../src/model/timers.ts';
import type { ClusterPlan, Fault } from '../schedule/schedule.ts';
import type { Chance } from './chance.ts';
import type { Scene } from './scene.ts';

/** A fault without its moment. */
export interface Drawn {
  /** ms; 0: it is over at once. */
  readonly lastsMs: number;
  readonly [parameter: string]: string | number | boolean | readonly string[];
}

/** Notes what ends the fault: after `lastsMs` or at peace, whichever comes first; the last noted goes first. */
export type Undo = (end: () => void) => void;

export interface FaultKind {
  readonly kind: string;
  /** How often it is drawn, among the others. */
  readonly weight: number;
  /** null: this cluster offers no occasion for it. */
  readonly draw: (chance: Chance, plan: ClusterPlan, timers: Timers) => Drawn | null;
  readonly apply: (scene: Scene, fault: Fault, undo: Undo) => void;
}

/** Ids of those that run our program from the beginning. */
export function ownIds(plan: ClusterPlan): readonly string[] {
  return plan.nodes.filter(({ isLegacy }) => !isLegacy).map(({ id }) => id);
}

/** Those of them that follow. */
export function followerIds(plan: ClusterPlan): readonly string[] {
  return ownIds(plan).filter((id) => id !== leaderId(plan));
}

export function allIds(plan: ClusterPlan): readonly string[] {
  return plan.nodes.map(({ id }) => id);
}

export function leaderId(plan: ClusterPlan): string {
  const [leader] = plan.nodes;
  if (leader === undefined) throw new Error('a cluster needs a leader');
  return leader.id;
}
