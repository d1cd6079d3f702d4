/** Overlapping faults of the wires: each is taken back by itself, and the others go on. */
import type { Network, Wire } from '../network.ts';

/** A healthy wire. */
const CALM: Readonly<Wire> = { delayMs: 20, loss: 0, doubling: 0 };

export class Wires {
  readonly #network: Network;
  readonly #cuts = new Set<readonly (readonly [from: string, to: string])[]>();
  readonly #weathers = new Set<Partial<Wire>>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** Nothing gets from the first to the second of each pair; the answer ends it. */
  cut(pairs: readonly (readonly [from: string, to: string])[]): () => void {
    const own = [...pairs];
    this.#cuts.add(own);
    this.#connect();
    return () => {
      this.#cuts.delete(own);
      this.#connect();
    };
  }

  /** The worst of what is given holds; the answer ends it. */
  worsen(weather: Partial<Wire>): () => void {
    const own = { ...weather };
    this.#weathers.add(own);
    this.#blow();
    return () => {
      this.#weathers.delete(own);
      this.#blow();
    };
  }

  #connect(): void {
    this.#network.heal();
    for (const pairs of this.#cuts) for (const [from, to] of pairs) this.#network.cutOneWay(from, to);
  }

  #blow(): void {
    const worst = { ...CALM };
    for (const weather of this.#weathers) {
      worst.delayMs = Math.max(worst.delayMs, weather.delayMs ?? 0);
      worst.loss = Math.max(worst.loss, weather.loss ?? 0);
      worst.doubling = Math.max(worst.doubling, weather.doubling ?? 0);
    }
    Object.assign(this.#network.wire, worst);
  }
}

/** Both directions of a wire. */
export function bothWays(a: string, b: string): readonly (readonly [string, string])[] {
  return [
    [a, b],
    [b, a],
  ];
}
