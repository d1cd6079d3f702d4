import { isIPv4, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Family } from '../model/family.ts';
import { remembered } from './remember.ts';

/**
 * What kind of address a text is: its family, its one canonical spelling, and whether the public internet
 * can reach it. Functions of their arguments alone, so pure files may import this one.
 */
export type AddressRange =
  | 'public'
  /** RFC 1918. */
  | 'private'
  /** 100.64/10, behind a provider's own NAT. */
  | 'shared'
  | 'loopback'
  | 'link-local'
  | 'unique-local'
  | 'documentation'
  | 'multicast'
  | 'unspecified'
  /** Everything else that is no plain host address: tunnels, benchmarks, broadcast, not yet allocated. */
  | 'reserved';

export interface ClassifiedAddress {
  readonly family: Family;
  /** Canonical text: RFC 5952 for v6, an IPv4-mapped address as the v4 address it carries. */
  readonly address: string;
  readonly range: AddressRange;
}

/** Ranges a machine in a private network or on a test bench can really have. */
const USABLE_WHEN_PRIVATE_IS_ALLOWED: readonly AddressRange[] = [
  'public',
  'private',
  'shared',
  'loopback',
  'unique-local',
  'documentation',
];

const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'].map(
  (block) => ipaddr.parseCIDR(block),
);

/** All global unicast space that has ever been allocated lies here; the library's `unicast` is wider. */
const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3');

const RANGE_OF: Readonly<Record<string, AddressRange>> = {
  unicast: 'public',
  private: 'private',
  carrierGradeNat: 'shared',
  loopback: 'loopback',
  linkLocal: 'link-local',
  uniqueLocal: 'unique-local',
  multicast: 'multicast',
  unspecified: 'unspecified',
};

/** A node meets the same few addresses all the time. */
const ADDRESSES_KEPT = 1_024;
const LONGEST_KEPT = 64;

const classified = remembered(ADDRESSES_KEPT, classify);

/** null: not an address. Only the plain forms count: no zone (`%eth0`), port, brackets, octal or hex parts. */
export function classifyAddress(text: string): ClassifiedAddress | null {
  return text.length > LONGEST_KEPT ? classify(text) : classified(text);
}

function classify(text: string): ClassifiedAddress | null {
  const trimmed = text.trim();
  if (!isIPv4(trimmed) && !(isIPv6(trimmed) && !trimmed.includes('%'))) return null;
  const parsed = ipaddr.process(trimmed);
  const family: Family = parsed.kind() === 'ipv4' ? 'v4' : 'v6';
  return { family, address: parsed.toString(), range: rangeOf(parsed) };
}

/** The one spelling of this address by which texts can be compared, or null when it is none. */
export function normalizeAddress(text: string): string | null {
  return classifyAddress(text)?.address ?? null;
}

/** Whether `text` is an address of `family` that the public internet routes to one host. */
export function isPublicUnicast(text: string, family: Family): boolean {
  const found = classifyAddress(text);
  return found !== null && found.family === family && found.range === 'public';
}

/** As `isPublicUnicast`; with `allowPrivate` also addresses that only a private network or a test bench has. */
export function isUsableAddress(text: string, family: Family, allowPrivate: boolean): boolean {
  const found = classifyAddress(text);
  if (found?.family !== family) return false;
  return allowPrivate ? USABLE_WHEN_PRIVATE_IS_ALLOWED.includes(found.range) : found.range === 'public';
}

function rangeOf(parsed: ipaddr.IPv4 | ipaddr.IPv6): AddressRange {
  for (const block of DOCUMENTATION) {
    if (block[0].kind() === parsed.kind() && parsed.match(block)) return 'documentation';
  }
  const range = RANGE_OF[parsed.range()] ?? 'reserved';
  if (range === 'public' && parsed.kind() === 'ipv6' && !parsed.match(GLOBAL_UNICAST_V6)) return 'reserved';
  return range;
}
