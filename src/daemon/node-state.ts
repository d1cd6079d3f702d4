/**
 * Everything one running node knows. Owned by the executor: only code that runs inside `Executor.step` reads
 * or changes it, so a step always sees a consistent whole. Liveness in here is never stored and never read
 * from disk. Instants are ms on the local monotonic clock unless the name says wall or provider.
 */
import type { Liveness } from '../cluster/liveness.ts';
import type { TickMark } from '../cluster/stop-guard.ts';
import type { UncoveredReads } from '../cluster/verdict.ts';
import type { WitnessBoard } from '../cluster/witness-board.ts';
import type { WitnessMemory } from '../cluster/witness-schedule.ts';
import type { AddressBook } from '../dns/address-book.ts';
import type { CellMemory } from '../dns/cell-memory.ts';
import type { Why } from '../dns/decision.ts';
import type { Baseline } from '../dns/plausibility.ts';
import type { ZoneRecord } from '../dns/provider/provider.ts';
import type { ToldPicture } from '../dns/shared-reads.ts';
import type { Match } from '../dns/zone-picture.ts';
import type { Cell } from '../model/cell.ts';
import type { Alarm, ChangeView } from '../model/cluster-view.ts';
import type { Family } from '../model/family.ts';
import type { Identity, Member } from '../model/node.ts';
import type { Timers } from '../model/timers.ts';
import type { ExchangeMemory } from './steps/gossip.ts';
import type { ClusterRecord, FlapEvent, TakeOverEvent } from '../store/store.ts';

export interface NodeState {
  readonly identity: Identity;
  readonly boot: string;
  /** As set for this node. */
  readonly givenTimers: Timers;
  /** What it goes by: a large cluster needs those of the profile `large`. */
  timers: Timers;
  readonly isDryRun: boolean;
  readonly allowPrivateAddresses: boolean;
  readonly startedAt: number;
  readonly startedAtWall: number;
  resumedAt: number;
  /** Set by every step; a gap in it means that this process was stopped. */
  lastMark: TickMark;
  /** Set by the tick alone: a process whose timers hang must fall silent. */
  lastTickAt: number;

  /** What is stored: configuration and bound leader. */
  cluster: ClusterRecord;
  /** Derived from the configuration whenever it changes. */
  cells: readonly Cell[];
  succession: ReadonlyMap<string, readonly string[]>;

  readonly liveness: Liveness;
  readonly exchanges: ExchangeMemory;
  readonly witnesses: WitnessBoard;
  readonly witness: WitnessMemory;
  witnessSequence: number;
  /** My own witness record was seen with my boot; a later one with another boot is a clone's. */
  hasSeenOwnWitness: boolean;
  /** Another process runs with this node's identity: no writes until an operator acts. */
  isFenced: boolean;

  readonly book: AddressBook;
  readonly own: Record<Family, OwnFamily>;

  readonly provider: ProviderState;
  readonly sharing: SharingState;
  /** Per peer, since it was last found covered. */
  readonly uncovered: Map<string, UncoveredReads>;
  /** Since when a peer has been dead without a break, seen at every tick. */
  readonly deadSince: Map<string, number>;
  /** When a read last showed a peer changing a record. */
  readonly observedWriteAt: Map<string, number>;
  readonly memories: Map<string, CellMemory>;
  /** Per cell, what the newest believed read showed. */
  readonly pictures: Map<string, CellPicture>;
  /** Cells whose change the provider refused: not tried again before `until`. */
  readonly refusals: Map<string, { readonly count: number; readonly until: number }>;
  /** By zone. */
  readonly baselines: Map<string, Baseline>;
  /** By zone: the record id under my witness name, if the zone has been read. */
  witnessRecord: WitnessPlace | null;
  /** When my witness record was added, or may have been; -Infinity: not by this process. */
  witnessAddedAt: number;

  readonly damping: { flaps: Flap[]; takeOvers: TakeOver[]; readonly wasWell: Set<string> };
  /** Since when more than half of the nodes would be dead; null: they are not. */
  panicSince: number | null;

  /** Who has stopped all moves: the operator's command, the freeze file, or both. */
  readonly freezes: Set<'command' | 'file'>;
  isDraining: boolean;
  readonly alarms: Map<string, Alarm>;
  /** Newest first. */
  recentChanges: ChangeView[];
  isStoreReachable: boolean;

  readonly leadership: LeadershipState;
}

export interface OwnFamily {
  /** Agreed upon by this process; the only value that is ever written. */
  verified: string | null;
  /** Known from before the start and not confirmed yet: announced, never written. */
  remembered: string | null;
  /** False once it could not be determined for too long, or there certainly is none. */
  isFit: boolean;
}

export interface ProviderState {
  isUp: boolean;
  failures: number;
  /** Rounds in a row that were too slow to be acted upon. */
  slowReads: number;
  readsOwed: number;
  /** When the newest good read was sent; -Infinity: none yet. */
  lastReadSentAt: number;
  lastReadAtWall: number | null;
  lastError: string | null;
  /** When the next read is due at the latest. */
  nextReadAt: number;
  /** A round is under way: what asks for a read now is answered after it. */
  isRoundRunning: boolean;
  /** After a picture that was thrown away: the regular interval brings no read before this instant. */
  notBefore: number;
  /** By how much this interval is stretched, 0.9 to 1.1; drawn once per round. */
  spread: number;
  /** In large clusters: the zones are read no more often than this, because reads were refused as too many. */
  throttledMs: number;
  /** When the provider was last lost; -Infinity: never. */
  lostAt: number;
  hasPendingCell: boolean;
  hasOrphan: boolean;
  /** Cells that I hold for somebody before me in order. */
  keptForAbsent: readonly Cell[];
}

/** What nodes tell each other of the zones, so that not each has to look. */
export interface SharingState {
  /** Of my newest round; null: it was not complete, or not of this configuration. */
  digest: string | null;
  /** By peer. */
  readonly told: Map<string, ToldPicture>;
  /** Others' reads decide when my next regular one is due. */
  isSharing: boolean;
  /** Reads in a row that were asked for by another's picture, and when the last one was. */
  promptsInRow: number;
  promptedAt: number;
}

export interface CellPicture {
  readonly match: Match;
  /** What was decided last, and about whom. */
  readonly why: Why | null;
  readonly about: string | null;
}

export interface WitnessPlace {
  readonly zone: string;
  /** null: there is no record under my name yet. */
  readonly record: ZoneRecord | null;
}

export interface TakeOver extends TakeOverEvent {
  /** On the monotonic clock, to compare with stops; null after a restart. */
  readonly monotonicAt: number | null;
}

export interface Flap extends FlapEvent {
  /** Null after a restart. */
  readonly monotonicAt: number | null;
}

export interface LeadershipState {
  /** Peers asked at least once since the start, whether they answered or not. */
  readonly asked: Set<string>;
  verdict: 'lead' | 'stale-leader' | 'config-fork' | 'undecided';
  /** Per follower: when the next push may go out, and how many went before it without success. */
  readonly pushes: Map<string, { nextAt: number; tries: number; isInFlight: boolean }>;
}

export function selfMember(state: NodeState): Member | null {
  return state.cluster.configuration.members.find(({ id }) => id === state.identity.id) ?? null;
}

export function memberName(state: NodeState, id: string): string {
  return state.cluster.configuration.members.find((member) => member.id === id)?.name ?? id;
}

/** Moves are stopped; own-address writes go on. */
export function isFrozen(state: NodeState): boolean {
  return state.freezes.size > 0;
}

/** Whether this node is in a cluster: the leader always is, a follower once it has been pushed to. */
export function isJoined(state: NodeState): boolean {
  return state.identity.role === 'leader' || state.cluster.configuration.members.length > 1;
}
