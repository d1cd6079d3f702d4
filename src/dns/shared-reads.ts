/**
 * Must this node read the zones itself, when nothing is the matter? Not while somebody has just seen there what it
 * believes; at once when somebody has seen something else.
 *
 * Times are ms on the local monotonic clock. What a peer tells is dated by the moment at which it was asked, so that
 * a read of its never looks younger than it is.
 */
import type { Timers } from '../model/timers.ts';

/** Turns are so many heartbeats apart: word of a read under way reaches the next in turn before its own is due. */
const TURN_HEARTBEATS = 1.5;
/** The greatest stretch of an interval; `recMost` is the most there is. */
const MOST_SPREAD = 1.1;

/** What a peer last told of the zones. */
export interface ToldPicture {
  readonly digest: string;
  /** When the newest read was sent, as far as it knows, that showed this; whoever sent it. */
  readonly shownAt: number;
  /** When its own newest read was sent. */
  readonly ownReadAt: number;
}

export interface SharedQuestion {
  readonly selfId: string;
  /** Of my newest read. */
  readonly digest: string;
  readonly ownReadAt: number;
  /** Of peers heard lately that have my configuration and reach the provider. */
  readonly told: ReadonlyMap<string, ToldPicture>;
  /** Reads in a row that were asked for by another picture. */
  readonly promptsInRow: number;
  /** 0.9 to 1.1, another for each interval. */
  readonly spread: number;
  readonly timers: Timers;
}

/** When the newest read known was sent that showed what I believe. */
export function shownAt(q: Pick<SharedQuestion, 'digest' | 'ownReadAt' | 'told'>): number {
  let newest = q.ownReadAt;
  for (const told of q.told.values()) if (told.digest === q.digest) newest = Math.max(newest, told.shownAt);
  return newest;
}

/** When my next regular read is due; null: nobody shares my picture, so I read as if alone. */
export function sharedReadAt(q: SharedQuestion): number | null {
  const { timers, ownReadAt } = q;
  let [companions, before] = [0, 0];
  for (const [id, told] of q.told) {
    if (told.digest !== q.digest) continue;
    companions += 1;
    if (isBefore(q, id, told)) before += 1;
  }
  if (companions === 0) return null;
  const turnMs = before * TURN_HEARTBEATS * timers.heartbeatMs;
  const latest = ownReadAt + (timers.readMostMs * q.spread) / MOST_SPREAD;
  return Math.min(shownAt(q) + timers.readSlowMs + turnMs, latest);
}

/** Whose own read is oldest goes first; what is as good as equal goes by name, or all would wait for each other. */
function isBefore({ selfId, ownReadAt, timers }: SharedQuestion, id: string, told: ToldPicture): boolean {
  const isTie = Math.abs(told.ownReadAt - ownReadAt) <= timers.requestMs;
  return isTie ? id < selfId : told.ownReadAt < ownReadAt;
}

/**
 * When I must look because somebody saw another picture than mine; null: nobody did. A read sent a read delay after
 * the other's shows what that one showed, or something newer, so it settles the matter. Where pictures change all
 * the time, or two nodes are shown different ones for good, reads come as often as if nobody told anything.
 */
export function promptedReadAt(q: SharedQuestion): number | null {
  const { timers, ownReadAt } = q;
  for (const told of q.told.values()) {
    if (told.digest === q.digest || ownReadAt >= told.shownAt + timers.readDelayMs) continue;
    return ownReadAt + Math.min(timers.readSlowMs, timers.readFastMs * 2 ** q.promptsInRow);
  }
  return null;
}
