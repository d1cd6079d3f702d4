/**
 * One node, put together from parts that came in as arguments: clock, random, peers, providers, store. The same
 * code runs in the daemon and under a simulated clock; nothing in here knows a socket or a file.
 */
import type { PeerClient } from '../cluster/peer/peer-api.ts';
import type { Application } from '../http/application.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Identity } from '../model/node.ts';
import type { Text } from '../model/text.ts';
import type { Timers } from '../model/timers.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { FlapEvent, Store } from '../store/store.ts';
import type { ExitFacts } from '../watcher/exit-facts.ts';
import { ConfigurationKeeper } from './configuration-keeper.ts';
import type { NodeContext, ProviderPool } from './context.ts';
import { DurableQueue } from './durable-queue.ts';
import { Edits } from './edits.ts';
import { Executor } from './executor.ts';
import type { JobActions } from './jobs.ts';
import { Beat } from './jobs/beat.ts';
import type { AddressEdges } from './jobs/detect-address.ts';
import { DetectAddress } from './jobs/detect-address.ts';
import { drainNode } from './jobs/drain.ts';
import { housekeeping } from './jobs/housekeeping.ts';
import { PublishWitness } from './jobs/publish-witness.ts';
import { Reconcile } from './jobs/reconcile.ts';
import { Replicate } from './jobs/replicate.ts';
import type { NodeState } from './node-state.ts';
import { NodeApplication } from './node-application.ts';
import type { SnapshotFacts } from './steps/snapshot.ts';
import { setAlarm } from './steps/alarm.ts';
import { createState } from './steps/create-state.ts';
import { exitFactsMark, exitFactsOf } from './steps/exit-facts.ts';
import { tick } from './steps/tick.ts';
import { startTicker } from './ticker.ts';

export interface NodeParts {
  readonly identity: Identity;
  readonly store: Store;
  readonly peers: PeerClient;
  /** `state` gives the accounts of the present configuration. */
  readonly createProviders: (state: NodeState) => ProviderPool;
  readonly addresses: AddressEdges;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  readonly timers: Timers;
  readonly facts: SnapshotFacts;
  readonly isDryRun: boolean;
  readonly allowPrivateAddresses: boolean;
  readonly allowLegacyLeader: boolean;
  /** Whether the operator's freeze file is there; null: none is looked for. */
  readonly isFreezeRequested: (() => Promise<boolean>) | null;
  /** Told what this node's watcher has to know, whenever that changes; null or absent: there is none. */
  readonly onExitFacts?: ((facts: ExitFacts) => void) | null;
  /** What the settings say otherwise than the store; stands as an alarm until the next start. null: nothing. */
  readonly identityDifference: Text | null;
}

export interface RunningNode {
  readonly application: Application;
  /** The regular jobs, for whoever keeps the schedule. */
  readonly jobs: JobActions;
  /** Stops ticking and writing; a write under way is waited for. `isDraining`: hand everything over first. */
  stop(isDraining: boolean): Promise<void>;
}

const JOURNAL_SHOWN = 50;
const FLUSH_MS = 3_000;

/** Starts a node whose store is prepared and initialised. */
export async function startNode(parts: NodeParts): Promise<RunningNode> {
  const { clock, random, log, meter, store } = parts;
  const [cluster, memory, journal] = await Promise.all([
    store.loadCluster(),
    store.loadMemory(),
    store.readJournal(JOURNAL_SHOWN),
  ]);
  const { identity, timers, isDryRun, allowPrivateAddresses } = parts;
  const seed = {
    identity,
    cluster,
    memory,
    journal,
    timers,
    isDryRun,
    allowPrivateAddresses,
  };
  const state = createState(seed, clock, random);
  const { identityDifference } = parts;
  if (identityDifference !== null) {
    setAlarm(state, 'identity-differs', true, () => identityDifference, clock.wallMs());
  }
  const executor = new Executor(state, clock, log, meter);
  const durable = new DurableQueue(store, clock, log, (isReachable) => {
    executor.step((current) => {
      current.isStoreReachable = isReachable;
    });
  });
  const providers = parts.createProviders(state);
  const context: NodeContext = {
    executor,
    clock,
    random,
    log,
    meter,
    peers: parts.peers,
    providers,
    store,
    durable,
  };
  return assemble(parts, context);
}

function assemble(parts: NodeParts, context: NodeContext): RunningNode {
  const { executor, clock, log, meter, durable } = context;
  const beat = new Beat(context);
  const reconcile = new Reconcile(context);
  const witness = new PublishWitness(context);
  const beatSoon = (): void => {
    beat.soon();
  };
  const replicate = new Replicate(context, beatSoon);
  const address = new DetectAddress(context, parts.addresses, beatSoon);
  const runDue = (): void => {
    replicate.onTick();
    reconcile.onTick();
  };
  const keeper = new ConfigurationKeeper(context, parts.allowLegacyLeader, () => {
    beat.soon();
    beat.onTick(runDue);
    runDue();
  });
  const edits = new Edits(context, keeper);
  const application = new NodeApplication(context, keeper, edits, parts.facts, { readSoon: runDue });
  const tellWatcher = watcherNews(parts, executor);
  let resumedAt = executor.step((state) => state.resumedAt);
  const onTick = (): void => {
    const { flaps, resumed } = tickOnce(executor, clock);
    // A machine that slept may have been carried to another network.
    if (resumed !== resumedAt) void address.run();
    resumedAt = resumed;
    if (flaps.length > 0) durable.saveMemory({ flaps });
    beat.onTick(runDue);
    witness.onTick();
    runDue();
    tellWatcher();
  };
  void address.run();
  onTick();
  const ticker = startTicker(onTick, parts.timers.tickMs, clock, log, meter);
  const jobs: JobActions = {
    dnsRound: () => reconcile.regular(),
    checkAddresses: () => address.run(),
    pushToLegacy: async () => {
      replicate.onTick();
    },
    housekeep: () => housekeeping(context, parts.isFreezeRequested),
    prune: () => prune(context),
  };
  return {
    application,
    jobs,
    async stop(isDraining) {
      if (isDraining) await drainNode(context, runDue);
      ticker.stop();
      address.close();
      // What was written belongs into the journal.
      await reconcile.stop();
      await durable.close(FLUSH_MS);
    },
  };
}

/** The flaps that were noticed, and when the process was last stopped. */
function tickOnce(
  executor: Executor,
  clock: Clock,
): { readonly flaps: readonly FlapEvent[]; readonly resumed: number } {
  return executor.step((state, now) => ({
    flaps: tick(state, now, clock.wallMs()),
    resumed: state.resumedAt,
  }));
}

/** Tells the watcher what has changed for it, when something has. */
function watcherNews({ onExitFacts }: NodeParts, executor: Executor): () => void {
  let mark: readonly unknown[] = [];
  return () => {
    if (onExitFacts === null || onExitFacts === undefined) return;
    const now = executor.step(exitFactsMark);
    if (now.every((part, index) => part === mark[index])) return;
    mark = now;
    onExitFacts(executor.step(exitFactsOf));
  };
}

const DAY_MS = 24 * 3_600_000;

/** History that no rule looks back to any more. */
async function prune({ store, clock }: NodeContext): Promise<void> {
  const now = clock.wallMs();
  await store.prune({ ownAddresses: now - 7 * DAY_MS, events: now - DAY_MS, journal: now - 90 * DAY_MS });
}
