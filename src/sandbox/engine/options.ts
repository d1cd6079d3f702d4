import { AppError } from '../../model/app-error.ts';
import { Secret } from '../../model/secret.ts';
import { text } from '../../model/text.ts';
import { systemClock, type Clock } from '../../platform/clock.ts';
import { sha256Hex } from '../../platform/digest.ts';
import { silentLog, type Log } from '../../platform/log.ts';
import { systemRandom, type Random } from '../../platform/random.ts';
import type { SandboxAccount } from '../account.ts';
import { editionLimits, EDITIONS, type Edition } from '../edition.ts';
import type { HandAdd } from '../hand-edit.ts';
import { EXAMPLE_LINE_TABLE, type LineTable } from '../line-table.ts';
import { DOCUMENTED_RATE_LIMITS, type RateLimits } from '../rate-limit.ts';
import type { SandboxZone } from '../zone.ts';

/** Everything about a sandbox that can be chosen; all of it may be left out. */
export interface SandboxOptions {
  /** `127.0.0.1` unless set. */
  readonly apiHost?: string;
  /** 0 (any free port) unless set. */
  readonly apiPort?: number;
  /** `127.0.0.1` unless set. */
  readonly dnsHost?: string;
  /** For UDP and TCP; 0 (any port free for both) unless set. */
  readonly dnsPort?: number;
  /** `example.test` on the free edition unless set. */
  readonly zones?: readonly ZoneOption[];
  /** One key, `sandbox-key` with `sandbox-secret`, unless set. */
  readonly accounts?: readonly AccountOption[];
  /** Put in at the start, unless the records file exists already. With several zones each names its own. */
  readonly records?: readonly Omit<HandAdd, 'op'>[];
  /** Keeps the records over restarts; they live in memory unless set. */
  readonly recordsFile?: string;
  /** Every call is appended to it as a line of JSON. */
  readonly journalFile?: string;
  /** Calls kept in memory, 10000 unless set. */
  readonly journalLimit?: number;
  readonly lineTable?: LineTable;
  /** Calls per second by action; the documented figures unless set. `{}`: no limits. */
  readonly rateLimits?: RateLimits;
  /** How far a request's timestamp may be off, either way; 15 minutes unless set. */
  readonly clockWindowMs?: number;
  /**
   * How long a write keeps its domain busy, with other writes to it refused by `LastOperationNotFinished`.
   * 0 unless set: writes never overlap.
   */
  readonly writeTakesMs?: number;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly log?: Log;
}

export interface ZoneOption {
  readonly name: string;
  /** `mianfei` (free) unless set. */
  readonly edition?: Edition;
  /** Overrides the edition's least TTL, in seconds: 1 makes for quick trials. */
  readonly minTtl?: number;
  /** Access key ids that may use it; all unless set. */
  readonly owners?: readonly string[];
}

export interface AccountOption {
  readonly keyId: string;
  readonly keySecret: string | Secret;
  /** Keys with the same paying account share its rate limits; one for all unless set. */
  readonly accountId?: string;
  readonly isActive?: boolean;
  readonly securityToken?: string | Secret;
  readonly grantedActions?: readonly string[];
}

export interface Settings {
  readonly apiHost: string;
  readonly apiPort: number;
  readonly dnsHost: string;
  readonly dnsPort: number;
  readonly zones: readonly SandboxZone[];
  readonly accounts: readonly SandboxAccount[];
  readonly records: readonly Omit<HandAdd, 'op'>[];
  readonly recordsFile: string | null;
  readonly journalFile: string | null;
  readonly journalLimit: number;
  readonly lineTable: LineTable;
  readonly rateLimits: RateLimits;
  readonly clockWindowMs: number;
  readonly writeTakesMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Known to everybody on purpose: the sandbox holds nothing worth guarding. */
export const SANDBOX_KEY = { keyId: 'sandbox-key', keySecret: 'sandbox-secret' } as const;

const LOOPBACK = '127.0.0.1';
const JOURNAL_LIMIT = 10_000;
const CLOCK_WINDOW_MS = 15 * 60_000;

/** Puts the defaults in; throws an AppError that names the option at fault. */
export function settle(options: SandboxOptions): Settings {
  const clock = options.clock ?? systemClock;
  return {
    apiHost: options.apiHost ?? LOOPBACK,
    apiPort: options.apiPort ?? 0,
    dnsHost: options.dnsHost ?? LOOPBACK,
    dnsPort: options.dnsPort ?? 0,
    zones: (options.zones ?? [{ name: 'example.test' }]).map((zone) => settleZone(zone, clock.wallMs())),
    accounts: (options.accounts ?? [SANDBOX_KEY]).map(settleAccount),
    records: options.records ?? [],
    recordsFile: options.recordsFile ?? null,
    journalFile: options.journalFile ?? null,
    journalLimit: options.journalLimit ?? JOURNAL_LIMIT,
    lineTable: options.lineTable ?? EXAMPLE_LINE_TABLE,
    rateLimits: options.rateLimits ?? DOCUMENTED_RATE_LIMITS,
    clockWindowMs: options.clockWindowMs ?? CLOCK_WINDOW_MS,
    writeTakesMs: options.writeTakesMs ?? 0,
    clock,
    random: options.random ?? systemRandom,
    log: options.log ?? silentLog,
  };
}

function settleZone(option: ZoneOption, now: number): SandboxZone {
  const name = option.name.toLowerCase().replace(/\.$/, '');
  const edition = option.edition ?? 'mianfei';
  if (!/^([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(name)) {
    throw badOption('zones', `"${option.name}" is not a domain name`, `“${option.name}”不是域名`);
  }
  if (!EDITIONS.includes(edition)) {
    const allowed = EDITIONS.join(', ');
    throw badOption('zones', `the edition must be one of ${allowed}`, `版本必须是 ${allowed} 之一`);
  }
  const minTtl = option.minTtl ?? editionLimits(edition).minTtl;
  const id = sha256Hex(`sandbox zone ${name}`).slice(0, 32);
  return { id, name, edition, minTtl, owners: option.owners ?? null, createdAt: now };
}

function settleAccount(option: AccountOption): SandboxAccount {
  if (option.keyId === '') throw badOption('accounts', 'a key id is empty', '有一个密钥 ID 为空');
  return {
    keyId: option.keyId,
    keySecret: toSecret(option.keySecret),
    accountId: option.accountId ?? 'sandbox',
    isActive: option.isActive ?? true,
    securityToken: option.securityToken === undefined ? null : toSecret(option.securityToken),
    grantedActions: option.grantedActions ?? null,
  };
}

function toSecret(value: string | Secret): Secret {
  return typeof value === 'string' ? Secret.of(value) : value;
}

function badOption(field: string, en: string, zh: string): AppError {
  return new AppError('invalid', text(`The sandbox's ${field}: ${en}.`, `沙箱的 ${field} 有误：${zh}。`), {
    field,
  });
}
