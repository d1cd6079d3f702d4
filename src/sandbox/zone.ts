import type { Edition } from './edition.ts';
import { refusal } from './refusal.ts';

/** A domain that is hosted in the sandbox. */
export interface SandboxZone {
  readonly id: string;
  /** Lower case, no final dot. */
  readonly name: string;
  readonly edition: Edition;
  /** Least TTL in seconds: the edition's, unless set otherwise. */
  readonly minTtl: number;
  /** Access key ids that may use it; null: every account. */
  readonly owners: readonly string[] | null;
  /** ms since 1970. */
  readonly createdAt: number;
}

/** Shown as the zone's name servers and answered for its NS and SOA. They exist nowhere. */
export const NAME_SERVERS = ['ns1.sandbox.invalid', 'ns2.sandbox.invalid'] as const;

const DOMAIN_NAME = /^(?=.{1,253}$)([^\s.,/@*]{1,63}\.)+[^\s.,/@*]{2,63}$/;

export function ownsZone(zone: SandboxZone, keyId: string): boolean {
  return zone.owners === null || zone.owners.includes(keyId);
}

/** The zone of this name, if the account may use it. */
export function requireZone(zones: readonly SandboxZone[], name: string, keyId: string): SandboxZone {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  if (!DOMAIN_NAME.test(wanted)) throw refusal('InvalidDomainName.Format');
  const zone = zones.find((candidate) => candidate.name === wanted);
  if (zone === undefined) throw refusal('InvalidDomainName.NoExist');
  if (!ownsZone(zone, keyId)) throw refusal('IncorrectDomainUser');
  return zone;
}

/** The zone that a full name lies in: the one with the longest fitting name. */
export function zoneOfName(zones: readonly SandboxZone[], name: string): SandboxZone | null {
  const fitting = zones.filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`));
  fitting.sort((a, b) => b.name.length - a.name.length);
  return fitting[0] ?? null;
}
