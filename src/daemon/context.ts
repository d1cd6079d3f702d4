import type { PeerClient } from '../cluster/peer/peer-api.ts';
import type { DnsProvider } from '../dns/provider/provider.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { Store } from '../store/store.ts';
import type { DurableQueue } from './durable-queue.ts';
import type { Executor } from './executor.ts';

/** What the jobs of a node work with. Everything that touches the world came in as an argument. */
export interface NodeContext {
  readonly executor: Executor;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  readonly peers: PeerClient;
  readonly providers: ProviderPool;
  readonly store: Store;
  readonly durable: DurableQueue;
}

/** The provider clients of the configured accounts. */
export interface ProviderPool {
  /** null: there is no account of that name, or no credentials. */
  get(providerName: string): DnsProvider | null;
}
