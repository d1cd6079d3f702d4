import { classifyAddress } from '../platform/ip.ts';

/**
 * Does an address lie in a block of addresses? Addresses are compared as numbers, so every spelling of an
 * IPv6 address counts. IPv4 written inside IPv6 (`::ffff:192.0.2.1`) counts as IPv4.
 */
export interface Address {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

export interface Block {
  readonly address: Address;
  /** Leading bits that matter. */
  readonly prefix: number;
}

/** null: not an address. */
export function parseAddress(text: string): Address | null {
  const found = text === text.trim() ? classifyAddress(text) : null;
  if (found === null) return null;
  return found.family === 'v4'
    ? { family: 4, bits: join(found.address.split('.'), 8n, '') }
    : { family: 6, bits: join(groups(found.address), 16n, '0x') };
}

/** `192.0.2.0/24` or a bare address; null: not a block, or bits set behind its prefix. */
export function parseBlock(text: string): Block | null {
  const [head = '', tail, ...rest] = text.split('/');
  const address = parseAddress(head);
  if (address === null || rest.length > 0) return null;
  const width = widthOf(address);
  if (tail === undefined) return { address, prefix: width };
  if (!/^\d{1,3}$/.test(tail) || Number(tail) > width) return null;
  const prefix = Number(tail);
  const host = BigInt(width - prefix);
  return (address.bits >> host) << host === address.bits ? { address, prefix } : null;
}

export function isInBlock(address: Address, block: Block): boolean {
  if (address.family !== block.address.family) return false;
  const host = BigInt(widthOf(address) - block.prefix);
  return address.bits >> host === block.address.bits >> host;
}

function widthOf(address: Address): number {
  return address.family === 4 ? 32 : 128;
}

/** The eight groups of an IPv6 address in its canonical spelling. */
function groups(address: string): string[] {
  const [head = '', tail = ''] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const gap = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...gap, ...after];
}

function join(parts: readonly string[], width: bigint, radix: string): bigint {
  return parts.reduce((bits, part) => (bits << width) | BigInt(radix + part), 0n);
}
