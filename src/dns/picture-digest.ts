/**
 * Do two nodes believe the same of the zones? A short digest of everything in them that a judgement uses, and of the
 * configuration by which it is read.
 */
import type { Cell } from '../model/cell.ts';
import type { ConfigurationStamp } from '../model/configuration.ts';
import { sha256 } from '../platform/digest.ts';
import type { ZoneRecord } from './provider/provider.ts';

const WITNESS_PREFIX = '_cocoa-';
const DIGITS = 16;

export interface ReadZone {
  readonly zone: string;
  readonly records: readonly ZoneRecord[];
}

/** 16 hex digits; the order of zones and records does not matter. */
export function digestPictures(
  zones: readonly ReadZone[],
  cells: readonly Cell[],
  { epoch, version, hash }: ConfigurationStamp,
): string {
  const managed = new Set(cells.map(({ zone, label, type, line }) => placeOf(zone, label, type, line)));
  const lines = zones.flatMap(({ zone, records }) =>
    records
      .filter(
        (record) => isWitness(record) || managed.has(placeOf(zone, record.rr, record.type, record.line)),
      )
      .map(({ id, rr, type, line, value, ttl, enabled, locked }) =>
        JSON.stringify([zone, id, rr, type, line, value, ttl, enabled, locked]),
      ),
  );
  const names = zones.map(({ zone }) => zone);
  const whole = JSON.stringify([epoch, version, hash, names.sort(), lines.sort()]);
  return sha256(whole).toString('hex', 0, DIGITS / 2);
}

function isWitness({ rr, type }: ZoneRecord): boolean {
  return type === 'TXT' && rr.startsWith(WITNESS_PREFIX);
}

function placeOf(zone: string, rr: string, type: string, line: string | null): string {
  return `${zone}|${rr.toLowerCase()}|${type.toUpperCase()}|${String(line)}`;
}
