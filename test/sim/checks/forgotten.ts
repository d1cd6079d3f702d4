/** Which former addresses of its own does a node know no more, because it has come back with another disk? */
import type { Family } from '../../../src/model/family.ts';
import type { World } from '../world.ts';

export class Forgotten {
  readonly #world: World;
  /** By node: what its disk held when it was last looked at, and what it has lost between two processes. */
  readonly #held = new Map<string, ReadonlySet<string>>();
  readonly #lost = new Map<string, Set<string>>();
  /** By what stands on a disk, which is never changed in place. */
  readonly #sets = new WeakMap<object, ReadonlySet<string>>();

  constructor(world: World) {
    this.#world = world;
    world.happenings.listen((happening) => {
      if (happening.kind === 'started') this.#compare(happening.node);
    });
  }

  /** Once per second: whatever a running process stores belongs to it. */
  look(): void {
    for (const { id, process } of this.#world.machines.values()) {
      if (process !== null) this.#held.set(id, this.#onDisk(id));
    }
  }

  /** A node that has the address at present has not forgotten it. */
  has(node: string, address: string, family: Family): boolean {
    const machine = this.#world.machines.get(node);
    if (machine === undefined || machine.addresses[family] === address) return false;
    return this.#lost.get(node)?.has(address) === true && !this.#onDisk(node).has(address);
  }

  #compare(node: string): void {
    // A node of the Go program has no disk of ours.
    if (!this.#world.machines.has(node)) return;
    const lost = this.#lost.get(node) ?? new Set();
    const onDisk = this.#onDisk(node);
    for (const address of this.#held.get(node) ?? []) if (!onDisk.has(address)) lost.add(address);
    this.#lost.set(node, lost);
  }

  #onDisk(node: string): ReadonlySet<string> {
    const { ownAddresses } = this.#world.machine(node).disk.memory;
    const known = this.#sets.get(ownAddresses);
    if (known !== undefined) return known;
    const set = new Set(ownAddresses.map(({ address }) => address));
    this.#sets.set(ownAddresses, set);
    return set;
  }
}
