/**
 * Which name's records answer for a name: its own, a wildcard's, nobody's? After RFC 4592: a wildcard
 * `*.x` answers only for names below `x` of which no nearer ancestor exists, and a name exists as soon as
 * something exists below it.
 */
export interface ClosestName {
  /** Host part whose records answer; null: none does. */
  readonly source: string | null;
  /** False: NXDOMAIN. */
  readonly exists: boolean;
  /** Highest host part on the way to the name that has NS records of its own; null: none. */
  readonly delegatedAt: string | null;
}

interface Named {
  readonly rr: string;
  readonly type: string;
}

/** `records`: the zone's enabled records. `rr`: the host part asked for, `@` for the zone itself. */
export function closestName(records: readonly Named[], rr: string): ClosestName {
  if (rr === '@') return { source: '@', exists: true, delegatedAt: null };
  const exists = (name: string): boolean =>
    records.some((record) => record.rr === name || record.rr.endsWith(`.${name}`));
  const delegatedAt = ancestors(rr).findLast((name) => isDelegated(records, name)) ?? null;
  if (exists(rr)) return { source: rr, exists: true, delegatedAt };
  const encloser = ancestors(rr).find((name) => name !== rr && exists(name));
  const wildcard = encloser === undefined ? '*' : `*.${encloser}`;
  const isCovered = records.some((record) => record.rr === wildcard);
  return { source: isCovered ? wildcard : null, exists: isCovered, delegatedAt };
}

/** `a.b.c` → `a.b.c`, `b.c`, `c`. */
function ancestors(rr: string): string[] {
  const labels = rr.split('.');
  return labels.map((_label, index) => labels.slice(index).join('.'));
}

function isDelegated(records: readonly Named[], name: string): boolean {
  return records.some((record) => record.rr === name && record.type === 'NS');
}
