// How do managed services and provider accounts stand on the wire?
import { z } from 'zod';

import type { Account } from '../model/account.ts';
import { serviceKey } from '../model/service.ts';
import type { Service } from '../model/service.ts';
import { MASK, secretSchema } from './secret-text.ts';
import type { SecretWriter } from './secret-text.ts';
import { looseText } from './structure.ts';

export interface WireService {
  readonly serviceName: string;
  readonly domain: string;
  readonly record: string;
  readonly platformProvider: string;
}

export interface WireAccount {
  readonly platformProvider: string;
  readonly accessKey: string;
  readonly accessSecret: string;
}

export function encodeService(service: Service): WireService {
  return {
    serviceName: service.name,
    domain: service.zone,
    record: service.label,
    platformProvider: service.provider,
  };
}

export function encodeAccount(account: Account, write: SecretWriter): WireAccount {
  return {
    platformProvider: account.provider,
    accessKey: write.keyId(account.keyId),
    accessSecret: write.secret(account.keySecret),
  };
}

/** People typed these into the Go program: letter case and a final dot are put right here. */
export const serviceSchema = z
  .object({
    serviceName: looseText,
    domain: z.string().trim().min(1),
    record: looseText,
    platformProvider: looseText,
  })
  .transform((wire): Service => ({
    name: wire.serviceName,
    zone: wire.domain.toLowerCase().replace(/\.$/, ''),
    label: wire.record.trim().toLowerCase() || '@',
    provider: wire.platformProvider,
  }));

export const accountSchema = z
  .object({ platformProvider: z.string().min(1), accessKey: looseText, accessSecret: secretSchema })
  .transform((wire): Account => ({
    provider: wire.platformProvider,
    keyId: wire.accessKey === MASK ? '' : wire.accessKey,
    keySecret: wire.accessSecret,
  }));

/** The first of each name: nothing kept the Go program from listing one twice. */
export function uniqueServices(services: readonly Service[]): readonly Service[] {
  return firstOfEach(services, serviceKey);
}

export function uniqueAccounts(accounts: readonly Account[]): readonly Account[] {
  return firstOfEach(accounts, ({ provider }) => provider);
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const firsts = new Map<string, T>();
  for (const item of items) if (!firsts.has(keyOf(item))) firsts.set(keyOf(item), item);
  return [...firsts.values()];
}
