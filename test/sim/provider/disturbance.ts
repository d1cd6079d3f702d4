/** What can go wrong between one machine and the simulated Alidns, request by request. */
import type { Disturbance, MemoryCall } from '../../../src/dns/provider/memory/disturbance.ts';
import type { Random } from '../../../src/platform/random.ts';

/** One request as the network sees it. `action` is the act that it belongs to: a new record's remark to its adding. */
export interface ProviderCall extends MemoryCall {
  /** The action's name on the wire. */
  readonly rpc: string;
  /** Which page of a listing; null: no listing. */
  readonly page: number | null;
}

/**
 * What befalls one request. Of a `fault` the code counts, as it would on the wire: what it means is for the product to
 * find out. A fault without a code is a connection that breaks (`unknown`) or `Forbidden.RAM` (`rejected`).
 */
export interface Befallen extends Disturbance {
  /** Nobody listens: the request certainly never left. */
  readonly isRefused?: boolean;
  /** So many records are missing at the end of the listing. */
  readonly missing?: number;
  /** The total goes down with them, so that nothing in the answer shows that they are missing. */
  readonly isTotalShrunk?: boolean;
  /** What arrives is a balancer's page of HTML; a write has taken effect nonetheless. */
  readonly isGarbled?: boolean;
}

export type Befall = (call: ProviderCall) => Befallen | null;

/** The write takes effect, and then nothing more is heard until the deadline. */
export const ANSWER_NEVER: Befallen = { answerDelayMs: Number.POSITIVE_INFINITY };
export const REFUSED: Befallen = { isRefused: true };
export const GARBLED: Befallen = { isGarbled: true };
/** The service itself is in trouble, and may have carried it out. */
export const INTERNAL_ERROR: Befallen = {
  fault: { outcome: 'unknown', providerCode: 'InternalError', isApplied: true },
};
/** The service notices that half of it is gone: the pages do not add up to their total. */
export const TRUNCATED: Befallen = { missing: 5 };
/** It does not: a short listing that looks whole. */
export const SHRUNK: Befallen = { missing: 5, isTotalShrunk: true };

/** Listings up to `mostMs` old, each of another age: what was seen once may be gone again at the next look. */
export function unsteady(chance: Random, mostMs: number): Befall {
  return ({ action }) => (action === 'readZone' ? { stalenessMs: mostMs * chance.next() } : null);
}
