/** What a run is counted by, for the table of a batch. */
import type { Figures } from '../schedule/schedule.ts';
import type { World } from '../world.ts';

export class Tally {
  readonly faults: Record<string, number> = {};
  moves = 0;
  races = 0;
  wrongfulTakeOvers = 0;
  longestOnDeadMs = 0;
  readonly #failoverMs: Record<string, number[]> = {};

  /** Notes how long a failover of class `F1` to `F8` took. */
  failover(kind: string, ms: number): void {
    (this.#failoverMs[kind] ??= []).push(Math.round(ms));
  }

  fault(name: string): void {
    this.faults[name] = (this.faults[name] ?? 0) + 1;
  }

  figures(world: Pick<World, 'providerCalls'>): Figures {
    const { faults, moves, races, wrongfulTakeOvers, longestOnDeadMs } = this;
    return {
      faults: { ...faults },
      ...{ moves, races, wrongfulTakeOvers, longestOnDeadMs },
      failoverMs: structuredClone(this.#failoverMs),
      providerCalls: Object.fromEntries(world.providerCalls),
    };
  }
}
