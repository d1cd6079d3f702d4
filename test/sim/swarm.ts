/**
 * A cluster among random faults, from one seed: an hour of trouble, then an hour of peace. What must hold at every
 * write holds throughout; after the peace each cell is where it belongs and nothing is written any more.
 */
import type { Disturbance } from '../../src/dns/provider/memory/disturbance.ts';
import { ANSWER_LOST, THROTTLED } from '../../src/dns/provider/memory/disturbance.ts';
import type { Random } from '../../src/platform/random.ts';
import type { Machine } from './machine.ts';
import type { Operator } from './operator.ts';
import { seededRandom } from './seeded-random.ts';
import type { World, Write } from './world.ts';

const SECOND = 1_000;

const REASON_MS = 10 * SECOND;

export class Swarm {
  /** What happened, for whoever has to understand a failure. */
  readonly story: string[] = [];
  readonly #world: World;
  readonly #chance: Random;
  readonly #untold: Write[] = [];
  #isPeace = false;
  #seen = 0;
  #addresses = 0;

  constructor(world: World, seed: string) {
    this.#world = world;
    this.#chance = seededRandom(`swarm ${seed}`);
    for (const machine of world.machines.values()) {
      machine.disturb = ({ action }) => this.#befall(action);
    }
  }

  /** Faults for `ms`, one every 20 to 320 s, each lasting up to five minutes. */
  async rage(ms: number, operator: Operator | null = null): Promise<void> {
    const end = this.#world.time.now + ms;
    while (this.#world.time.now < end) {
      await this.#pass((20 + 300 * this.#chance.next()) * SECOND);
      await this.#fault();
      const deed = operator?.act() ?? null;
      if (deed !== null) this.#tell(deed);
    }
  }

  /** Everything works again, and `ms` pass. */
  async calm(ms: number): Promise<void> {
    this.#tell('peace');
    this.#world.network.heal();
    Object.assign(this.#world.network.wire, { loss: 0, delayMs: 20 });
    for (const machine of this.#world.machines.values()) {
      machine.regainProvider();
      if (machine.process === null) await this.#start(machine);
    }
    if (!this.#isPeace) this.#world.happenings.tell({ kind: 'peace' });
    this.#isPeace = true;
    await this.#pass(ms);
  }

  async #pass(ms: number): Promise<void> {
    const end = this.#world.time.now + ms;
    while (this.#world.time.now < end) {
      await this.#world.run(Math.min(SECOND, end - this.#world.time.now));
      this.#tellMoves();
    }
  }

  async #fault(): Promise<void> {
    const machines = [...this.#world.machines.values()];
    const machine = this.#one(machines);
    const other = this.#one(machines);
    const lastsMs = (5 + 295 * this.#chance.next()) * SECOND;
    const dice = this.#chance.next();
    if (machine.process === null) await this.#start(machine);
    else if (dice < 0.2) this.#crash(machine);
    else if (dice < 0.35) this.#freeze(machine, lastsMs);
    else if (dice < 0.6) this.#cutWire(machine, other, this.#chance.next() < 0.4);
    else if (dice < 0.75) this.#cutProvider(machine, lastsMs);
    else if (dice < 0.85) this.#changeAddress(machine);
    else if (dice < 0.92) this.#world.network.wire.loss = 0.2 * this.#chance.next();
    else {
      this.#tell('all wires heal');
      this.#world.network.heal();
    }
  }

  #befall(action: string): Disturbance | null {
    if (action === 'readZone') return { stalenessMs: 9 * SECOND * this.#chance.next() };
    const dice = this.#chance.next();
    return dice < 0.01 ? ANSWER_LOST : dice < 0.05 ? THROTTLED : null;
  }

  async #start(machine: Machine): Promise<void> {
    this.#tell(`${machine.id} starts`);
    await machine.start();
  }

  #crash(machine: Machine): void {
    this.#tell(`${machine.id} crashes`);
    machine.crash();
  }

  #freeze(machine: Machine, ms: number): void {
    this.#tell(`${machine.id} stops for ${Math.round(ms / SECOND)} s`);
    machine.freeze(ms, this.#chance.next() < 0.5);
  }

  #cutWire(a: Machine, b: Machine, isOneWay: boolean): void {
    this.#tell(`${a.id} ${isOneWay ? 'to' : 'and'} ${b.id} are cut`);
    if (isOneWay) this.#world.network.cutOneWay(a.id, b.id);
    else this.#world.network.cut(a.id, b.id);
  }

  #cutProvider(machine: Machine, ms: number): void {
    this.#tell(`${machine.id} loses the provider for ${Math.round(ms / SECOND)} s`);
    machine.loseProvider();
    this.#world.time.after(ms, () => {
      machine.regainProvider();
    });
  }

  #changeAddress(machine: Machine): void {
    this.#addresses += 1;
    const address = `47.93.${Math.floor(this.#addresses / 250)}.${this.#addresses % 250}`;
    this.#tell(`${machine.id} gets ${address}`);
    this.#world.setAddress(machine.id, address);
  }

  #tellMoves(): void {
    const { writes, time } = this.#world;
    for (; this.#seen < writes.length; this.#seen += 1) {
      const write = writes[this.#seen];
      if (write === undefined || write.cellKey === null || write.node === null) continue;
      if (write.from !== write.to) this.#untold.push(write);
    }
    // By then its writer has had the answer, and has made a note of its reason.
    while (time.now - (this.#untold[0]?.at ?? Infinity) > REASON_MS) {
      const move = this.#untold.shift();
      if (move === undefined) break;
      const { at, cellKey, from, node } = move;
      const reason = this.#world.reasonOf(move);
      const line = `${String(cellKey)} ${from ?? '?'} to ${String(node)}: ${reason}`;
      this.story.push(`${(at / SECOND).toFixed(1)} s ${line}`);
    }
  }

  #one<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.#chance.next() * items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  #tell(what: string): void {
    this.story.push(`${(this.#world.time.now / SECOND).toFixed(1)} s ${what}`);
  }
}
