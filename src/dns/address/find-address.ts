import { isIPv4, isIPv6 } from 'node:net';
import type { Family } from '../../model/family.ts';
import { normalizeAddress } from '../../platform/ip.ts';

/**
 * The address in an echo service's answer: alone, in a sentence (`当前 IP：1.2.3.4  来自于：…`), in HTML or in
 * JSON. An answer that holds two different ones says nothing that could be believed.
 */
export type FoundAddress =
  | { readonly kind: 'one'; readonly address: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly addresses: readonly string[] };

/** Runs of characters an address could consist of; a run is an address as a whole or not at all. */
const RUN: Readonly<Record<Family, RegExp>> = {
  v4: /[0-9A-Za-z.]+/g,
  v6: /[0-9A-Za-z:.%]+/g,
};

/** Longer than any address and its label; runs beyond it are not looked at. */
const MAX_RUN = 100;

export function findAddress(body: string, family: Family): FoundAddress {
  const found = new Set<string>();
  for (const [run] of body.matchAll(RUN[family])) {
    if (run.length > MAX_RUN) continue;
    const address = family === 'v4' ? v4In(run) : v6In(run);
    if (address !== null) found.add(address);
  }
  const [first, ...others] = found;
  if (first === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', address: first } : { kind: 'several', addresses: [...found] };
}

/** A full stop may end the sentence after an address. */
function v4In(run: string): string | null {
  const candidate = run.replace(/\.+$/, '');
  return isIPv4(candidate) ? candidate : null;
}

/** A label may stand right before an address, as in `IP:2408::1`. */
function v6In(run: string): string | null {
  for (const candidate of [run, run.replace(/^[A-Za-z]*:(?!:)/, '')]) {
    const trimmed = candidate.replace(/[.%]+$/, '');
    if (isIPv6(trimmed) && !trimmed.includes('%')) return normalizeAddress(trimmed);
  }
  return null;
}
