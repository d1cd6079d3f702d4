/** Runs schedules against one planted fault until a promise breaks that is kept without it. */
import type { Outcome } from '../schedule/schedule.ts';
import type { Ran, Task } from './simulation.ts';
import type { DrawOptions } from './totals.ts';

export interface Catch {
  readonly name: string;
  readonly what: string;
  /** The promise that broke; null: the fault survived. */
  readonly promise: string | null;
  /** How many were run. */
  readonly schedules: number;
  readonly seed: number | null;
  /** First line of what was found. */
  readonly evidence: string;
  readonly draw: DrawOptions;
}

export interface HuntEdges {
  readonly mutated: (task: Task) => Promise<Ran>;
  readonly plain: (task: Task) => Promise<Ran>;
  readonly isStopped: () => boolean;
}

export interface Prey {
  readonly name: string;
  readonly what: string;
  readonly draw: DrawOptions;
  readonly firstSeed: number;
  readonly schedules: number;
}

export async function hunt(prey: Prey, { mutated, plain, isStopped }: HuntEdges): Promise<Catch> {
  const { name, what, draw, firstSeed, schedules } = prey;
  let done = 0;
  while (done < schedules && !isStopped()) {
    const task = { seed: firstSeed + done, draw };
    done += 1;
    const { outcome } = await mutated(task);
    if (outcome.breaches.length === 0) continue;
    // What breaks anyway says nothing about the fault.
    const broken = promisesOf((await plain(task)).outcome);
    const breach = outcome.breaches.find(({ promise }) => !broken.includes(promise));
    if (breach === undefined) continue;
    const { promise, evidence } = breach;
    return { name, what, promise, schedules: done, seed: task.seed, evidence: evidence[0] ?? '', draw };
  }
  return { name, what, promise: null, schedules: done, seed: null, evidence: '', draw };
}

function promisesOf({ breaches }: Outcome): readonly string[] {
  return breaches.map(({ promise }) => promise);
}

/** What a hunt in pieces comes to: later catches take the place of earlier ones, those of faults that are gone go. */
export function merged(
  earlier: readonly Catch[],
  later: readonly Catch[],
  mutants: readonly { readonly name: string }[],
): readonly Catch[] {
  const byName = new Map([...earlier, ...later].map((one) => [one.name, one]));
  return mutants.flatMap(({ name }) => byName.get(name) ?? []);
}

/** Fails on a text that an earlier hunt has not written. */
export function catchesFrom(text: string): readonly Catch[] {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) throw new Error('these are no catches');
  return value as readonly Catch[];
}

const ENOUGH = 0.95;

export function areEnoughCaught(catches: readonly Catch[]): boolean {
  const caught = catches.filter(({ promise }) => promise !== null).length;
  return caught >= ENOUGH * catches.length;
}
