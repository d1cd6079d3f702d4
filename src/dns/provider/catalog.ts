// Answers: which DNS providers are there, and how is one made for an account?
import type { Account } from '../../model/account.ts';
import { AppError } from '../../model/app-error.ts';
import { text } from '../../model/text.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Random } from '../../platform/random.ts';
import { AliyunProvider } from './aliyun/aliyun-provider.ts';
import type { DnsProvider } from './provider.ts';

/** What every provider is given besides the account; `endpoint` absent: the provider's public one. */
export interface ProviderOptions {
  readonly endpoint?: string;
  /** Longest duration of one call, ms. */
  readonly timeoutMs?: number;
  readonly callsPerSecond?: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log?: Log;
  /** Told of every request sent and how it ended: `ok`, `throttled`, `rejected`, `unknown` or `same`. */
  readonly onCall?: (action: string, result: string) => void;
}

interface CatalogEntry {
  /** As accounts and services name it. */
  readonly name: string;
  /** Further spellings, in lower case. */
  readonly aliases: readonly string[];
  readonly create: (account: Account, options: ProviderOptions) => DnsProvider;
}

const CATALOG: readonly CatalogEntry[] = [
  { name: 'Ali', aliases: ['aliyun', 'alidns'], create: (a, o) => new AliyunProvider({ ...a, ...o }) },
];

/** Names of the known providers, for messages and completion. */
export const PROVIDER_NAMES: readonly string[] = CATALOG.map((entry) => entry.name);

/** The provider's one name for any spelling of it (`ali`, `Aliyun`, …), null when it is not known. */
export function canonicalProviderName(name: string): string | null {
  return find(name)?.name ?? null;
}

/** Makes the provider of an account; sends nothing yet. Throws an `AppError` that lists the known names. */
export function createProvider(account: Account, options: ProviderOptions): DnsProvider {
  const entry = find(account.provider);
  if (entry !== undefined) return entry.create(account, options);
  const known = PROVIDER_NAMES.join(', ');
  throw new AppError(
    'invalid',
    text(
      `There is no DNS provider "${account.provider}". Known: ${known}.`,
      `没有名为“${account.provider}”的 DNS 服务商。已知：${known}。`,
    ),
    { field: 'provider' },
  );
}

function find(name: string): CatalogEntry | undefined {
  const wanted = name.trim().toLowerCase();
  return CATALOG.find((entry) => entry.name.toLowerCase() === wanted || entry.aliases.includes(wanted));
}
