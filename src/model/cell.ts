import type { Family, RecordType } from './family.ts';
import type { Line } from './line.ts';
import { isLine } from './line.ts';

/** One managed record: the unit that a node holds, yields or takes over. */
export interface Cell {
  /** `zone|label|type|line`, lower case except the type. */
  readonly key: string;
  /** First 10 hex digits of SHA-256(key). */
  readonly id: string;
  readonly provider: string;
  readonly zone: string;
  readonly label: string;
  readonly type: RecordType;
  readonly family: Family;
  readonly line: Line;
}

export function cellKey(zone: string, label: string, type: RecordType, line: Line): string {
  return `${zone.toLowerCase()}|${label.toLowerCase()}|${type}|${line}`;
}

/** A key taken apart; null: it is none. */
export function parseCellKey(key: string): Pick<Cell, 'zone' | 'label' | 'type' | 'line'> | null {
  const [zone = '', label = '', type, line = '', ...rest] = key.split('|');
  if (zone === '' || label === '' || rest.length > 0 || !isLine(line)) return null;
  return type === 'A' || type === 'AAAA' ? { zone, label, type, line } : null;
}
