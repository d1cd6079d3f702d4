/** The state of a node in a small cluster, and a clock that stands until it is moved. */
import { foundedCluster, newMember } from '../../src/cluster/new-cluster.ts';
import { reviseConfiguration } from '../../src/cluster/stamp.ts';
import { resolveTimers } from '../../src/config/timers.ts';
import type { NodeState } from '../../src/daemon/node-state.ts';
import { createState } from '../../src/daemon/steps/create-state.ts';
import type { StateSeed } from '../../src/daemon/steps/create-state.ts';
import type { Identity } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Clock } from '../../src/platform/clock.ts';
import { seededRandom } from '../sim/seeded-random.ts';

export const SECOND = 1_000;

/** Timers run when `pass` moves the time over them, in order. */
export class HandClock implements Clock {
  now = 0;
  /** The calendar's lead over the monotonic clock. */
  wallLeadMs = Date.UTC(2026, 10, 1);
  readonly #timers = new Set<{ readonly at: number; readonly run: () => void }>();

  monotonicMs(): number {
    return this.now;
  }

  wallMs(): number {
    return this.now + this.wallLeadMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const timer = { at: this.now + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  get waiting(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass, running what becomes due and what was promised. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      await turn();
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = end;
    await turn();
  }
}

/** One turn of the real event loop: everything promised is carried out. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function anIdentity(id: string, role: Identity['role'] = 'follower'): Identity {
  return {
    id,
    name: `node ${id}`,
    url: `http://${id}.test:44443`,
    role,
    secret: Secret.of(`secret of ${id}`),
  };
}

/** What leader `a` has stored: followers `b` and `c`, service `www`, A owns `default`. */
export function aSeed(differing: Partial<StateSeed> = {}): StateSeed {
  const leader = anIdentity('a', 'leader');
  const founded = foundedCluster(leader, Secret.of('cluster key'), { lines: ['default'] }).configuration;
  const configuration = reviseConfiguration(founded, {
    ...founded,
    members: [...founded.members, newMember(anIdentity('b')), newMember(anIdentity('c'))],
    services: [{ name: 'www', zone: 'example.test', label: 'www', provider: 'Ali' }],
  });
  return {
    identity: leader,
    cluster: { configuration, boundLeaderId: 'a' },
    memory: { addressBook: [], ownAddresses: [], flaps: [], takeOvers: [] },
    journal: [],
    timers: resolveTimers('normal'),
    isDryRun: false,
    allowPrivateAddresses: false,
    isFrozen: false,
    ...differing,
  } as StateSeed;
}

export function aState(clock: Clock = new HandClock(), differing: Partial<StateSeed> = {}): NodeState {
  return createState(aSeed(differing), clock, seededRandom('state'));
}
