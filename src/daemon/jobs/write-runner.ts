/** Carries out the writes of one plan while it is fresh, and remembers what became of each. */
import { ProviderError } from '../../dns/provider/provider.ts';
import { isPublicUnicast } from '../../platform/ip.ts';
import type { Clock } from '../../platform/clock.ts';
import { sleep } from '../../platform/clock.ts';
import type { NodeContext } from '../context.ts';
import type { NodeState } from '../node-state.ts';
import { isFrozen } from '../node-state.ts';
import { noteWrite, refusalOf, rememberRefusal } from '../steps/note-write.ts';
import type { PlannedWrite } from '../steps/make-plan.ts';
import { text } from '../../model/text.ts';

/** At most so many writes per second and node. */
const GAP_MS = 100;
const TRIES = 3;
const RETRY_LEAST_MS = 500;
const RETRY_SPREAD_MS = 1_000;

/**
 * - `done` all of the plan was sent, or is not to be tried again soon
 * - `stale` the plan grew too old on the way
 * - `put-off` the provider would not take some of it now, for a reason that passes
 */
export type PlanEnding = 'done' | 'stale' | 'put-off';

/** How one request ended. */
type Sent = 'ok' | 'same' | 'rejected' | 'unknown';
type Result = Sent | 'stale' | 'put-off';
type Permission = 'yes' | 'no' | 'stale';

interface Reply {
  readonly result: Sent;
  readonly error: unknown;
  /** What was said when its turn came. */
  readonly allowed: Permission;
}

export class WriteRunner {
  readonly #context: NodeContext;
  readonly #underWay = new Set<Promise<Result>>();
  #nextSlotAt = 0;
  #isStopped = false;

  constructor(context: NodeContext) {
    this.#context = context;
  }

  /** Sends nothing more; resolves when what was sent has been answered, and noted. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.allSettled(this.#underWay);
  }

  async run(plan: readonly PlannedWrite[], sentAt: number): Promise<PlanEnding> {
    const byZone = new Map<string, PlannedWrite[]>();
    for (const write of shuffled(plan, () => this.#context.random.next())) {
      const zone = byZone.get(write.cell.zone);
      if (zone === undefined) byZone.set(write.cell.zone, [write]);
      else zone.push(write);
    }
    const endings = await Promise.all([...byZone.values()].map((writes) => this.#runZone(writes, sentAt)));
    if (endings.includes('stale')) return 'stale';
    return endings.includes('put-off') ? 'put-off' : 'done';
  }

  async #runZone(writes: readonly PlannedWrite[], sentAt: number): Promise<PlanEnding> {
    let ending: PlanEnding = 'done';
    for (const write of writes) {
      await this.#awaitSlot();
      const isAllowed = this.#context.executor.step((state, now) =>
        this.#mayWrite(state, now, write, sentAt),
      );
      if (isAllowed === 'stale') return 'stale';
      if (isAllowed === 'no') continue;
      const result = await this.#tracked(this.#write(write, sentAt));
      if (result === 'stale') return 'stale';
      if (result === 'put-off') ending = 'put-off';
    }
    return ending;
  }

  async #tracked(work: Promise<Result>): Promise<Result> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** The last assertion before a write leaves. */
  #mayWrite(state: NodeState, now: number, write: PlannedWrite, sentAt: number): Permission {
    const isOld = state.resumedAt > sentAt || now - sentAt > state.timers.freshMs;
    if (isOld || this.#isStopped) return 'stale';
    const { cell, record, value } = write;
    if (state.isFenced || refusalOf(state, cell.key, now) || !isWanted(state, write)) return 'no';
    const isTrue = value === state.own[cell.family].verified && value !== record.value;
    const isOurs = record.enabled && !record.locked && record.rr === cell.label && record.line === cell.line;
    const isAllowedAddress = state.allowPrivateAddresses || isPublicUnicast(value, cell.family);
    if (!isTrue || !isOurs || record.type !== cell.type || !isAllowedAddress) return 'no';
    if (!state.isDryRun) return 'yes';
    this.#context.log.info(
      'dry-run',
      text('would write a record (DryRun is on)', '本应写入一条记录（DryRun 已开启）'),
      { cell: cell.key, from: record.value, to: value, reason: write.reason },
    );
    return 'no';
  }

  async #write(write: PlannedWrite, sentAt: number): Promise<Result> {
    const { executor, random, clock } = this.#context;
    for (let attempt = 1; ; attempt += 1) {
      const { result, error, allowed } = await this.#send(write, sentAt);
      if (allowed !== 'yes') return allowed === 'stale' ? 'stale' : 'rejected';
      const isPassing = result === 'rejected' && error instanceof ProviderError && error.isRetryable;
      if (!isPassing) {
        this.#note(write, result, error);
        return result;
      }
      if (attempt > TRIES) {
        this.#notePutOff(write, error);
        return 'put-off';
      }
      await sleep(clock, RETRY_LEAST_MS + RETRY_SPREAD_MS * random.next());
      const isAllowed = executor.step((state, now) => this.#mayWrite(state, now, write, sentAt));
      if (isAllowed !== 'yes') return isAllowed === 'stale' ? 'stale' : 'rejected';
    }
  }

  async #send(write: PlannedWrite, sentAt: number): Promise<Reply> {
    const { executor, providers } = this.#context;
    const provider = providers.get(write.cell.provider);
    let allowed: Permission = 'yes';
    const reply = (result: Sent, error: unknown): Reply => ({ result, error, allowed });
    if (provider === null) return reply('rejected', null);
    // It may have stood behind a witness record for seconds, and much may have changed since.
    const isDue = (): boolean => {
      allowed = executor.step((state, now) => this.#mayWrite(state, now, write, sentAt));
      return allowed === 'yes';
    };
    try {
      await provider.updateValue(write.cell.zone, write.record, write.value, undefined, isDue);
      return reply('ok', null);
    } catch (error) {
      return reply(error instanceof ProviderError ? error.outcome : 'unknown', error);
    }
  }

  #note(write: PlannedWrite, result: Sent, error: unknown): void {
    const { executor, clock, durable, log, meter } = this.#context;
    const wallNow = clock.wallMs();
    if (result === 'rejected') {
      executor.step((state, now) => {
        rememberRefusal(state, write.cell.key, now);
      });
      log.error('write-refused', text('the provider refused to change a record', 'DNS 服务商拒绝修改记录'), {
        cell: write.cell.key,
        error,
      });
      return;
    }
    const noted = executor.step((state, now) => noteWrite(state, write, result, now, wallNow));
    durable.appendJournal(noted.journal);
    durable.saveMemory({ takeOvers: noted.takeOvers });
    meter.move(write.reason);
    if (noted.silenceMs !== null) meter.failoverSeconds(noted.silenceMs / 1000);
    const fields = {
      ...noted.journal.evidence,
      cell: write.cell.key,
      from: write.record.value,
      to: write.value,
    };
    if (result === 'unknown') {
      log.warn(
        'write-unconfirmed',
        text('could not confirm whether a record was changed', '无法确认记录是否已被修改'),
        { ...fields, error },
      );
    } else {
      log.info(write.reason, text('wrote a record', '已写入一条记录'), fields);
    }
  }

  /** Nothing is remembered against the cell: the next round tries it again. */
  #notePutOff(write: PlannedWrite, error: unknown): void {
    this.#context.log.warn(
      'write-put-off',
      text(
        'the provider does not change a record for the moment; the next round tries again',
        'DNS 服务商暂时无法修改记录；下一轮将重试',
      ),
      { cell: write.cell.key, error },
    );
  }

  async #awaitSlot(): Promise<void> {
    const clock: Clock = this.#context.clock;
    const now = clock.monotonicMs();
    const slot = Math.max(now, this.#nextSlotAt);
    this.#nextSlotAt = slot + GAP_MS;
    if (slot > now) await sleep(clock, slot - now);
  }
}

/**
 * Since the plan was made moves may have been stopped, or the cell taken out of this node's care. A take-over is this
 * node's by one order only: by another, somebody who knows that may be about to write as well.
 */
function isWanted(state: NodeState, { cell, reason, succession }: PlannedWrite): boolean {
  const order = state.succession.get(cell.key) ?? [];
  if (!order.includes(state.identity.id)) return false;
  if (reason === 'taken-over' && order.join('\n') !== succession.join('\n')) return false;
  return reason === 'own-address' || !(isFrozen(state) || state.isDraining);
}

function shuffled<T>(items: readonly T[], next: () => number): T[] {
  return items
    .map((item) => ({ item, rank: next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
