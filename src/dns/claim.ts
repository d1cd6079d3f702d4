/** What a node says of an address, that it is its own or was; and which of two such claims counts. */
import type { Family } from '../model/family.ts';

export interface Claim {
  readonly nodeId: string;
  readonly family: Family;
  readonly address: string;
  readonly kind: 'current' | 'previous';
  readonly order: number;
}

export function spanOf({ family, nodeId, address }: Claim): string {
  return `${family}|${nodeId}|${address}`;
}

export function inOrder(claims: readonly Claim[]): readonly Claim[] {
  return [...claims].sort((a, b) => a.order - b.order);
}

export function beats(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind) return a.kind === 'current';
  return a.order > b.order;
}
