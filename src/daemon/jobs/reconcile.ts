/**
 * One round: read every zone, judge, write. Never two at once; a round ends when its last write has ended or
 * been given up.
 *
 * Invariant: a write is sent at most `freshMs` after its deciding read was sent, and never across a stop.
 */
import { unlessEnded } from '../../dns/provider/deadline.ts';
import type { ZoneReading } from '../../dns/provider/provider.ts';
import type { Match } from '../../dns/zone-picture.ts';
import { text } from '../../model/text.ts';
import type { Configuration } from '../../model/configuration.ts';
import type { Timers } from '../../model/timers.ts';
import { jitter } from '../../platform/random.ts';
import type { NodeContext } from '../context.ts';
import type { NodeState } from '../node-state.ts';
import { memberName } from '../node-state.ts';
import {
  matchZone,
  noteCover,
  noteObservedWrites,
  noteOverturned,
  noteWitnesses,
  providerOfZone,
  witnessZoneOf,
} from '../steps/apply-reading.ts';
import { isGossiping } from '../steps/gossip.ts';
import { createJudge } from '../steps/judgement.ts';
import type { PlannedWrite } from '../steps/make-plan.ts';
import { makePlan, noteNeeds } from '../steps/make-plan.ts';
import { noteLegacyAddresses } from '../steps/note-legacy.ts';
import { noteProviderFailure, noteProviderSuccess, noteSlowRead } from '../steps/note-provider.ts';
import { noteOwnPicture } from '../steps/share-reads.ts';
import { planNextRead } from '../steps/tick.ts';
import type { PlanEnding } from './write-runner.ts';
import { WriteRunner } from './write-runner.ts';

/** A picture that took longer to read is thrown away. */
const SLOW_READ_MS = 5_000;
/** Zones other than the witnesses' are not waited for longer. */
const OTHERS_READ_MS = 4_500;
/** The provider's own deadline comes long before. */
const DECISIVE_READ_MS = 60_000;
const INTERVAL_SPREAD = 0.1;

interface Round {
  readonly sentAt: number;
  readonly configuration: Configuration;
  readonly zones: readonly { readonly zone: string; readonly provider: string | null }[];
  readonly witnessZone: string | null;
}

type ZoneOutcome = { readonly reading: ZoneReading } | { readonly error: unknown };

export class Reconcile {
  readonly #context: NodeContext;
  readonly #writes: WriteRunner;
  #running: Promise<void> | null = null;
  #isStopped = false;

  constructor(context: NodeContext) {
    this.#context = context;
    this.#writes = new WriteRunner(context);
  }

  /** Starts a round if one is due and none runs. Called on every tick; never waits. */
  onTick(): void {
    const isDue = this.#context.executor.step((state, now) => now >= state.provider.nextReadAt);
    if (isDue) void this.run();
  }

  /** A regular round: brings the next read forward to now, where it has no times of its own. */
  async regular(): Promise<void> {
    const isRecent = this.#context.executor.step((state, now) => {
      const hasOwnTimes = isGossiping(state) || state.sharing.isSharing || state.provider.failures > 0;
      return hasOwnTimes || now - state.provider.lastReadSentAt < state.timers.readSlowMs / 2;
    });
    if (!isRecent) await this.run();
  }

  /** Starts no further round and sends no further write; what was sent is waited for until its own deadline. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#writes.stop();
  }

  /** One round, or the one that runs already. */
  run(): Promise<void> {
    if (this.#isStopped) return Promise.resolve();
    this.#running ??= this.#guarded().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** A fault in a round must not end all rounds. */
  async #guarded(): Promise<void> {
    try {
      await this.#round();
    } catch (error) {
      this.#context.log.error('round-failed', text('a DNS round failed', 'DNS 轮次失败'), { error });
      this.#context.executor.step((state, now) => {
        postponeRead(state, now + state.timers.readMediumMs);
      });
    } finally {
      this.#context.executor.step((state) => {
        state.provider.isRoundRunning = false;
      });
    }
  }

  async #round(): Promise<void> {
    const { executor } = this.#context;
    const round = executor.step((state, now) => beginRound(state, now));
    if (round.zones.length === 0) return;
    const outcomes = await Promise.all(round.zones.map((one) => this.#read(one, round)));
    const plan = executor.step((state, now) => this.#judge(state, now, round, outcomes));
    if (plan === null) return;
    const ending = await this.#writes.run(plan, round.sentAt);
    executor.step((state, now) => {
      const wallNow = this.#context.clock.wallMs();
      const judge = createJudge(state, now, wallNow);
      noteNeeds(state, judge, now);
      // What was asked for while the writes went out is not forgotten.
      state.provider.nextReadAt = Math.min(state.provider.nextReadAt, readAfter(ending, now, state.timers));
      state.provider.isRoundRunning = false;
      state.provider.spread = jitter(this.#context.random, 1, INTERVAL_SPREAD);
      planNextRead(state, judge, now, wallNow);
    });
  }

  /** A zone that is too long in coming must not spoil the pictures of the others: only the decisive one may. */
  async #read(one: Round['zones'][number], round: Round): Promise<ZoneOutcome> {
    const provider = one.provider === null ? null : this.#context.providers.get(one.provider);
    if (provider === null) return { error: missingAccount(one.zone) };
    const isDecisive = one.zone === (round.witnessZone ?? round.zones[0]?.zone);
    const limit = new AbortController();
    const cancel = this.#context.clock.after(isDecisive ? DECISIVE_READ_MS : OTHERS_READ_MS, () => {
      limit.abort();
    });
    try {
      return { reading: await unlessEnded(provider.readZone(one.zone, limit.signal), limit.signal) };
    } catch (error) {
      return { error };
    } finally {
      cancel();
    }
  }

  #judge(
    state: NodeState,
    now: number,
    round: Round,
    outcomes: readonly ZoneOutcome[],
  ): readonly PlannedWrite[] | null {
    const { clock, log, meter, random } = this.#context;
    const wallNow = clock.wallMs();
    const read = pairUp(round, outcomes);
    const decisive = read.find(({ zone }) => zone === round.witnessZone) ?? read[0];
    if (decisive === undefined || 'error' in decisive.outcome) {
      const error = decisive !== undefined && 'error' in decisive.outcome ? decisive.outcome.error : null;
      noteProviderFailure(state, error, now, wallNow, random.next(), log);
      return null;
    }
    if (state.resumedAt > round.sentAt || now - round.sentAt > SLOW_READ_MS) {
      const isSlow = state.resumedAt <= round.sentAt;
      meter.readDiscarded(isSlow ? 'too-slow' : 'resumed');
      if (isSlow) noteSlowRead(state, wallNow);
      postponeRead(state, now + jitter(random, state.timers.readFastMs / 2, 0.5));
      return null;
    }
    const pictures: { zone: string; matches: ReadonlyMap<string, Match>; reading: ZoneReading }[] = [];
    for (const { zone, outcome } of read) {
      if ('error' in outcome) {
        noteZoneFailure(log, zone, outcome.error);
        continue;
      }
      const matches = matchZone(state, zone, outcome.reading, now, wallNow);
      if (matches === null) {
        meter.readDiscarded('implausible');
        if (zone === decisive.zone) {
          postponeRead(state, now + state.timers.readFastMs);
          return null;
        }
        continue;
      }
      pictures.push({ zone, matches, reading: outcome.reading });
    }
    noteProviderSuccess(state, round.sentAt, wallNow, log);
    this.#noteFacts(state, decisive.zone, decisive.outcome.reading, round.sentAt, pictures, now);
    const judge = createJudge(state, now, wallNow);
    const plan = pictures.flatMap(({ matches, reading }) =>
      makePlan(state, matches, reading.providerNow, judge, now),
    );
    this.#measureStaleness(state, round.sentAt);
    // The judgement knew all that has been heard so far, but a new configuration may name zones it has not seen.
    const isCurrent = state.cluster.configuration === round.configuration;
    const isWhole = isCurrent && pictures.length === round.zones.length;
    noteOwnPicture(state, isWhole ? pictures.map(({ zone, reading }) => ({ zone, ...reading })) : null);
    state.provider.nextReadAt = isCurrent ? Infinity : now;
    return plan;
  }

  /** How long after a write of mine a read still did not show it (assumption A4). */
  #measureStaleness(state: NodeState, sentAt: number): void {
    for (const [key, { why }] of state.pictures) {
      const writtenAt = state.memories.get(key)?.wrote?.at ?? Infinity;
      if (why === 'settling' && writtenAt < sentAt) {
        this.#context.meter.readStalenessSeconds((sentAt - writtenAt) / 1000);
      }
    }
  }

  #noteFacts(
    state: NodeState,
    witnessZone: string,
    reading: ZoneReading,
    sentAt: number,
    pictures: readonly { matches: ReadonlyMap<string, Match>; reading: ZoneReading }[],
    now: number,
  ): void {
    const { durable } = this.#context;
    durable.saveMemory({ addressBook: noteWitnesses(state, witnessZone, reading, now) });
    noteCover(state, sentAt, now);
    for (const { matches, reading: one } of pictures) {
      durable.saveMemory({ addressBook: noteLegacyAddresses(state, matches, now) });
      noteObservedWrites(state, matches, one.providerNow, now);
      const overturned = noteOverturned(state, matches, now);
      durable.saveMemory({ takeOvers: overturned });
      for (const { nodeId } of overturned) this.#reportOverturned(state, nodeId);
    }
  }

  #reportOverturned(state: NodeState, nodeId: string): void {
    const { meter, log } = this.#context;
    meter.overturned(memberName(state, nodeId));
    log.warn(
      'overturned',
      text(
        'a take-over was undone by the node that seemed dead; its next verdict needs longer silence',
        '被判定失效的节点撤销了接管；下次判定将要求更长的静默时间',
      ),
      { node: nodeId },
    );
  }
}
/** When the zones must be read again because of how the plan ended; the regular interval comes on top. */
function readAfter(ending: PlanEnding, now: number, timers: Timers): number {
  switch (ending) {
    case 'done':
      return Infinity;
    case 'stale':
      return now;
    case 'put-off':
      return now + timers.readFastMs;
  }
}

function beginRound(state: NodeState, now: number): Round {
  const { configuration } = state.cluster;
  const witnessZone = witnessZoneOf(configuration);
  const names = new Set([...state.cells.map(({ zone }) => zone)]);
  if (witnessZone !== null) names.add(witnessZone);
  const zones = [...names].map((zone) => ({ zone, provider: providerOfZone(configuration, zone) }));
  state.provider.nextReadAt = Infinity;
  state.provider.notBefore = -Infinity;
  if (zones.length === 0) postponeRead(state, now + state.timers.readSlowMs);
  state.provider.isRoundRunning = zones.length > 0;
  return { sentAt: now, configuration, zones, witnessZone };
}

/** The next read comes then, unless something happens that must be looked at sooner. */
function postponeRead(state: NodeState, until: number): void {
  state.provider.nextReadAt = until;
  state.provider.notBefore = until;
}

function pairUp(
  round: Round,
  outcomes: readonly ZoneOutcome[],
): readonly { readonly zone: string; readonly outcome: ZoneOutcome }[] {
  return round.zones.map(({ zone }, index) => ({ zone, outcome: outcomes[index] ?? { error: null } }));
}

function noteZoneFailure(log: NodeContext['log'], zone: string, error: unknown): void {
  log.warn(
    'zone-unreadable',
    text(
      `zone ${zone} could not be read; its records stay as they are`,
      `无法读取域 ${zone}；其记录保持不变`,
    ),
    { zone, error },
  );
}

function missingAccount(zone: string): Error {
  return new Error(`no account with credentials for the provider of ${zone}`);
}
