/**
 * Which records does this configuration manage? One cell per service × line × family for which there is, or
 * was before its maintenance, somebody to hold it. Maintenance changes who may hold a cell, never which cells
 * exist: a name must not fall out of care because its owner is being repaired.
 */
import type { Cell } from '../model/cell.ts';
import { cellKey } from '../model/cell.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Family } from '../model/family.ts';
import { FAMILIES, recordTypeOf } from '../model/family.ts';
import type { Line } from '../model/line.ts';
import { LINES } from '../model/line.ts';
import type { Member } from '../model/node.ts';
import type { Service, ServiceKey } from '../model/service.ts';
import { serviceKey } from '../model/service.ts';
import { sha256Hex } from '../platform/digest.ts';

const ID_DIGITS = 10;

/** Every managed record, in the order of the services, then of LINES, A before AAAA. Keys are unique. */
export function cellsOf(configuration: ConfigurationDocument): readonly Cell[] {
  const cells = new Map<string, Cell>();
  for (const service of configuration.services) {
    const carriers = carriersOf(serviceKey(service), configuration.members);
    for (const line of LINES) {
      for (const family of FAMILIES) {
        if (!carriers.some((member) => owns(member, line, family))) continue;
        const cell = cellOf(service, line, family);
        if (!cells.has(cell.key)) cells.set(cell.key, cell);
      }
    }
  }
  return [...cells.values()];
}

/** The cell of one service, line and family, whether or not anybody can hold it. */
export function cellOf(service: Service, line: Line, family: Family): Cell {
  const type = recordTypeOf(family);
  const key = cellKey(service.zone, service.label, type, line);
  return {
    key,
    id: sha256Hex(key).slice(0, ID_DIGITS),
    provider: service.provider,
    zone: service.zone,
    label: service.label,
    type,
    family,
    line,
  };
}

/** The members that carry the service, in maintenance or not. */
export function carriersOf(key: ServiceKey, members: readonly Member[]): readonly Member[] {
  return members.filter((member) => member.carries === 'all' || member.carries.includes(key));
}

/** Whether the line is the member's by configuration, in that family. */
export function owns(member: Member, line: Line, family: Family): boolean {
  return member.families.includes(family) && member.lines.includes(line);
}
