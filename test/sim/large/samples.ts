/** What the nodes of a large cluster know of one another at one moment, and whether any of it is too good to be true. */
import type { NodeState } from '../../../src/daemon/node-state.ts';
import type { Process } from '../machine.ts';
import type { World } from '../world.ts';

export interface Spread {
  readonly median: number;
  /** 99.99 %. */
  readonly almostAll: number;
  readonly most: number;
}

interface Knower {
  readonly id: string;
  readonly state: NodeState;
  /** The world's clock less the process's own. */
  readonly offset: number;
}

/** Ages in ms, of knowledge and of acknowledgements among living nodes, gathered over some moments. */
export class Samples {
  readonly #heard: number[] = [];
  readonly #acked: number[] = [];
  /** Acknowledgements of messages that the peer never had word of, one line each. */
  readonly overstated: string[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** `every`: each so-many-th node is asked about all others. */
  take(every: number): void {
    const living = knowersOf(this.#world);
    const byId = new Map(living.map((knower) => [knower.id, knower]));
    living.forEach((knower, index) => {
      if (index % every !== 0) return;
      for (const peer of knower.state.liveness.peers.values()) {
        const other = byId.get(peer.id);
        if (other === undefined) continue;
        this.#heard.push(this.#world.time.now - (peer.heardAt + knower.offset));
        this.#acked.push(this.#world.time.now - (peer.ackedAt + knower.offset));
        this.#compare(knower, other, peer.ackedAt + knower.offset);
      }
    });
  }

  get heard(): Spread {
    return spreadOf(this.#heard);
  }

  get acked(): Spread {
    return spreadOf(this.#acked);
  }

  /** What a node takes for acknowledged its peer must have had word of, by the peer's own count of silence. */
  #compare(knower: Knower, other: Knower, ackedAt: number): void {
    // Before the first acknowledgement there is an instant to begin with.
    if (ackedAt < knower.state.startedAt + knower.offset) return;
    const known = (other.state.liveness.peers.get(knower.id)?.heardAt ?? -Infinity) + other.offset;
    if (ackedAt <= known + 1) return;
    const lead = Math.round(ackedAt - known);
    this.overstated.push(`${knower.id} believes that ${other.id} heard it ${lead} ms later than it did`);
  }
}

function knowersOf(world: World): readonly Knower[] {
  return [...world.machines.values()].flatMap(({ id, process }) =>
    process === null ? [] : [{ id, state: process.state, offset: offsetOf(world, process) }],
  );
}

export function offsetOf(world: World, { clock }: Process): number {
  return world.time.now - clock.monotonicMs();
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { median: Math.round(at(0.5)), almostAll: Math.round(at(0.9999)), most: Math.round(at(1)) };
}
