/**
 * Which records must be made, taken over or deleted so that the zones fit a changed configuration? An act of
 * configuration, shown to a person before it is done; failover never comes here.
 *
 *   cell of the new configuration        found at the provider                  action
 *   ---------------------------------    -----------------------------------    ------------------------------
 *   new, or at another provider now      one enabled, unlocked record           adopt it as it is
 *                                        disabled, locked, several              leave, and say which
 *                                        a CNAME or the like in its place       leave: foreign-type
 *   new, or touched by the edit          nothing, line not in the plan          leave: line-unsupported
 *                                        nothing, no owner's address known      leave: no-owner-address
 *                                        nothing                                create, with the first owner's
 *
 *   record of a removed service          with the wish to delete                action
 *   ---------------------------------    -----------------------------------    ------------------------------
 *   made by this cluster, as made        enabled, unlocked                      delete
 *                                        disabled, locked                       leave, and say which
 *   anything else                        -                                      leave: not-made-here
 *
 * A zone that was not read gets no actions at all: nothing is known about it.
 */
import type { Cell } from '../model/cell.ts';
import { parseCellKey } from '../model/cell.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { LeaveReason, RecordAction } from '../model/edit.ts';
import type { Family } from '../model/family.ts';
import { serviceKey } from '../model/service.ts';
import { cellsOf } from './cells.ts';
import type { ZoneLimits, ZoneReading, ZoneRecord } from './provider/provider.ts';
import { ownersOf } from './succession.ts';
import type { Match } from './zone-picture.ts';
import { matchCells } from './zone-picture.ts';

/** What is known of one zone. */
export interface ZoneFacts {
  readonly reading: ZoneReading;
  readonly limits: ZoneLimits;
}

/** A record this cluster created, as the store remembers it. */
export interface MadeHere {
  readonly provider: string;
  readonly zone: string;
  readonly recordId: string;
  readonly cellKey: string;
}

export interface RecordPlanInput {
  readonly before: ConfigurationDocument;
  readonly after: ConfigurationDocument;
  /** By zone; leave out those that could not be read. */
  readonly zones: ReadonlyMap<string, ZoneFacts>;
  /** The node's present verified address; null: not known. */
  readonly addressOf: (nodeId: string, family: Family) => string | null;
  readonly madeRecords: readonly MadeHere[];
  /** Delete what this cluster made for services that are removed. */
  readonly deleteRecords: boolean;
  /**
   * Cells of which a missing record is created although they are not new, so that an edit repeated after a
   * failure completes what is lacking. Absent: none.
   */
  readonly isTouched?: (cell: Cell) => boolean;
}

/** Actions in the order of the cells, deletions last. */
export function planRecords(input: RecordPlanInput): readonly RecordAction[] {
  const former = new Map(cellsOf(input.before).map((cell) => [cell.key, cell]));
  const cells = cellsOf(input.after);
  const matches = matchAll(cells, input.zones);
  const kept = cells.flatMap((cell) => {
    const isNew = former.get(cell.key)?.provider !== cell.provider;
    return isNew || input.isTouched?.(cell) === true
      ? planCell(input, cell, matches.get(cell.key), isNew)
      : [];
  });
  return input.deleteRecords ? [...kept, ...planDeletions(input)] : kept;
}

/** The zones that must be read to plan from `before` to `after`, with the provider that holds each. */
export function zonesToRead(
  input: Pick<RecordPlanInput, 'before' | 'after' | 'deleteRecords' | 'isTouched'>,
): ReadonlyMap<string, string> {
  const former = new Map(cellsOf(input.before).map((cell) => [cell.key, cell]));
  const needed = cellsOf(input.after).filter(
    (cell) => former.get(cell.key)?.provider !== cell.provider || input.isTouched?.(cell) === true,
  );
  const removed = input.deleteRecords ? removedServices(input) : [];
  return new Map([...needed, ...removed].map(({ zone, provider }) => [zone, provider]));
}

function planCell(
  input: RecordPlanInput,
  cell: Cell,
  match: Match | undefined,
  isNew: boolean,
): readonly RecordAction[] {
  const zone = input.zones.get(cell.zone);
  if (zone === undefined || match === undefined) return [];
  if (match.kind === 'missing') return [planMissing(input, cell, zone)];
  if (!isNew) return [];
  if (match.kind !== 'record') return [leave(cell.key, match.kind)];
  const { id, value } = match.record;
  return [{ action: 'adopt', cellKey: cell.key, value, recordId: id }];
}

function planMissing(input: RecordPlanInput, cell: Cell, { reading, limits }: ZoneFacts): RecordAction {
  if (reading.records.some((record) => isInTheWay(record, cell))) return leave(cell.key, 'foreign-type');
  if (!limits.lines.includes(cell.line)) return leave(cell.key, 'line-unsupported');
  for (const id of ownersOf(cell, input.after)) {
    const value = input.addressOf(id, cell.family);
    const node = input.after.members.find((member) => member.id === id)?.name;
    if (value !== null && node !== undefined) return { action: 'create', cellKey: cell.key, node, value };
  }
  return leave(cell.key, 'no-owner-address');
}

/** Types that cannot stand beside an address on the same name and line, as the provider's documents have it. */
const EXCLUSIVE_TYPES = ['CNAME', 'ALIAS', 'REDIRECT_URL', 'FORWARD_URL', 'FORWORD_URL'];

function isInTheWay(record: ZoneRecord, cell: Cell): boolean {
  if (record.line !== cell.line || record.rr.toLowerCase() !== cell.label.toLowerCase()) return false;
  const type = record.type.toUpperCase();
  // A delegation takes the whole name; the zone's own name servers stand beside everything.
  return EXCLUSIVE_TYPES.includes(type) || (type === 'NS' && cell.label !== '@');
}

function planDeletions(input: RecordPlanInput): readonly RecordAction[] {
  return removedServices(input).flatMap((service) => {
    const facts = input.zones.get(service.zone);
    if (facts === undefined) return [];
    const made = input.madeRecords.filter(
      (one) => one.provider === service.provider && isOf(one.cellKey, service),
    );
    const byId = new Map(facts.reading.records.map((record) => [record.id, record]));
    const deletions = made.flatMap((one) => planDeletion(one, byId.get(one.recordId)));
    const spoken = new Set(deletions.map(({ cellKey }) => cellKey));
    const cells = cellsOf(input.before).filter((cell) => serviceKey(cell) === serviceKey(service));
    const left = [...matchCells(cells, facts.reading.records)].filter(
      ([key, match]) => match.kind !== 'missing' && !spoken.has(key),
    );
    return [...deletions, ...left.map(([key]) => leave(key, 'not-made-here'))];
  });
}

function planDeletion(made: MadeHere, record: ZoneRecord | undefined): readonly RecordAction[] {
  const { cellKey, recordId } = made;
  if (record === undefined) return [];
  if (!isSamePlace(record, cellKey)) return [leave(cellKey, 'not-made-here')];
  if (!record.enabled) return [leave(cellKey, 'disabled')];
  if (record.locked) return [leave(cellKey, 'locked')];
  return [{ action: 'delete', cellKey, value: record.value, recordId }];
}

/** Whether the record still is what the cell's key says: somebody may have made another thing of it. */
export function isSamePlace(record: ZoneRecord, cellKey: string): boolean {
  const place = parseCellKey(cellKey);
  return (
    place !== null &&
    record.rr.toLowerCase() === place.label &&
    record.type.toUpperCase() === place.type &&
    record.line === place.line
  );
}

function removedServices({
  before,
  after,
}: Pick<RecordPlanInput, 'before' | 'after'>): typeof before.services {
  const present = new Set(after.services.map(serviceKey));
  return before.services.filter((service) => !present.has(serviceKey(service)));
}

function isOf(cellKey: string, service: { readonly zone: string; readonly label: string }): boolean {
  const place = parseCellKey(cellKey);
  return place !== null && serviceKey(place) === serviceKey(service);
}

function matchAll(cells: readonly Cell[], zones: ReadonlyMap<string, ZoneFacts>): ReadonlyMap<string, Match> {
  return new Map(
    [...zones].flatMap(([zone, { reading }]) => [
      ...matchCells(
        cells.filter((cell) => cell.zone === zone),
        reading.records,
      ),
    ]),
  );
}

function leave(cellKey: string, why: LeaveReason): RecordAction {
  return { action: 'leave', cellKey, why };
}
