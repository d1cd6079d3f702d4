// Answers: how does one node see a DNS service that lives in this process, over a bad line if so wished?
import type { Line } from '../../../model/line.ts';
import { text } from '../../../model/text.ts';
import { sleep, type Clock } from '../../../platform/clock.ts';
import { jitter, type Random } from '../../../platform/random.ts';
import { Ended, startDeadline, type Deadline } from '../deadline.ts';
import { notDue, ProviderError, type DnsProvider, type NewRecord, type ZoneLimits } from '../provider.ts';
import type { ZoneReading, ZoneRecord } from '../provider.ts';
import { WriteQueue } from '../write-queue.ts';
import type { Disturbance, Fault, MemoryAction, MemoryCall } from './disturbance.ts';
import { Refusal, type MemoryDns } from './memory-dns.ts';

export interface MemoryProviderOptions {
  readonly dns: MemoryDns;
  readonly clock: Clock;
  readonly random: Random;
  /** Name as in an account; `Memory` unless given. */
  readonly name?: string;
  /** Who this is, for the service's list of changes; the provider's name unless given. */
  readonly client?: string;
  /** Longest duration of one call, ms; 8000 unless given. */
  readonly timeoutMs?: number;
  /** Usual delay in each direction, ± 50 %, ms; 0 unless given. */
  readonly latencyMs?: number;
  /** Asked about every call before it leaves; null: nothing befalls it. */
  readonly disturb?: (call: MemoryCall) => Disturbance | null;
}

const TIMEOUT_MS = 8_000;
const CALLS_KEPT = 10_000;

export class MemoryProvider implements DnsProvider {
  readonly name: string;
  /** The newest calls that left, oldest first. Read it in tests; empty it with `calls.length = 0`. */
  readonly calls: MemoryCall[] = [];
  readonly #options: MemoryProviderOptions;
  readonly #client: string;
  readonly #writes = new WriteQueue();
  readonly #closing = new AbortController();
  readonly #planned: { action: MemoryAction; disturbance: Disturbance }[] = [];

  constructor(options: MemoryProviderOptions) {
    this.#options = options;
    this.name = options.name ?? 'Memory';
    this.#client = options.client ?? this.name;
  }

  /** Lets `disturbance` befall the next call of this kind, once; further ones queue up behind it. */
  disturbNext(action: MemoryAction, disturbance: Disturbance): void {
    this.#planned.push({ action, disturbance });
  }

  async readZone(zone: string, signal?: AbortSignal): Promise<ZoneReading> {
    const { dns } = this.#options;
    const call: MemoryCall = { action: 'readZone', zone, recordId: null, value: null };
    return this.#perform(call, signal, (stalenessMs) => ({
      records: dns.list(zone, stalenessMs),
      providerNow: dns.now(),
    }));
  }

  async updateValue(
    zone: string,
    record: ZoneRecord,
    value: string,
    signal?: AbortSignal,
    isDue?: () => boolean,
  ): Promise<void> {
    const call: MemoryCall = { action: 'updateValue', zone, recordId: record.id, value };
    const update = (): void => {
      this.#options.dns.update(this.#client, zone, record, value);
    };
    await this.#perform(call, signal, update, isDue);
  }

  async addRecord(zone: string, record: NewRecord, signal?: AbortSignal): Promise<string> {
    const call: MemoryCall = { action: 'addRecord', zone, recordId: null, value: record.value };
    return this.#perform(call, signal, () => this.#options.dns.add(this.#client, zone, record));
  }

  async deleteRecord(zone: string, recordId: string, signal?: AbortSignal): Promise<void> {
    const call: MemoryCall = { action: 'deleteRecord', zone, recordId, value: null };
    await this.#perform(call, signal, () => {
      this.#options.dns.remove(this.#client, zone, recordId);
    });
  }

  async describeZone(zone: string, signal?: AbortSignal): Promise<ZoneLimits> {
    const call: MemoryCall = { action: 'describeZone', zone, recordId: null, value: null };
    return this.#perform(call, signal, () => this.#options.dns.limits(zone));
  }

  lineCode(line: Line): string {
    return line;
  }

  close(): void {
    this.#closing.abort();
  }

  /** The way of every call: its turn, there, the effect, and back, all within one deadline. */
  async #perform<T>(
    call: MemoryCall,
    signal: AbortSignal | undefined,
    effect: (stalenessMs: number) => T,
    isDue?: () => boolean,
  ): Promise<T> {
    const timeoutMs = this.#options.timeoutMs ?? TIMEOUT_MS;
    const deadline = startDeadline(this.#options.clock, timeoutMs, [signal, this.#closing.signal]);
    const isRead = call.action === 'readZone' || call.action === 'describeZone';
    const send = (): Promise<T> => {
      if (isDue?.() === false) throw notDue(call.zone);
      return this.#send(call, deadline, effect);
    };
    try {
      return await (isRead ? send() : this.#writes.run(call.zone, deadline.signal, send));
    } catch (error) {
      if (error instanceof Ended) throw failure(call, { outcome: 'rejected', isRetryable: true });
      throw error;
    } finally {
      deadline.end();
    }
  }

  async #send<T>(call: MemoryCall, deadline: Deadline, effect: (stalenessMs: number) => T): Promise<T> {
    if (deadline.signal.aborted || deadline.remainingMs() <= 0) throw new Ended();
    this.calls.push(call);
    if (this.calls.length > CALLS_KEPT) this.calls.shift();
    const disturbance = this.#disturbanceOf(call);
    const { fault } = disturbance;
    await this.#travel(call, disturbance.requestDelayMs, deadline);
    if (fault !== undefined && fault.isApplied !== true) throw failure(call, fault);
    const answer = attempt(call, () => effect(disturbance.stalenessMs ?? 0));
    await this.#travel(call, disturbance.answerDelayMs, deadline);
    if (fault !== undefined) throw failure(call, fault);
    return answer();
  }

  #disturbanceOf(call: MemoryCall): Disturbance {
    const index = this.#planned.findIndex(({ action }) => action === call.action);
    if (index >= 0) return this.#planned.splice(index, 1)[0]?.disturbance ?? {};
    return this.#options.disturb?.(call) ?? {};
  }

  async #travel(call: MemoryCall, extraMs = 0, deadline: Deadline): Promise<void> {
    const { clock, random, latencyMs = 0 } = this.#options;
    const delayMs = jitter(random, latencyMs, 0.5) + extraMs;
    // A call that will not arrive in time waits for its deadline, or for the abort that comes before it.
    const isLost = delayMs >= deadline.remainingMs();
    if (delayMs > 0) await sleep(clock, isLost ? deadline.remainingMs() + 1 : delayMs, deadline.signal);
    if (isLost || deadline.signal.aborted) throw failure(call, { outcome: 'unknown' });
  }
}

/** Carries the effect out now; its answer, good or bad, is told when it has travelled back. */
function attempt<T>(call: MemoryCall, effect: () => T): () => T {
  try {
    const answer = effect();
    return () => answer;
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    return () => {
      throw failure(call, { outcome: thrown.isSame ? 'same' : 'rejected', providerCode: thrown.code });
    };
  }
}

function failure(call: MemoryCall, fault: Fault): ProviderError {
  const isThrottled = fault.isThrottled ?? false;
  const code = fault.providerCode ?? fault.outcome;
  return new ProviderError(
    text(`${call.action} in ${call.zone} failed: ${code}.`, `${call.zone} 的 ${call.action} 失败：${code}。`),
    {
      outcome: fault.outcome,
      isRetryable: fault.isRetryable ?? (fault.outcome === 'unknown' || isThrottled),
      isThrottled,
      ...(fault.providerCode === undefined ? {} : { providerCode: fault.providerCode }),
    },
  );
}
