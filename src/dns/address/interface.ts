import { readFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import type { Family } from '../../model/family.ts';
import { classifyAddress } from '../../platform/ip.ts';
import type { AddressRange } from '../../platform/ip.ts';
import type { AddressSource, Detection } from './address-detector.ts';

/**
 * The address on a network interface of this machine (`*`: on any), the one that will last: a public one
 * before a private one, and among IPv6 addresses a stable one before one that privacy extensions made for a
 * day or that is going out of use.
 */
export interface InterfaceAddress {
  readonly interface: string;
  readonly address: string;
  readonly isTemporary: boolean;
  readonly isDeprecated: boolean;
}

/** Never offered: no other machine can use them. */
const USELESS: readonly AddressRange[] = ['link-local', 'multicast', 'unspecified', 'reserved'];

export function interfaceSource(
  name: string,
  list: () => Promise<readonly InterfaceAddress[]> = listInterfaceAddresses,
): AddressSource {
  return {
    name: `interface ${name}`,
    kind: 'authoritative',
    async detect(family): Promise<Detection> {
      const all = await list();
      const mine = all.filter((entry) => name === '*' || entry.interface === name);
      if (mine.length === 0) {
        const present = [...new Set(all.map((entry) => entry.interface))].join(', ');
        return {
          kind: 'unknown',
          why: `no such interface is up; there are ${present === '' ? 'none' : present}`,
        };
      }
      const address = chooseAddress(mine, family);
      return address === null ? { kind: 'none' } : { kind: 'address', address };
    },
  };
}

/** The most lasting, most public address of the family; null: there is none that others could use. */
export function chooseAddress(addresses: readonly InterfaceAddress[], family: Family): string | null {
  let best: { address: string; rank: number } | null = null;
  for (const entry of addresses) {
    const found = classifyAddress(entry.address);
    if (found?.family !== family || USELESS.includes(found.range)) continue;
    const rank = rankOf(entry, found.range);
    // The first of equals stays, so that the order of the system decides and the choice does not jump.
    if (best === null || rank > best.rank) best = { address: found.address, rank };
  }
  return best === null ? null : best.address;
}

function rankOf(entry: InterfaceAddress, range: AddressRange): number {
  const publicness = range === 'public' ? 8 : range === 'loopback' || range === 'documentation' ? 0 : 4;
  return publicness + (entry.isDeprecated ? 0 : 2) + (entry.isTemporary ? 0 : 1);
}

/** What the system lists, with the flags of IPv6 addresses where it tells them (Linux). */
async function listInterfaceAddresses(): Promise<readonly InterfaceAddress[]> {
  const flags = parseIfInet6(await readFile('/proc/net/if_inet6', 'utf8').catch(() => ''));
  return Object.entries(networkInterfaces()).flatMap(([name, entries]) =>
    (entries ?? []).map(({ address }) => ({
      interface: name,
      address,
      isTemporary: false,
      isDeprecated: false,
      ...flags.get(`${name} ${classifyAddress(address)?.address ?? ''}`),
    })),
  );
}

const TEMPORARY = 0x01;
const DEPRECATED = 0x20;
/** Not yet, or never, usable: duplicate address detection is running or has failed. */
const TENTATIVE_OR_FAILED = 0x40 | 0x08;

type Flags = Pick<InterfaceAddress, 'isTemporary' | 'isDeprecated'>;

/** Lines of `/proc/net/if_inet6`: address as 32 hex digits, index, prefix length, scope, flags, name. */
export function parseIfInet6(content: string): ReadonlyMap<string, Flags> {
  const result = new Map<string, Flags>();
  for (const line of content.split('\n')) {
    const [hex = '', , , , flagText = '', name = ''] = line.trim().split(/\s+/);
    const address = classifyAddress((hex.match(/.{4}/g) ?? []).join(':'))?.address;
    if (address === undefined) continue;
    const flags = Number.parseInt(flagText, 16);
    result.set(`${name} ${address}`, {
      isTemporary: (flags & TEMPORARY) !== 0,
      isDeprecated: (flags & (DEPRECATED | TENTATIVE_OR_FAILED)) !== 0,
    });
  }
  return result;
}
