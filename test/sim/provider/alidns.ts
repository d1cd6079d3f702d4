/**
 * The service behind all machines: it looks at one request as Alidns' gateway and Alidns itself do, carries it out on
 * the `MemoryDns` that they share, and answers with a status, a `Date` and a text.
 */
import { lineOf } from '../../../src/dns/provider/aliyun/convert.ts';
import { DOCUMENTED_CALLS_PER_SECOND } from '../../../src/dns/provider/aliyun/limits.ts';
import type { MemoryDns } from '../../../src/dns/provider/memory/memory-dns.ts';
import { Refusal } from '../../../src/dns/provider/memory/memory-dns.ts';
import type { ZoneRecord } from '../../../src/dns/provider/provider.ts';
import type { Secret } from '../../../src/model/secret.ts';
import { refusal } from '../../../src/sandbox/refusal.ts';
import { limitsBody, pageBody, refusalBody, writtenBody } from './bodies.ts';
import type { Befallen } from './disturbance.ts';

export interface AlidnsOptions {
  /** Made with the service's line codes. */
  readonly dns: MemoryDns;
  /** Key id → secret. */
  readonly keys: ReadonlyMap<string, Secret>;
  /** For so long after a write, further ones to its zone are refused; 0 unless given. */
  readonly writeTakesMs?: number;
  /** Refuses what is beyond the documented calls per second; false unless given. */
  readonly isRateLimited?: boolean;
}

export interface Request {
  readonly action: string;
  /** As they travel: all text. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly keyId: string;
  /** In place of the signature made with it. */
  readonly keySecret: Secret;
  /** Whose change it is, for the list of changes. */
  readonly client: string;
}

export interface Reply {
  /** HTTP status. */
  readonly status: number;
  /** The `Date` header. */
  readonly date: string;
  /** Written only if somebody is there to read it. */
  readonly text: () => string;
}

const STAMP_WINDOW_MS = 15 * 60_000;
const USUAL_PAGE_SIZE = '20';
const MOST_PER_PAGE = 500;
const USUAL_TTL = '600';
const MOST_REMARK = 50;

type Act = (request: Request, requestId: string, befallen: Befallen) => () => string;

export class Alidns {
  readonly #options: AlidnsOptions;
  readonly #dns: MemoryDns;
  readonly #busyUntil = new Map<string, number>();
  readonly #rates = new Map<string, { second: number; calls: number }>();
  #requests = 0;

  constructor(options: AlidnsOptions) {
    this.#options = options;
    this.#dns = options.dns;
  }

  /** Carries the request out, or refuses it. */
  answer(request: Request, befallen: Befallen): Reply {
    const requestId = this.#nextId();
    try {
      const act = this.#admit(request);
      const text = act(request, requestId, befallen);
      return { status: 200, date: this.#date(), text };
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return this.#refused(requestId, thrown.code);
    }
  }

  /** The answer of a service that refuses for reasons of its own. */
  refuse(code: string): Reply {
    return this.#refused(this.#nextId(), code);
  }

  /** The zone that a request is about; empty when it names a record that is in none. */
  zoneOf({ DomainName, RecordId }: Readonly<Record<string, string>>): string {
    return DomainName ?? this.#dns.find(RecordId ?? '')?.zone ?? '';
  }

  #refused(requestId: string, code: string): Reply {
    return { status: refusal(code).status, date: this.#date(), text: () => refusalBody(requestId, code) };
  }

  /** Whole seconds, as HTTP has it. */
  #date(): string {
    return new Date(this.#dns.now()).toUTCString();
  }

  #nextId(): string {
    this.#requests += 1;
    return `00000000-0000-4000-8000-${this.#requests.toString(16).toUpperCase().padStart(12, '0')}`;
  }

  /** The gateway's checks, in its order. */
  #admit({ action, parameters, keyId, keySecret }: Request): Act {
    const act = this.#acts[action];
    if (act === undefined) throw new Refusal('InvalidApi.NotFound');
    const secret = this.#options.keys.get(keyId);
    if (secret === undefined) throw new Refusal('InvalidAccessKeyId.NotFound');
    const stamp = parameters['Timestamp'] ?? '';
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(stamp)) throw new Refusal('InvalidTimeStamp.Format');
    if (Math.abs(Date.parse(stamp) - this.#dns.now()) > STAMP_WINDOW_MS) {
      throw new Refusal('InvalidTimeStamp.Expired');
    }
    if (!secret.sameAs(keySecret)) throw new Refusal('SignatureDoesNotMatch');
    if (this.#options.isRateLimited === true) this.#countCall(action);
    return act;
  }

  #countCall(action: string): void {
    const second = Math.floor(this.#dns.now() / 1_000);
    const limits: Readonly<Record<string, number>> = DOCUMENTED_CALLS_PER_SECOND;
    const rate = this.#rates.get(action);
    if (rate?.second !== second) {
      this.#rates.set(action, { second, calls: 1 });
      return;
    }
    rate.calls += 1;
    if (rate.calls > (limits[action] ?? Infinity)) throw new Refusal('Throttling.User');
  }

  readonly #acts: Readonly<Record<string, Act>> = {
    DescribeDomainRecords: ({ parameters }, requestId, { stalenessMs = 0, missing = 0, isTotalShrunk }) => {
      const zone = required(parameters, 'DomainName');
      const number = wholeNumber(parameters, 'PageNumber', '1');
      const size = wholeNumber(parameters, 'PageSize', USUAL_PAGE_SIZE);
      if (size > MOST_PER_PAGE) throw new Refusal('InvalidPageSize');
      const records = this.#dns.list(zone, stalenessMs);
      const left = Math.max(0, records.length - missing);
      const total = isTotalShrunk === true ? left : records.length;
      return () => pageBody(requestId, { zone, records, number, size, missing, total });
    },
    DescribeDomainInfo: ({ parameters }, requestId) => {
      const zone = required(parameters, 'DomainName');
      const limits = this.#dns.limits(zone);
      return () => limitsBody(requestId, zone, limits);
    },
    AddDomainRecord: ({ parameters, client }, requestId) => {
      const zone = required(parameters, 'DomainName');
      const { rr, type, value, lineCode, ttl } = wishOf(parameters);
      this.#dns.limits(zone);
      const line = lineOf(lineCode);
      if (line === null) throw new Refusal('InvalidLine');
      const id = this.#write(zone, () =>
        this.#dns.add(client, zone, { rr, type, line, value, ttl, remark: null }),
      );
      return () => writtenBody(requestId, id);
    },
    UpdateDomainRecord: ({ parameters, client }, requestId) => {
      const { zone, record } = this.#recordOf(parameters);
      const { rr, type, value, lineCode, ttl } = wishOf(parameters);
      const wanted = { ...record, rr, type, lineCode, line: lineOf(lineCode), ttl };
      this.#write(zone, () => {
        this.#dns.update(client, zone, wanted, value);
      });
      return () => writtenBody(requestId, record.id);
    },
    UpdateDomainRecordRemark: ({ parameters, client }, requestId) => {
      const { zone, record } = this.#recordOf(parameters);
      const remark = parameters['Remark'] ?? '';
      if (remark.length > MOST_REMARK) throw new Refusal('InvalidRemark');
      this.#write(zone, () => {
        this.#dns.setRemark(client, zone, record.id, remark === '' ? null : remark);
      });
      return () => writtenBody(requestId, null);
    },
    DeleteDomainRecord: ({ parameters, client }, requestId) => {
      const { zone, record } = this.#recordOf(parameters);
      this.#write(zone, () => {
        this.#dns.remove(client, zone, record.id);
      });
      return () => writtenBody(requestId, record.id);
    },
  };

  #recordOf(parameters: Request['parameters']): { readonly zone: string; readonly record: ZoneRecord } {
    const found = this.#dns.find(required(parameters, 'RecordId'));
    if (found === null) throw new Refusal('DomainRecordNotBelongToUser');
    return found;
  }

  #write<T>(zone: string, write: () => T): T {
    const now = this.#dns.now();
    if (now < (this.#busyUntil.get(zone) ?? now)) throw new Refusal('LastOperationNotFinished');
    const answer = write();
    const { writeTakesMs = 0 } = this.#options;
    if (writeTakesMs > 0) this.#busyUntil.set(zone, now + writeTakesMs);
    return answer;
  }
}

/** What an Add or Update asks for. Left out, line and TTL are the service's usual ones, whatever they were before. */
function wishOf(parameters: Request['parameters']): {
  readonly rr: string;
  readonly type: string;
  readonly value: string;
  readonly lineCode: string;
  readonly ttl: number;
} {
  return {
    rr: required(parameters, 'RR').toLowerCase(),
    type: required(parameters, 'Type'),
    value: required(parameters, 'Value'),
    lineCode: parameters['Line'] ?? 'default',
    ttl: wholeNumber(parameters, 'TTL', USUAL_TTL),
  };
}

function required(parameters: Request['parameters'], name: string): string {
  const value = parameters[name] ?? '';
  if (value === '') throw new Refusal(`Missing${name}`);
  return value;
}

function wholeNumber(parameters: Request['parameters'], name: string, usual: string): number {
  const value = parameters[name] ?? usual;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new Refusal(`Invalid${name}`);
  return Number(value);
}
