import { Liveness } from '../../cluster/liveness.ts';
import { WitnessBoard } from '../../cluster/witness-board.ts';
import { freshWitnessMemory } from '../../cluster/witness-schedule.ts';
import { AddressBook } from '../../dns/address-book.ts';
import type { Identity } from '../../model/node.ts';
import type { Timers } from '../../model/timers.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Random } from '../../platform/random.ts';
import type { ClusterRecord, JournalRow, Memory } from '../../store/store.ts';
import type { NodeState } from '../node-state.ts';
import { adoptCluster } from './adopt-cluster.ts';
import { freshExchangeMemory, isGossiping } from './gossip.ts';
import { noteChange } from './note-change.ts';
import { READS_OWED } from './resume.ts';

const BOOT_BYTES = 6;
/** Between the first reads of two nodes of a large cluster, on average. */
const FIRST_READ_GAP_MS = 20;

export interface StateSeed {
  readonly identity: Identity;
  readonly cluster: ClusterRecord;
  readonly memory: Memory;
  /** Newest first. */
  readonly journal: readonly JournalRow[];
  readonly timers: Timers;
  readonly isDryRun: boolean;
  readonly allowPrivateAddresses: boolean;
}

/** The state of a process that has just started: configuration and addresses from the store, no liveness. */
export function createState(seed: StateSeed, clock: Clock, random: Random): NodeState {
  const now = clock.monotonicMs();
  const boot = Buffer.from(random.bytes(BOOT_BYTES)).toString('hex');
  const book = new AddressBook();
  book.load(seed.memory.addressBook, now);
  const selfId = seed.identity.id;
  const state: NodeState = {
    ...seed,
    givenTimers: seed.timers,
    boot,
    freezes: new Set(),
    startedAt: now,
    startedAtWall: clock.wallMs(),
    resumedAt: now,
    lastMark: { monotonic: now, wall: clock.wallMs() },
    lastTickAt: now,
    cells: [],
    succession: new Map(),
    liveness: new Liveness(selfId, boot),
    exchanges: freshExchangeMemory(),
    witnesses: new WitnessBoard(),
    witness: freshWitnessMemory(now),
    witnessSequence: 0,
    hasSeenOwnWitness: false,
    isFenced: false,
    book,
    own: {
      v4: { verified: null, remembered: book.currentOf(selfId, 'v4'), isFit: true },
      v6: { verified: null, remembered: book.currentOf(selfId, 'v6'), isFit: true },
    },
    provider: freshProviderState(now),
    sharing: { digest: null, told: new Map(), isSharing: false, promptsInRow: 0, promptedAt: -Infinity },
    uncovered: new Map(),
    deadSince: new Map(),
    observedWriteAt: new Map(),
    memories: new Map(),
    pictures: new Map(),
    refusals: new Map(),
    baselines: new Map(),
    witnessRecord: null,
    witnessAddedAt: -Infinity,
    damping: {
      flaps: seed.memory.flaps.map((event) => ({ ...event, monotonicAt: null })),
      takeOvers: seed.memory.takeOvers.map((event) => ({ ...event, monotonicAt: null })),
      wasWell: new Set(),
    },
    panicSince: null,
    isDraining: false,
    alarms: new Map(),
    recentChanges: [],
    isStoreReachable: true,
    leadership: { asked: new Set(), verdict: 'undecided', pushes: new Map() },
  };
  state.liveness.gossip.bornAt = now;
  for (const row of [...seed.journal].reverse()) noteChange(state, row);
  adoptCluster(state, seed.cluster, now, clock.wallMs());
  if (isGossiping(state)) spreadFirstRead(state, now, random);
  return state;
}

/** When all nodes of a large cluster start together, they do not all ask the provider together. */
function spreadFirstRead(state: NodeState, now: number, random: Random): void {
  const at = now + random.next() * FIRST_READ_GAP_MS * state.cluster.configuration.members.length;
  state.provider.nextReadAt = at;
  state.provider.notBefore = at;
}

function freshProviderState(now: number): NodeState['provider'] {
  return {
    isUp: false,
    failures: 0,
    slowReads: 0,
    readsOwed: READS_OWED,
    lastReadSentAt: -Infinity,
    lastReadAtWall: null,
    lastError: null,
    nextReadAt: now,
    isRoundRunning: false,
    notBefore: -Infinity,
    spread: 1,
    throttledMs: 0,
    lostAt: -Infinity,
    hasPendingCell: false,
    hasOrphan: false,
    keptForAbsent: [],
  };
}
