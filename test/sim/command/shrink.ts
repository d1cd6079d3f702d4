/**
 * Cuts a schedule that breaks a promise down to a short one that still does: fewer faults first (delta debugging),
 * then shorter ones, then a smaller and plainer cluster. What does not break the promise any more is put back.
 */
import type { Fault, Schedule } from '../schedule/schedule.ts';

export interface ShrinkEdges {
  /** Runs the schedule: does the same promise break? */
  readonly isBroken: (schedule: Schedule) => Promise<boolean>;
  /** No more attempts: too many, too long, or somebody said stop. */
  readonly isOver: () => boolean;
  readonly onProgress: (shortest: Schedule, attempts: number) => void;
}

export interface Shrunk {
  readonly schedule: Schedule;
  readonly attempts: number;
  /** Nothing was left to try. */
  readonly isComplete: boolean;
}

export async function shrink(schedule: Schedule, edges: ShrinkEdges): Promise<Shrunk> {
  const shrinker = new Shrinker(schedule, edges);
  await shrinker.fewerFaults();
  await shrinker.shorterFaults();
  await shrinker.smallerCluster();
  await shrinker.plainerNodes();
  await shrinker.shorterTrouble();
  await shrinker.fewerFaults();
  return { schedule: shrinker.shortest, attempts: shrinker.attempts, isComplete: !edges.isOver() };
}

class Shrinker {
  shortest: Schedule;
  attempts = 0;
  readonly #edges: ShrinkEdges;

  constructor(schedule: Schedule, edges: ShrinkEdges) {
    this.shortest = schedule;
    this.#edges = edges;
  }

  /** Halves, quarters, … single faults are left out, until no single one can be. */
  async fewerFaults(): Promise<void> {
    let size = Math.ceil(this.shortest.faults.length / 2);
    while (size >= 1 && !this.#edges.isOver()) {
      const isCut = await this.#withoutPieces(size);
      if (size === 1 && !isCut) return;
      size = Math.max(1, Math.min(Math.floor(size / 2), Math.ceil(this.shortest.faults.length / 2)));
      if (this.shortest.faults.length === 0) return;
    }
  }

  /** Later pieces first: what comes before the breach matters more often the earlier it is undone. */
  async #withoutPieces(size: number): Promise<boolean> {
    let isCut = false;
    for (let end = this.shortest.faults.length; end > 0; end -= size) {
      const start = Math.max(0, end - size);
      const faults = this.shortest.faults.filter((_, index) => index < start || index >= end);
      isCut = (await this.#try({ ...this.shortest, faults })) || isCut;
    }
    return isCut;
  }

  async shorterFaults(): Promise<void> {
    for (let index = 0; index < this.shortest.faults.length; index += 1) {
      for (const share of [0.1, 0.3, 0.6]) {
        while (await this.#shorten(index, share));
      }
    }
  }

  async #shorten(index: number, share: number): Promise<boolean> {
    const fault = this.shortest.faults[index];
    if (fault === undefined) return false;
    const lastsMs = Math.ceil((fault.lastsMs * share) / 1000) * 1000;
    if (lastsMs >= fault.lastsMs) return false;
    const faults = this.shortest.faults.map((each, at) => (at === index ? { ...each, lastsMs } : each));
    return this.#try({ ...this.shortest, faults });
  }

  /** Nodes and services that no fault speaks of, last ones first. */
  async smallerCluster(): Promise<void> {
    for (const { id } of this.shortest.cluster.nodes.slice(1).reverse()) {
      const { cluster, faults } = this.shortest;
      if (faults.some((fault) => speaksOf(fault, id))) continue;
      const nodes = cluster.nodes.filter((node) => node.id !== id);
      await this.#try({ ...this.shortest, cluster: { ...cluster, nodes } });
    }
    for (const label of this.shortest.cluster.labels.slice(1).reverse()) {
      const { cluster, faults } = this.shortest;
      if (faults.some((fault) => speaksOf(fault, label))) continue;
      const labels = cluster.labels.filter((each) => each !== label);
      await this.#try({ ...this.shortest, cluster: { ...cluster, labels } });
    }
  }

  /** All at once, or node by node: exact clocks, one family, no Go program. */
  async plainerNodes(): Promise<void> {
    const plain = { clockRate: 1, wallOffsetMs: 0, hasV6: false, isLegacy: false };
    const { cluster } = this.shortest;
    const everywhere = cluster.nodes.map((node) => ({ ...node, ...plain }));
    if (await this.#try({ ...this.shortest, cluster: { ...cluster, nodes: everywhere } })) return;
    for (const { id } of cluster.nodes) {
      const now = this.shortest.cluster;
      const nodes = now.nodes.map((node) => (node.id === id ? { ...node, ...plain } : node));
      await this.#try({ ...this.shortest, cluster: { ...now, nodes } });
    }
  }

  /** Nothing is gained by waiting before the first fault or after the last. */
  async shorterTrouble(): Promise<void> {
    const ends = this.shortest.faults.map(({ at, lastsMs }) => at + lastsMs);
    const troubleMs = Math.ceil(Math.max(0, ...ends) / 1000) * 1000 + 1000;
    if (troubleMs < this.shortest.troubleMs) await this.#try({ ...this.shortest, troubleMs });
    const firstAt = Math.min(...this.shortest.faults.map(({ at }) => at));
    if (!Number.isFinite(firstAt) || firstAt < 2000) return;
    const earlierMs = Math.floor(firstAt / 1000) * 1000 - 1000;
    const faults = this.shortest.faults.map((fault) => ({ ...fault, at: fault.at - earlierMs }));
    await this.#try({ ...this.shortest, faults, troubleMs: this.shortest.troubleMs - earlierMs });
  }

  async #try(candidate: Schedule): Promise<boolean> {
    if (this.#edges.isOver() || JSON.stringify(candidate) === JSON.stringify(this.shortest)) return false;
    this.attempts += 1;
    const isBroken = await this.#edges.isBroken(candidate);
    if (isBroken) this.shortest = candidate;
    this.#edges.onProgress(this.shortest, this.attempts);
    return isBroken;
  }
}

/** By itself, in a list, or in a pair such as `a>b`. */
function speaksOf(fault: Fault, word: string): boolean {
  return Object.entries(fault)
    .filter(([name]) => name !== 'kind')
    .flatMap(([, value]) => value)
    .some((value) => typeof value === 'string' && value.split(/[^\w-]+/).includes(word));
}
