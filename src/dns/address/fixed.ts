import type { AddressSource } from './address-detector.ts';

/** The address as the operator wrote it down. */
export function fixedSource(address: string): AddressSource {
  return {
    name: `fixed ${address}`,
    kind: 'authoritative',
    detect: () => Promise.resolve({ kind: 'address', address }),
  };
}
