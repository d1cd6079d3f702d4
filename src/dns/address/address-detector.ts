import type { Family } from '../../model/family.ts';

/**
 * The contract of one source of this node's own address. "I could not find out" is an answer of its own,
 * never an empty text: an unknown address changes no record.
 *
 * A source asks once, ends when `signal` aborts, and does not judge whether the address is plausible or
 * agreed upon; that is decided in `dns/own-address.ts`.
 */
export interface AddressSource {
  /** For logs, e.g. `interface eth0`, `http https://…`; free of secrets. */
  readonly name: string;
  /**
   * `authoritative` sources (fixed, interface, command) are the operator's own word and need no second
   * opinion; `hearsay` sources (echo services) must agree with one another.
   */
  readonly kind: 'authoritative' | 'hearsay';
  /** Who stands behind it; sources of one origin count as one voice. Unless set, `name`. */
  readonly origin?: string;
  detect(family: Family, signal: AbortSignal): Promise<Detection>;
}

export type Detection =
  | { readonly kind: 'address'; readonly address: string }
  /** This machine certainly has none of this family. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly why: string };
