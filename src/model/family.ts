/** An address family, and the DNS record type that carries its addresses. */
export const FAMILIES = ['v4', 'v6'] as const;

export type Family = (typeof FAMILIES)[number];
export type RecordType = 'A' | 'AAAA';

export function recordTypeOf(family: Family): RecordType {
  return family === 'v4' ? 'A' : 'AAAA';
}

export function familyOf(type: RecordType): Family {
  return type === 'A' ? 'v4' : 'v6';
}
