// Answers: how do the acts of a DNS provider look at Alibaba Cloud DNS (Alidns)?
import { AppError } from '../../../model/app-error.ts';
import type { Line } from '../../../model/line.ts';
import type { Secret } from '../../../model/secret.ts';
import { text } from '../../../model/text.ts';
import type { Clock } from '../../../platform/clock.ts';
import { silentLog, type Log } from '../../../platform/log.ts';
import type { Random } from '../../../platform/random.ts';
import { Ended, startDeadline, type Deadline } from '../deadline.ts';
import { notDue, ProviderError, type DnsProvider, type NewRecord } from '../provider.ts';
import type { ZoneLimits, ZoneReading, ZoneRecord } from '../provider.ts';
import { RateLimit } from '../rate-limit.ts';
import { WriteQueue } from '../write-queue.ts';
import { createAliyunApi, type AliyunApi, type ApiOptions } from './api.ts';
import { AliyunCaller, type OnCall } from './caller.ts';
import { idAt, toAddition, toLimits, toUpdate, UnexpectedShape } from './convert.ts';
import { DEFAULT_CALLS_PER_SECOND, DEFAULT_TTL, LINE_CODES, PUBLIC_ENDPOINT } from './limits.ts';
import { listZone } from './listing.ts';

export interface AliyunProviderOptions {
  readonly keyId: string;
  readonly keySecret: Secret;
  /** Base URL, `https://alidns.aliyuncs.com` unless given. */
  readonly endpoint?: string;
  /** Longest duration of one call of this class, waiting for its turn included, ms. 8000 unless given. */
  readonly timeoutMs?: number;
  /** Rate over all zones, below what the account is allowed. 40 unless given. */
  readonly callsPerSecond?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Log;
  /** Told of every request sent and how it ended. */
  readonly onCall?: OnCall;
  /** What carries the calls; pop-core unless given. */
  readonly createApi?: (options: ApiOptions) => AliyunApi;
}

const TIMEOUT_MS = 8_000;
/** httpx's own time-out must never be the first to fire: it may leave the socket open. */
const NET_MS = 1_000;
const LIMITS_KEPT_MS = 600_000;

export class AliyunProvider implements DnsProvider {
  readonly name = 'Ali';
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #timeoutMs: number;
  readonly #caller: AliyunCaller;
  readonly #writes = new WriteQueue();
  readonly #limits = new Map<string, { readonly limits: ZoneLimits; readonly readAt: number }>();
  readonly #closing = new AbortController();
  readonly #closeApi: () => void;

  /** Throws an `AppError` for an endpoint or credentials that cannot work. Sends nothing. */
  constructor(options: AliyunProviderOptions) {
    const endpoint = parseEndpoint(options.endpoint ?? PUBLIC_ENDPOINT);
    const { keyId, keySecret, clock, random } = options;
    if (keyId === '' || keySecret.isEmpty) throw missingCredentials(keyId === '' ? 'keyId' : 'keySecret');
    this.#clock = clock;
    this.#log = options.log ?? silentLog;
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
    if (isOpenToEavesdroppers(endpoint)) this.#log.warn('endpoint-unencrypted', UNENCRYPTED, { endpoint });
    const callsPerSecond = options.callsPerSecond ?? DEFAULT_CALLS_PER_SECOND;
    const createApi = options.createApi ?? createAliyunApi;
    const api = createApi({ endpoint, keyId, keySecret, timeoutMs: this.#timeoutMs + NET_MS });
    this.#closeApi = () => {
      api.close();
    };
    this.#caller = new AliyunCaller({
      ...{ api, clock, random, keyId, keySecret, log: this.#log, timeoutMs: this.#timeoutMs },
      limit: new RateLimit({ clock, callsPerSecond, burst: callsPerSecond }),
      onCall: options.onCall ?? (() => undefined),
    });
  }

  async readZone(zone: string, signal?: AbortSignal): Promise<ZoneReading> {
    return this.#within(signal, (deadline) => listZone(this.#caller, zone, deadline));
  }

  async updateValue(
    zone: string,
    record: ZoneRecord,
    value: string,
    signal?: AbortSignal,
    isDue?: () => boolean,
  ): Promise<void> {
    const action = 'UpdateDomainRecord';
    const subject = nameOf(record.rr, zone);
    if (record.type === 'MX') throw unsupportedType(subject);
    await this.#write(action, zone, subject, signal, async (deadline) => {
      if (isDue?.() === false) throw notDue(subject);
      const body = await this.#caller.write(action, subject, toUpdate(record, value), deadline);
      this.#caller.parse({ action, subject, isWrite: true }, body, () => {
        if (idAt(body, 'RecordId') !== record.id) throw new UnexpectedShape('RecordId', 'the id sent');
      });
    });
  }

  async addRecord(zone: string, record: NewRecord, signal?: AbortSignal): Promise<string> {
    const action = 'AddDomainRecord';
    const subject = nameOf(record.rr, zone);
    if (record.type === 'MX') throw unsupportedType(subject);
    return this.#write(action, zone, subject, signal, async (deadline) => {
      const ttl = record.ttl ?? (await this.#leastTtl(zone, deadline));
      const body = await this.#caller.write(action, subject, toAddition(zone, record, ttl), deadline);
      const id = this.#caller.parse({ action, subject, isWrite: true }, body, () => idAt(body, 'RecordId'));
      if (record.remark !== null) await this.#addRemark(subject, id, record.remark, deadline);
      return id;
    });
  }

  async deleteRecord(zone: string, recordId: string, signal?: AbortSignal): Promise<void> {
    const action = 'DeleteDomainRecord';
    await this.#write(action, zone, zone, signal, async (deadline) => {
      try {
        await this.#caller.write(action, zone, { RecordId: recordId }, deadline);
      } catch (error) {
        const isGone = error instanceof ProviderError && error.providerCode === 'DomainRecordNotBelongToUser';
        if (!isGone) throw error;
      }
    });
  }

  async describeZone(zone: string, signal?: AbortSignal): Promise<ZoneLimits> {
    return this.#within(signal, (deadline) => this.#readLimits(zone, deadline));
  }

  lineCode(line: Line): string {
    return LINE_CODES[line];
  }

  close(): void {
    this.#closing.abort();
    this.#closeApi();
  }

  async #within<T>(signal: AbortSignal | undefined, work: (deadline: Deadline) => Promise<T>): Promise<T> {
    const deadline = startDeadline(this.#clock, this.#timeoutMs, [signal, this.#closing.signal]);
    try {
      return await work(deadline);
    } finally {
      deadline.end();
    }
  }

  async #write<T>(
    action: string,
    zone: string,
    subject: string,
    signal: AbortSignal | undefined,
    work: (deadline: Deadline) => Promise<T>,
  ): Promise<T> {
    return this.#within(signal, async (deadline) => {
      try {
        return await this.#writes.run(zone, deadline.signal, () => work(deadline));
      } catch (error) {
        if (!(error instanceof Ended)) throw error;
        const kind = deadline.ending ?? 'cancelled';
        throw this.#caller.error({ action, subject, isWrite: true }, { kind, isSent: false });
      }
    });
  }

  async #readLimits(zone: string, deadline: Deadline): Promise<ZoneLimits> {
    const kept = this.#limits.get(zone);
    if (kept !== undefined && this.#clock.monotonicMs() - kept.readAt < LIMITS_KEPT_MS) return kept.limits;
    const action = 'DescribeDomainInfo';
    const parameters = { DomainName: zone, NeedDetailAttributes: true };
    const { body } = await this.#caller.read(action, zone, parameters, deadline);
    const limits = this.#caller.parse({ action, subject: zone, isWrite: false }, body, toLimits);
    this.#limits.set(zone, { limits, readAt: this.#clock.monotonicMs() });
    return limits;
  }

  /** A key that may write records need not be allowed to ask for the edition: then what every edition takes. */
  async #leastTtl(zone: string, deadline: Deadline): Promise<number> {
    try {
      return Math.min(DEFAULT_TTL, (await this.#readLimits(zone, deadline)).minTtl);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (/^Forbidden/.test(error.providerCode ?? '')) return DEFAULT_TTL;
      throw notSent(error);
    }
  }

  /** The record stands whether or not this succeeds, so nobody is told that adding it failed. */
  async #addRemark(subject: string, id: string, remark: string, deadline: Deadline): Promise<void> {
    try {
      const parameters = { RecordId: id, Remark: remark };
      await this.#caller.write('UpdateDomainRecordRemark', subject, parameters, deadline);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#log.warn(
        'remark-not-set',
        text(
          `The record ${subject} was added, but not its remark: ${error.text.en}`,
          `已添加记录 ${subject}，但备注未能写入：${error.text.zh}`,
        ),
        { recordId: id },
      );
    }
  }
}

/** The same failure for an act whose own request never left, since what it asked for first did not come. */
function notSent(error: ProviderError): ProviderError {
  return new ProviderError(error.text, {
    outcome: 'rejected',
    isRetryable: error.isRetryable,
    isThrottled: error.isThrottled,
    ...(error.providerCode === null ? {} : { providerCode: error.providerCode }),
    ...(error.hint === null ? {} : { hint: error.hint }),
  });
}

function nameOf(rr: string, zone: string): string {
  return rr === '@' ? zone : `${rr}.${zone}`;
}

/** An MX record has a priority, which a full replace would have to send again and our records do not hold. */
function unsupportedType(subject: string): AppError {
  return new ProviderError(
    text(`MX records are not written by this program (${subject}).`, `本程序不写入 MX 记录（${subject}）。`),
    { outcome: 'rejected', isRetryable: false },
  );
}

function parseEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  const isUsable =
    url !== null &&
    ['http:', 'https:'].includes(url.protocol) &&
    url.pathname === '/' &&
    `${url.search}${url.hash}${url.username}${url.password}` === '';
  // pop-core signs for the path `/` alone, so an endpoint is a host and a port.
  if (isUsable) return url.origin;
  throw new AppError(
    'invalid',
    text(
      'The DNS provider endpoint must be http:// or https:// with a host, and no path.',
      'DNS 服务商接口地址须为 http:// 或 https:// 加主机名，且不含路径。',
    ),
    {
      field: 'endpoint',
      hint: text(`The public one is ${PUBLIC_ENDPOINT}.`, `公网接口为 ${PUBLIC_ENDPOINT}。`),
    },
  );
}

const UNENCRYPTED = text(
  'The DNS provider endpoint is plain http://: anybody on the way can read and delay the calls.',
  'DNS 服务商接口使用明文 http://：途中任何人都能读取或拖延调用。',
);

/** Plain HTTP is for a sandbox on this machine. */
function isOpenToEavesdroppers(endpoint: string): boolean {
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'http:' && !/^(127\.[\d.]+|localhost|\[::1\])$/.test(hostname);
}

function missingCredentials(field: 'keyId' | 'keySecret'): AppError {
  return new AppError(
    'invalid',
    text(
      'The Ali account needs both a key id and a key secret.',
      'Ali 账号需要同时填写 AccessKey ID 与 AccessKey Secret。',
    ),
    { field },
  );
}
