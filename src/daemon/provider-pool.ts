/**
 * The provider clients of the accounts: the node's own credentials first, else the cluster's. A client is made
 * anew when its account has changed; the old one is closed once its calls have had time to end.
 */
import { canonicalProviderName, createProvider, type ProviderOptions } from '../dns/provider/catalog.ts';
import type { DnsProvider } from '../dns/provider/provider.ts';
import type { Meter, ProviderCallResult } from '../metrics/meter.ts';
import type { Account } from '../model/account.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { ProviderPool } from './context.ts';

export interface PoolOptions {
  /** Accounts as the configuration has them now. */
  readonly accounts: () => readonly Account[];
  /** Credentials of this machine, used before the cluster's; null: none. */
  readonly ownAccount: Account | null;
  /** Base URL of the Alidns API. */
  readonly endpoint: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly meter: Meter;
  /** Makes the client of an account; as the catalogue does unless given. */
  readonly create?: (account: Account, options: ProviderOptions) => DnsProvider;
}

interface Pooled {
  readonly account: Account;
  readonly client: DnsProvider;
}

export class AccountProviders implements ProviderPool {
  readonly #options: PoolOptions;
  readonly #clients = new Map<string, Pooled>();

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  get(providerName: string): DnsProvider | null {
    const name = canonicalProviderName(providerName);
    if (name === null) return null;
    const account = this.#accountOf(name);
    if (account === null) return null;
    const pooled = this.#clients.get(name);
    if (pooled !== undefined && isSame(pooled.account, account)) return pooled.client;
    if (pooled !== undefined) this.#retire(pooled.client);
    const client = this.#create(account);
    this.#clients.set(name, { account, client });
    return client;
  }

  close(): void {
    for (const { client } of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  #accountOf(name: string): Account | null {
    const { ownAccount, accounts } = this.#options;
    if (ownAccount !== null && canonicalProviderName(ownAccount.provider) === name) return ownAccount;
    return accounts().find(({ provider }) => canonicalProviderName(provider) === name) ?? null;
  }

  #create(account: Account): DnsProvider {
    const { endpoint, timeoutMs, clock, random, log, meter } = this.#options;
    const onCall = (action: string, result: string): void => {
      meter.providerCall(action, resultOf(result));
    };
    const create = this.#options.create ?? createProvider;
    return create(account, { endpoint, timeoutMs, clock, random, log, onCall });
  }

  #retire(client: DnsProvider): void {
    this.#options.clock.after(2 * this.#options.timeoutMs, () => {
      client.close();
    });
  }
}

function isSame(a: Account, b: Account): boolean {
  return a.keyId === b.keyId && a.keySecret.sameAs(b.keySecret);
}

function resultOf(result: string): ProviderCallResult {
  switch (result) {
    case 'ok':
    case 'same':
    case 'rejected':
    case 'throttled':
      return result;
    default:
      return 'unknown';
  }
}
