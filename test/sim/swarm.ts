/**
 * A cluster among random faults, from one seed: an hour of trouble, then an hour of peace. What must hold at every
 * write holds throughout; after the peace each cell is where it belongs and nothing is written any more.
 */
import type { Disturbance } from '../../src/dns/provider/memory/disturbance.ts';
import { ANSWER_LOST, THROTTLED, UNREACHABLE } from '../../src/dns/provider/memory/disturbance.ts';
import type { Random } from '../../src/platform/random.ts';
import type { Machine } from './machine.ts';
import type { Operator } from './operator.ts';
import { seededRandom } from './seeded-random.ts';
import type { World, Write } from './world.ts';

const SECOND = 1_000;

/** Good for so long, a node must not lose a cell by a verdict: tDead + 60 s. */
const GOOD_MS = 120 * SECOND;
/** A value so young may be overwritten by a plan made before it: tFresh + tProv. */
const RACE_MS = 18 * SECOND;
const REASON_MS = 10 * SECOND;

export class Swarm {
  /** What happened, for whoever has to understand a failure. */
  readonly story: string[] = [];
  readonly breaches: string[] = [];
  readonly #world: World;
  readonly #chance: Random;
  readonly #goodSince = new Map<string, number>();
  readonly #cut = new Set<string>();
  readonly #unjudged: { readonly write: Write; readonly isWrongUnlessYielded: boolean }[] = [];
  #seen = 0;
  #addresses = 0;

  constructor(world: World, seed: string) {
    this.#world = world;
    this.#chance = seededRandom(`swarm ${seed}`);
    for (const machine of world.machines.values()) {
      this.#good(machine);
      machine.disturb = ({ action }) => this.#befall(machine, action);
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
    this.#cut.clear();
    for (const machine of this.#world.machines.values())
      if (machine.process === null) await this.#start(machine);
    await this.#pass(ms);
  }

  async #pass(ms: number): Promise<void> {
    const end = this.#world.time.now + ms;
    while (this.#world.time.now < end) {
      await this.#world.run(Math.min(SECOND, end - this.#world.time.now));
      this.#judgeWrites();
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

  #befall(machine: Machine, action: string): Disturbance | null {
    if (this.#cut.has(machine.id)) return UNREACHABLE;
    if (action === 'readZone') return { stalenessMs: 9 * SECOND * this.#chance.next() };
    const dice = this.#chance.next();
    return dice < 0.01 ? ANSWER_LOST : dice < 0.05 ? THROTTLED : null;
  }

  async #start(machine: Machine): Promise<void> {
    this.#tell(`${machine.id} starts`);
    await machine.start();
    this.#good(machine);
  }

  #crash(machine: Machine): void {
    this.#tell(`${machine.id} crashes`);
    machine.crash();
    this.#goodSince.delete(machine.id);
  }

  #freeze(machine: Machine, ms: number): void {
    this.#tell(`${machine.id} stops for ${Math.round(ms / SECOND)} s`);
    machine.freeze(ms, this.#chance.next() < 0.5);
    this.#goodSince.delete(machine.id);
    this.#world.time.after(ms, () => {
      if (machine.process !== null && !this.#cut.has(machine.id)) this.#good(machine);
    });
  }

  #cutWire(a: Machine, b: Machine, isOneWay: boolean): void {
    this.#tell(`${a.id} ${isOneWay ? 'to' : 'and'} ${b.id} are cut`);
    if (isOneWay) this.#world.network.cutOneWay(a.id, b.id);
    else this.#world.network.cut(a.id, b.id);
  }

  #cutProvider(machine: Machine, ms: number): void {
    this.#tell(`${machine.id} loses the provider for ${Math.round(ms / SECOND)} s`);
    this.#cut.add(machine.id);
    this.#goodSince.delete(machine.id);
    this.#world.time.after(ms, () => {
      this.#cut.delete(machine.id);
      if (machine.process?.gate.isOpen === true) this.#good(machine);
    });
  }

  #changeAddress(machine: Machine): void {
    this.#addresses += 1;
    const address = `47.93.${Math.floor(this.#addresses / 250)}.${this.#addresses % 250}`;
    this.#tell(`${machine.id} gets ${address}`);
    this.#world.setAddress(machine.id, address);
    // Until it is in its records, nobody can tell whose the old value is but by what this node says.
    if (this.#goodSince.has(machine.id)) this.#good(machine);
  }

  /** S2: no move without a yield takes a cell from a good node. */
  #judgeWrites(): void {
    const { writes, time } = this.#world;
    for (; this.#seen < writes.length; this.#seen += 1) {
      const write = writes[this.#seen];
      if (write === undefined || write.cellKey === null || write.node === null) continue;
      if (write.from === write.to) continue;
      const goodSince = this.#goodSince.get(write.from ?? '') ?? Infinity;
      const before = writes.slice(0, this.#seen).findLast(({ cellKey }) => cellKey === write.cellKey);
      const isYoung = write.at - (before?.at ?? -Infinity) < RACE_MS;
      this.#unjudged.push({ write, isWrongUnlessYielded: write.at - goodSince >= GOOD_MS && !isYoung });
    }
    // By then its writer has had the answer, and has made a note of its reason.
    while (time.now - (this.#unjudged[0]?.write.at ?? Infinity) > REASON_MS) {
      const move = this.#unjudged.shift();
      if (move === undefined) break;
      const { at, cellKey, from, node } = move.write;
      const reason = this.#world.reasonOf(move.write);
      const line = `${(at / SECOND).toFixed(1)} s ${String(cellKey)} ${from ?? '?'} to ${String(node)}: ${reason}`;
      this.story.push(line);
      if (move.isWrongUnlessYielded && reason !== 'yielded') this.breaches.push(line);
    }
  }

  #good(machine: Machine): void {
    this.#goodSince.set(machine.id, this.#world.time.now);
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
