/** What a run is counted by, for the table of a batch. */
import type { Figures } from '../schedule/schedule.ts';
import type { World } from '../world.ts';

export class Tally {
  readonly faults: Record<string, number> = {};
  moves = 0;
  races = 0;
  wrongfulTakeOvers = 0;
  longestOnDeadMs = 0;
  /** Class → event → how long until its last record was right. */
  readonly #failovers = new Map<string, Map<string, number>>();

  /** Notes that a failover of class `F1` to `F8` has taken `ms` so far; of one event the longest counts. */
  failover(kind: string, event: string, ms: number): void {
    const events = this.#failovers.get(kind) ?? new Map<string, number>();
    events.set(event, Math.max(events.get(event) ?? 0, Math.round(ms)));
    this.#failovers.set(kind, events);
  }

  fault(name: string): void {
    this.faults[name] = (this.faults[name] ?? 0) + 1;
  }

  figures(world: Pick<World, 'providerCalls'>): Figures {
    const { faults, moves, races, wrongfulTakeOvers, longestOnDeadMs } = this;
    return {
      faults: { ...faults },
      ...{ moves, races, wrongfulTakeOvers, longestOnDeadMs },
      failoverMs: Object.fromEntries(
        [...this.#failovers].map(([kind, events]) => [kind, [...events.values()]]),
      ),
      providerCalls: Object.fromEntries(world.providerCalls),
    };
  }
}
