/**
 * The place where faults happen: one world, and what overlapping faults have to agree on. A node that two of them
 * keep down starts when both have let go; a wire that two have cut is whole when both are over.
 */
import type { RunningNode } from '../../../src/daemon/node.ts';
import type { Edit } from '../../../src/model/edit.ts';
import type { Family } from '../../../src/model/family.ts';
import type { Timers } from '../../../src/model/timers.ts';
import type { MemoryState } from '../../../src/store/memory-store.ts';
import type { Machine, Process } from '../machine.ts';
import type { Sent } from '../network.ts';
import { backUp } from '../old-disks.ts';
import type { Schedule } from '../schedule/schedule.ts';
import type { World } from '../world.ts';
import { LegacyProcess } from './legacy-process.ts';
import { ProviderEdge } from './provider-edge.ts';
import { Wires } from './wires.ts';

type Ask = (node: RunningNode) => Promise<unknown>;
type Hear = (sent: Sent) => void;

export class Scene {
  readonly world: World;
  readonly schedule: Schedule;
  readonly timers: Timers;
  readonly wires: Wires;
  /** What the program itself failed with. */
  readonly crashes: string[] = [];
  /** Disks as they were when trouble began. */
  readonly backups = new Map<string, MemoryState>();
  readonly #edges = new Map<string, ProviderEdge>();
  readonly #legacy = new Map<string, LegacyProcess>();
  readonly #keptDown = new Map<string, number>();
  readonly #starting = new Set<string>();
  readonly #hearers = new Set<Hear>();
  /** What is asked of a process once it goes on. */
  readonly #waiting = new Map<Process, Ask[]>();
  #endsAt = Infinity;

  constructor(world: World, schedule: Schedule) {
    this.world = world;
    this.schedule = schedule;
    this.timers = world.timers;
    this.wires = new Wires(world.network);
    for (const machine of world.machines.values()) {
      const edge = this.join(machine);
      const plan = schedule.cluster.nodes.find(({ id }) => id === machine.id);
      machine.rate = plan?.clockRate ?? 1;
      machine.wallOffsetMs = plan?.wallOffsetMs ?? 0;
      if (plan?.isLegacy === true)
        this.#legacy.set(machine.id, new LegacyProcess(world, machine, () => edge.isLost));
    }
  }

  get leaderId(): string {
    return this.schedule.cluster.nodes[0]?.id ?? '';
  }

  get ids(): readonly string[] {
    return [...this.world.machines.keys()];
  }

  /** A machine's calls go through layers from now on. */
  join(machine: Machine): ProviderEdge {
    const edge = new ProviderEdge(this.world, machine);
    if (this.world.machines.get(machine.id) === machine) this.#edges.set(machine.id, edge);
    return edge;
  }

  edge(id: string): ProviderEdge {
    const edge = this.#edges.get(id);
    if (edge === undefined) throw new Error(`no machine ${id}`);
    return edge;
  }

  /** The Go program runs on it. */
  isLegacy(id: string): boolean {
    return this.#legacy.has(id);
  }

  isUp(id: string): boolean {
    return this.#legacy.get(id)?.isRunning ?? this.world.machine(id).process !== null;
  }

  start(id: string): void {
    if (this.isUp(id) || this.#starting.has(id) || (this.#keptDown.get(id) ?? 0) > 0) return;
    const legacy = this.#legacy.get(id);
    if (legacy !== undefined) {
      legacy.start();
      return;
    }
    this.#starting.add(id);
    this.attempt(
      this.world
        .machine(id)
        .start()
        .finally(() => this.#starting.delete(id)),
    );
  }

  crash(id: string, isPowerLost: boolean): void {
    this.#legacy.get(id)?.crash(isPowerLost);
    this.world.machine(id).crash(isPowerLost);
  }

  /** Kills the process, and starts it when the answer is called and nobody else keeps it down. */
  keepDown(id: string, isPowerLost: boolean): () => void {
    this.crash(id, isPowerLost);
    this.#keptDown.set(id, (this.#keptDown.get(id) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#keptDown.set(id, (this.#keptDown.get(id) ?? 0) - 1);
      this.start(id);
    };
  }

  /** Never beyond peace. */
  freeze(id: string, ms: number, areAnswersFirst: boolean): void {
    const clamped = this.clamp(ms);
    this.#legacy.get(id)?.freeze(clamped, areAnswersFirst);
    this.world.machine(id).freeze(clamped, areAnswersFirst);
  }

  /** From the Go program to ours; what is on the machine's disk is what ours begins with. */
  upgrade(id: string): void {
    const legacy = this.#legacy.get(id);
    if (legacy === undefined) return;
    const wasRunning = legacy.isRunning;
    legacy.crash(false);
    this.#legacy.delete(id);
    if (wasRunning) this.start(id);
  }

  setAddress(id: string, family: Family, value: string | null): void {
    this.world.machine(id).addresses[family] = value;
    if (value !== null) this.world.claim(id, value);
    this.world.happenings.tell({ kind: 'address', node: id, value });
  }

  /** The leader is told; one that is down, behind or dies meanwhile does not do it. */
  edit(edit: Edit): void {
    const { process } = this.world.machine(this.leaderId);
    if (process?.gate.isOpen !== true) return;
    process.node.application.apply(edit, false).then(
      () => {
        this.tell('edit', JSON.stringify(edit));
      },
      (error: unknown) => {
        this.tell('edit', `refused: ${String((error as { code?: unknown }).code)}`);
      },
    );
  }

  /** What takes a node that was removed into the cluster again, as the schedule has it. */
  additionOf(id: string): Edit {
    const { url, secret } = this.world.machine(id).identity;
    const { lines, hasV6 } = this.schedule.cluster.nodes.find((node) => node.id === id) ?? {
      lines: [],
      hasV6: false,
    };
    const families: readonly Family[] = hasV6 ? ['v4', 'v6'] : ['v4'];
    return { kind: 'node-add', url, secret, lines, families };
  }

  /** Asks the node's process for something as soon as it is not stopped; one that ends before is not asked. */
  whenAwake(id: string, ask: Ask): void {
    const { process } = this.world.machine(id);
    if (process === null) return;
    const waiting = this.#waiting.get(process);
    // What was asked for first is done first: a switch that is turned back stays turned back.
    if (waiting !== undefined) waiting.push(ask);
    else if (process.gate.isOpen) this.attempt(ask(process.node));
    else {
      this.#waiting.set(process, [ask]);
      this.#askOnceAwake(process);
    }
  }

  #askOnceAwake(process: Process): void {
    this.after(1_000, () => {
      if (process.gate.isDead) return;
      if (!process.gate.isOpen) {
        this.#askOnceAwake(process);
        return;
      }
      const asks = this.#waiting.get(process) ?? [];
      this.#waiting.delete(process);
      for (const ask of asks) this.attempt(ask(process.node));
    });
  }

  /** Calls `hear` for every message that leaves. */
  hear(hear: Hear): () => void {
    this.#hearers.add(hear);
    return () => {
      this.#hearers.delete(hear);
    };
  }

  noteMessage(sent: Sent): void {
    if (this.#hearers.size > 0) for (const hear of [...this.#hearers]) hear(sent);
  }

  tell(name: string, what: string): void {
    this.world.happenings.tell({ kind: 'fault', name, what });
  }

  after(ms: number, run: () => void): void {
    this.world.time.after(ms, run);
  }

  /** Trouble begins: copies of all disks are put aside, and the moment of peace is known. */
  begin(): void {
    for (const machine of this.world.machines.values()) this.backups.set(machine.id, backUp(machine));
    this.#endsAt = this.world.time.now + this.schedule.troubleMs;
  }

  /** No longer than there is trouble. */
  clamp(ms: number): number {
    return Math.max(0, Math.min(ms, this.#endsAt - this.world.time.now));
  }

  /** What must not fail; if it does, the program is at fault. */
  attempt(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.crashes.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  }
}
