/**
 * Which record of a zone read is which cell? Exactly one enabled, unlocked record may match; everything else
 * is left alone and named.
 */
import type { Cell } from '../model/cell.ts';
import type { ZoneRecord } from './provider/provider.ts';

export type Match =
  | { readonly kind: 'record'; readonly record: ZoneRecord }
  | { readonly kind: 'missing' }
  | { readonly kind: 'ambiguous'; readonly count: number }
  | { readonly kind: 'disabled'; readonly record: ZoneRecord }
  | { readonly kind: 'locked'; readonly record: ZoneRecord };

/** The match of each cell, by cell key. `cells` are all of the zone that `records` were read from. */
export function matchCells(
  cells: readonly Cell[],
  records: readonly ZoneRecord[],
): ReadonlyMap<string, Match> {
  const byPlace = new Map<string, ZoneRecord[]>();
  for (const record of records) {
    if (record.line === null) continue;
    const place = placeOf(record.rr, record.type, record.line);
    const known = byPlace.get(place);
    if (known === undefined) byPlace.set(place, [record]);
    else known.push(record);
  }
  return new Map(
    cells.map((cell) => [cell.key, judge(byPlace.get(placeOf(cell.label, cell.type, cell.line)) ?? [])]),
  );
}

function judge(found: readonly ZoneRecord[]): Match {
  const enabled = found.filter((record) => record.enabled);
  const [only, another] = enabled;
  if (only === undefined) {
    const [disabled] = found;
    return disabled === undefined ? { kind: 'missing' } : { kind: 'disabled', record: disabled };
  }
  if (another !== undefined) return { kind: 'ambiguous', count: enabled.length };
  return only.locked ? { kind: 'locked', record: only } : { kind: 'record', record: only };
}

function placeOf(rr: string, type: string, line: string): string {
  return `${rr.toLowerCase()}|${type.toUpperCase()}|${line}`;
}
