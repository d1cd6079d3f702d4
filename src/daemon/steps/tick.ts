/** The heartbeat of the state machine: what changes by the mere passing of time. */
import { trackPeer } from '../../cluster/health.ts';
import type { Peer } from '../../cluster/liveness.ts';
import { decidingReadAt, declaresNothingAmiss, dueAt } from '../../cluster/verdict.ts';
import type { Judge } from '../../dns/judge.ts';
import type { PeerNeed } from '../../dns/read-interval.ts';
import { readIntervalMs } from '../../dns/read-interval.ts';
import { FAMILIES, type Family } from '../../model/family.ts';
import { text } from '../../model/text.ts';
import type { FlapEvent } from '../../store/store.ts';
import type { NodeState } from '../node-state.ts';
import { setAlarm } from './alarm.ts';
import { isAmongFirst } from './first-in-line.ts';
import { LOOK_EVERY_MS, isGossiping } from './gossip.ts';
import { coveredUntil, createJudge, deadQuestion, isInMaintenance } from './judgement.ts';
import { noteVerdicts } from './old-verdicts.ts';
import { READS_OWED } from './resume.ts';
import { planSharedRead } from './share-reads.ts';

/** A regular round that did not come is made up for after so many intervals. */
const OVERDUE_FACTOR = 1.5;
const LEASE_MARGIN_MS = 10_000;
const FLAPS_KEPT = 1_000;
/** A tick that comes after so many tick lengths was held up. */
const LATE_TICKS = 2;
/** No verdict is near before so long. */
const NEAR_VERDICT_MS = 25_000;
const NO_NEEDS: readonly PeerNeed[] = [];
/** In a cluster with more peers a verdict's read is spread over an interval: all of them reach it at the same moment. */
const CROWD = 32;

/** Answers the flaps that were noticed, for the store. */
export function tick(state: NodeState, now: number, wallNow: number): readonly FlapEvent[] {
  // What came in meanwhile may have lain there for as long.
  if (now - state.lastTickAt > LATE_TICKS * state.timers.tickMs) {
    state.exchanges.lateUntil = now + state.timers.requestMs;
  }
  state.lastTickAt = now;
  if (!isTimeToLook(state, now)) return [];
  for (const peer of state.liveness.peers.values()) trackPeer(peer, now, state.timers, state.provider.isUp);
  const judge = createJudge(state, now, wallNow);
  noteVerdicts(state, judge, now);
  const flaps = noteFlaps(state, judge, now, wallNow);
  oweReadsAfterLapsedLease(state, now);
  planNextRead(state, judge, now, wallNow);
  raiseAlarms(state, judge, now, wallNow);
  return flaps;
}

/**
 * Going through a thousand peers every second would be most of what a node does. Their times are long in a large
 * cluster, and C1 leaves room for this.
 */
function isTimeToLook(state: NodeState, now: number): boolean {
  const { exchanges } = state;
  if (isGossiping(state) && now - exchanges.lookedAt < LOOK_EVERY_MS) return false;
  exchanges.lookedAt = now;
  return true;
}

/**
 * When the zones must be read next. While the provider does not answer, its back-off alone decides; while a round
 * is under way, what the next interval depends on is not known yet.
 */
export function planNextRead(state: NodeState, judge: Judge, now: number, wallNow: number): void {
  const { provider, timers } = state;
  if (provider.failures > 0 || provider.isRoundRunning) return;
  const isBackbencher = isGossiping(state) && !isAmongFirst(state, judge);
  const asked = readIntervalMs(readNeeds(state, judge, now, wallNow), timers);
  const interval = Math.max(asked, isBackbencher ? timers.readSlowMs : 0, provider.throttledMs);
  // A large cluster has no regular rounds by the calendar: all its nodes would read in the same second.
  const isRegular = interval >= timers.readSlowMs && !isGossiping(state);
  const due = provider.lastReadSentAt + interval * (isRegular ? OVERDUE_FACTOR : provider.spread);
  const isIdle = asked >= timers.readSlowMs && provider.throttledMs === 0;
  state.sharing.isSharing = false;
  // Of most nodes of a large cluster it is not known lately enough what they have read.
  const isShared = isIdle && !isGossiping(state) && planSharedRead(state, now);
  if (!isShared) provider.nextReadAt = Math.min(provider.nextReadAt, Math.max(due, provider.notBefore));
  if (isBackbencher || provider.throttledMs > 0) return;
  if (isHoldTimeOver(state, judge, now) || isVerdictDue(state, judge, now, wallNow)) {
    provider.nextReadAt = Math.min(provider.nextReadAt, Math.max(now, provider.notBefore));
  }
}

function readNeeds(
  state: NodeState,
  judge: Judge,
  now: number,
  wallNow: number,
): Parameters<typeof readIntervalMs>[0] {
  const peers: PeerNeed[] = [];
  for (const peer of state.liveness.peers.values()) {
    if (!isInMaintenance(state, peer.id)) peers.push(...peerNeeds(state, peer, judge, now, wallNow));
  }
  const hasOpenYield = hasYielded(state, now);
  const { readsOwed } = state.provider;
  const isPlaceUnknown = state.witnessRecord === null && state.witnessAddedAt > -Infinity;
  const hasPendingCell = state.provider.hasPendingCell || isPlaceUnknown;
  const hasOrphan = state.provider.hasOrphan || hasUnfitHolder(state, judge);
  return { hasPendingCell, hasOpenYield, hasOrphan, readsOwed, peers };
}

function hasYielded({ memories }: NodeState, now: number): boolean {
  for (const { yielded } of memories.values()) if (yielded !== null && now <= yielded.until) return true;
  return false;
}

/** What a peer's silence asks for; a peer heard lately asks for nothing but what its cover does. */
function peerNeeds(
  state: NodeState,
  peer: Peer,
  judge: Judge,
  now: number,
  wallNow: number,
): readonly PeerNeed[] {
  if (peer.end === null && now - peer.heardAt < state.timers.deadMs - NEAR_VERDICT_MS) {
    const coverLeftMs = coveredUntil(state, peer) - now;
    return coverLeftMs > 0 ? [{ verdictInMs: Infinity, isDead: false, coverLeftMs }] : NO_NEEDS;
  }
  const question = deadQuestion(state, peer, now, wallNow);
  const coverLeftMs = question.coveredUntil - now;
  return [{ verdictInMs: dueAt(question) - now, isDead: judge.isDead(peer.id), coverLeftMs }];
}

/** A silence has become long enough for a verdict, and no read has been sent since. */
function isVerdictDue(state: NodeState, judge: Judge, now: number, wallNow: number): boolean {
  const { provider, timers, liveness } = state;
  const { peers } = liveness;
  const spreadMs = peers.size > CROWD ? (provider.spread - 0.9) * 5 * timers.readFastMs : 0;
  for (const peer of peers.values()) {
    if (now - peer.heardAt < timers.exitMs || isInMaintenance(state, peer.id)) continue;
    const question = deadQuestion(state, peer, now, wallNow);
    const at = decidingReadAt(question) + spreadMs;
    const isOpen = at <= now && provider.lastReadSentAt < at && question.coveredUntil <= now;
    if (isOpen && !judge.isDead(peer.id)) return true;
  }
  return false;
}

/** A holder that was left alone at the last read has become unfit since: the bound on that allows no slow read. */
function hasUnfitHolder(state: NodeState, judge: Judge): boolean {
  const families = FAMILIES.filter((family) => isAnythingAmiss(state, family));
  if (families.length === 0) return false;
  return state.cells.some((cell) => {
    if (!families.includes(cell.family)) return false;
    const picture = state.pictures.get(cell.key);
    if (picture?.match.kind !== 'record' || picture.why !== 'holder-alive') return false;
    return picture.about !== null && judge.isUnfit(picture.about, cell, picture.match.record.value);
  });
}

/** Asked on every tick, and there hardly ever is. */
function isAnythingAmiss({ liveness }: NodeState, family: Family): boolean {
  for (const peer of liveness.peers.values()) if (!declaresNothingAmiss(peer, family)) return true;
  return false;
}

/** A node before me, for whom I hold a cell, has been well long enough since my last read. */
function isHoldTimeOver(state: NodeState, judge: Judge, now: number): boolean {
  return state.provider.keptForAbsent.some((cell) => {
    const succession = state.succession.get(cell.key) ?? [];
    const place = succession.indexOf(judge.selfId);
    for (let ahead = 0; ahead < place; ahead += 1) {
      const id = succession[ahead] ?? '';
      // Of those that are absent indeed nothing more is asked.
      if (!judge.isWell(id)) continue;
      const over = judge.wellForMs(id, cell) - judge.holdForMs(id);
      if (over < 0) continue;
      if (judge.hasMyStamp(id)) {
        if (state.provider.lastReadSentAt < now - over) return true;
      } else if (isGossiping(state)) state.exchanges.askSoon.add(id);
    }
    return false;
  });
}

function noteFlaps(state: NodeState, judge: Judge, now: number, wallNow: number): readonly FlapEvent[] {
  const { wasWell, flaps } = state.damping;
  const noticed: FlapEvent[] = [];
  for (const id of state.liveness.peers.keys()) {
    if (judge.isWell(id)) wasWell.add(id);
    else if (wasWell.has(id) && judge.isDead(id)) {
      wasWell.delete(id);
      noticed.push({ nodeId: id, at: wallNow });
    }
  }
  if (noticed.length > 0) {
    const added = noticed.map((event) => ({ ...event, monotonicAt: now }));
    state.damping.flaps = [...flaps, ...added].slice(-FLAPS_KEPT);
  }
  return noticed;
}

/** My own lease may have run out unseen: others may rightly have taken over, so look before writing. */
function oweReadsAfterLapsedLease(state: NodeState, now: number): void {
  const { witness, timers, provider } = state;
  if (witness.neededSince === null || !witness.hasLastAttemptFailed) return;
  const since = Math.max(witness.neededSince, witness.lastSuccessAt);
  const isLong = witness.isForTheFar && witness.isPostedLong;
  const leaseMs = isLong ? timers.longLeaseMs : timers.leaseMs;
  if (now - since >= leaseMs - LEASE_MARGIN_MS) provider.readsOwed = Math.max(provider.readsOwed, READS_OWED);
}

/** Whether there may be one to take back. */
function hasAlarmOfLoss({ alarms }: NodeState): boolean {
  for (const { code } of alarms.values()) if (code === 'node-dead' || code === 'process-ended') return true;
  return false;
}

/** All may seem well without it; only when this node goes silent does its being replaced take minutes longer. */
function raiseWitnessAlarm(state: NodeState, wallNow: number): void {
  const { cluster, provider, witness, witnessRecord } = state;
  const hasFailed = witness.hasLastAttemptFailed || witnessRecord?.record?.enabled === false;
  const { timeoutMinutes } = cluster.configuration;
  setAlarm(
    state,
    'no-witness',
    provider.isUp && witness.selfTestedAt === null && hasFailed,
    () =>
      text(
        `this node cannot write its witness record; should it go silent, its records are taken over after ${timeoutMinutes} minutes, not sooner`,
        `本节点无法写入见证记录；若它失联，其记录要等 ${timeoutMinutes} 分钟后才会被接管`,
      ),
    wallNow,
  );
}

function raiseAlarms(state: NodeState, judge: Judge, now: number, wallNow: number): void {
  raiseWitnessAlarm(state, wallNow);
  setAlarm(
    state,
    'duplicate-identity',
    state.isFenced,
    () =>
      text(
        'another process runs with this node’s identity (a cloned machine?); this node writes nothing until it is restarted',
        '有另一个进程正在使用本节点的身份（机器被克隆？）；本节点在重启之前不会写入任何记录',
      ),
    wallNow,
  );
  setAlarm(
    state,
    'mass-failure',
    state.panicSince !== null && now - state.panicSince < state.timers.panicMs,
    () => text('more than half of the nodes seem dead; take-overs wait', '超过半数节点疑似失效；接管暂缓'),
    wallNow,
  );
  const mayStand = hasAlarmOfLoss(state);
  for (const member of state.cluster.configuration.members) {
    const isWatched = member.id !== judge.selfId && !member.maintenance;
    const isLost = isWatched && judge.isDead(member.id);
    const hasEnded = isWatched && (state.liveness.peers.get(member.id)?.end ?? null) !== null;
    if (!isLost && !hasEnded && !mayStand) continue;
    setAlarm(
      state,
      'node-dead',
      isLost,
      () =>
        hasEnded
          ? text(
              `node ${member.name} is dead: its process has ended`,
              `节点 ${member.name} 已失效：其进程已结束`,
            )
          : text(`node ${member.name} is dead`, `节点 ${member.name} 已失效`),
      wallNow,
      member.name,
    );
    setAlarm(
      state,
      'process-ended',
      hasEnded && !isLost,
      () =>
        text(
          `the process of node ${member.name} has ended; unless it starts again, its records are taken over shortly`,
          `节点 ${member.name} 的进程已结束；若不重新启动，其记录即将被接管`,
        ),
      wallNow,
      member.name,
    );
  }
}
