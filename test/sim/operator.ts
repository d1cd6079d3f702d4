/** Somebody who changes the configuration all the time, and restores the leader from old backups. */
import { MemoryState } from '../../src/store/memory-store.ts';
import type { Random } from '../../src/platform/random.ts';
import { seededRandom } from './seeded-random.ts';
import type { World } from './world.ts';

const LEADER = 'a';

export class Operator {
  readonly #world: World;
  readonly #chance: Random;
  #backup: MemoryState;

  constructor(world: World, seed: string) {
    this.#world = world;
    this.#chance = seededRandom(`operator ${seed}`);
    this.#backup = this.#copyDisk();
  }

  /** Does something, or nothing; answers what. */
  act(): string | null {
    const leader = this.#world.machine(LEADER);
    const dice = this.#chance.next();
    if (leader.process === null) {
      if (dice > 0.3) return null;
      leader.disk.cluster = this.#backup.cluster;
      return 'the leader’s backup is restored';
    }
    if (dice < 0.2) {
      this.#backup = this.#copyDisk();
      return 'a backup is made';
    }
    if (dice > 0.7) return null;
    const nodes = [...this.#world.machines.keys()];
    const node = nodes[Math.floor(this.#chance.next() * nodes.length)] ?? LEADER;
    const priority = 50 + Math.floor(100 * this.#chance.next());
    const edit = { kind: 'node-set', node, priority } as const;
    // A leader that is behind refuses, one that dies never answers.
    leader.node.application.apply(edit, false).catch(() => undefined);
    return `${node} gets priority ${priority}`;
  }

  /** Ends whatever dispute there is. */
  async settle(): Promise<void> {
    const { application } = this.#world.machine(LEADER).node;
    const isAtOdds = application.view().alarms.some(({ code }) => /stale-leader|config-fork/.test(code));
    if (isAtOdds) await application.forceConfiguration();
  }

  #copyDisk(): MemoryState {
    return Object.assign(new MemoryState(), this.#world.machine(LEADER).disk);
  }
}
