/**
 * Who should hold a cell, and who after them? The same answer on every node from the same configuration,
 * without a word exchanged.
 *
 *   owners of the line     by (priority ascending, score descending, id ascending)
 *   then its named backups in the order given, whatever their `standby`: being named is permission
 *   then all others        by (score descending, id ascending), without those marked `standby: false`
 *
 * The score is rendezvous hashing: it depends on the cell and the node alone, so a node that joins or leaves
 * moves nothing between the others, and a dead node's cells spread over the survivors.
 */
import type { Cell } from '../model/cell.ts';
import type { ConfigurationDocument } from '../model/configuration.ts';
import type { Member } from '../model/node.ts';
import { serviceKey } from '../model/service.ts';
import { sha256Hex } from '../platform/digest.ts';
import { carriersOf, cellsOf } from './cells.ts';

/** 8 bytes in hex: digits of equal number compare as the numbers they write. */
const SCORE_DIGITS = 16;

interface Scored {
  readonly member: Member;
  readonly score: string;
}

/** Cell key → ids in the order of succession, for every cell of the configuration. */
export type SuccessionIndex = ReadonlyMap<string, readonly string[]>;

/** Ids of the cell's candidates in the order in which they should hold it; the first is its rightful holder. */
export function successionOf(cell: Cell, configuration: ConfigurationDocument): readonly string[] {
  const { owners, others } = rank(cell, candidatesOf(cell, configuration));
  const named = namedBackups(cell, configuration, others);
  const rest = others.filter(({ member }) => member.standby && !named.includes(member.id));
  return [...idsOf(owners), ...named, ...idsOf(rest)];
}

/** Ids of the candidates that list the cell's line, in order. */
export function ownersOf(cell: Cell, configuration: ConfigurationDocument): readonly string[] {
  return idsOf(rank(cell, candidatesOf(cell, configuration)).owners);
}

/** Computed once per configuration; a lookup per cell afterwards. */
export function successionIndex(configuration: ConfigurationDocument): SuccessionIndex {
  return new Map(cellsOf(configuration).map((cell) => [cell.key, successionOf(cell, configuration)]));
}

/** First 8 bytes of SHA-256(cell key, newline, node id) as 16 hex digits. */
export function scoreOf(cellKey: string, nodeId: string): string {
  return sha256Hex(`${cellKey}\n${nodeId}`).slice(0, SCORE_DIGITS);
}

/** Configured nodes that may hold the cell at all: carry its service, have its family, not in maintenance. */
export function candidatesOf(cell: Cell, configuration: ConfigurationDocument): readonly Member[] {
  return carriersOf(serviceKey(cell), configuration.members).filter(
    (member) => !member.maintenance && member.families.includes(cell.family),
  );
}

function rank(
  cell: Cell,
  candidates: readonly Member[],
): { readonly owners: readonly Scored[]; readonly others: readonly Scored[] } {
  const scored = candidates.map((member) => ({ member, score: scoreOf(cell.key, member.id) }));
  const isOwner = ({ member }: Scored): boolean => member.lines.includes(cell.line);
  return {
    owners: scored
      .filter(isOwner)
      .sort((a, b) => a.member.priority - b.member.priority || compareScored(a, b)),
    others: scored.filter((one) => !isOwner(one)).sort(compareScored),
  };
}

function namedBackups(
  cell: Cell,
  configuration: ConfigurationDocument,
  others: readonly Scored[],
): readonly string[] {
  const available = new Set(idsOf(others));
  const list = configuration.lineBackups[cell.line] ?? [];
  return [...new Set(list)].filter((id) => available.has(id));
}

function compareScored(a: Scored, b: Scored): number {
  if (a.score !== b.score) return a.score > b.score ? -1 : 1;
  return a.member.id < b.member.id ? -1 : 1;
}

function idsOf(scored: readonly Scored[]): readonly string[] {
  return scored.map(({ member }) => member.id);
}
