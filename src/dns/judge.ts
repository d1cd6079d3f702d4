/**
 * What `decide` may ask about nodes and addresses. Each answer is as of one instant and does not change while
 * a plan is being made.
 */
import type { Cell } from '../model/cell.ts';
import type { Family } from '../model/family.ts';

export interface Judge {
  readonly selfId: string;
  /** The node to which a value is attributed; null: nobody claims it. */
  holderOf(value: string, family: Family): string | null;
  /** Whether somebody, by his own word alone, has had this address that is nobody's now, it is not known when. */
  isUndated(value: string, family: Family): boolean;
  /** All members that have had this address, as far as I know; none if it is somebody's now. */
  formerHolders(value: string, family: Family): readonly string[];
  /** My present verified address; null: not known. */
  ownAddress(family: Family): string | null;
  /** `unknown`: my address is not confirmed yet, so I keep what I hold and take nothing. */
  ownFitness(cell: Cell): 'fit' | 'unfit' | 'unknown';
  isDead(nodeId: string): boolean;
  isUnfit(nodeId: string, cell: Cell, value: string): boolean;
  isWell(nodeId: string): boolean;
  wellForMs(nodeId: string, cell: Cell): number;
  holdForMs(nodeId: string): number;
  /** Whether it says at this moment that it can serve the cell. */
  saysFit(nodeId: string, cell: Cell): boolean;
  isHeardLately(nodeId: string): boolean;
  /** Whether it hears me, too, and so knows what I know. */
  isInTouch(nodeId: string): boolean;
  /** Of a dead node: until when whoever has not heard of its end may have to take it for alive. */
  seemsAliveUntil(nodeId: string): number;
  /** To whom its newest statement gives the cell away. */
  yieldOf(nodeId: string, cell: Cell): string | null;
  /** How often the cell has changed hands of late by the word of whoever has seen the most; 0: nobody has. */
  movesTold(cell: Cell): number;
  /** Nodes of the Go program take what they consider theirs; nothing is yielded to them. */
  acceptsYields(nodeId: string): boolean;
  /** A living node of the Go program that owns the cell and writes it unasked; null: there is none. */
  minderOf(cell: Cell): string | null;
  /** Whether a node of the Go program holds my cell only because it took me for lost, and knows better by now. */
  letsGo(nodeId: string, cell: Cell): boolean;
  /** Whether its configuration is the same edition as mine: otherwise a cell could be passed to and fro. */
  hasMyStamp(nodeId: string): boolean;
  /** When a read last showed that it changed a record, on the monotonic clock; -Infinity: never. */
  lastWriteAt(nodeId: string): number;
  /** A member that is not heard, dead or not; null: all are. */
  unheard(): string | null;
  /** A configured node that is neither dead nor heard, and so might be behind an address nobody knows. */
  unaccountedFor(): string | null;
  /**
   * One of those that also has no witness record of its own in force, and has not said after `since` that it has
   * another address than this one.
   */
  outOfSight(family: Family, address: string, since: number): string | null;
}
