import type { ConfigurationStamp } from './configuration.ts';
import type { ServiceKey } from './service.ts';

/** What a node can do right now. `wit` only after a successful self-test of its witness record. */
export type Capability = 'wit' | 'yield';

/** What a node says about itself; versioned by the (boot, seq) of the message that carries it. */
export interface Statement {
  /** Present verified public addresses; null: unknown. */
  readonly v4: string | null;
  readonly v6: string | null;
  /** Addresses of its own that are still fresh in memory, at most 8. */
  readonly previous: readonly string[];
  readonly providerUp: boolean;
  readonly fitV4: boolean;
  readonly fitV6: boolean;
  /** Services it cannot serve now. */
  readonly unfitServices: readonly ServiceKey[];
  /** Cell id → node id: cells it is giving away, and to whom. */
  readonly yields: Readonly<Record<string, string>>;
  /** Cell id → how often it has changed hands of late as this node saw it; absent: nothing moved more than once. */
  readonly moved?: Readonly<Record<string, number>>;
  readonly draining: boolean;
}

/** Whether two statements say the same; of what is said by name, in the same order. */
export function isSameStatement(a: Statement, b: Statement): boolean {
  return (
    a.v4 === b.v4 &&
    a.v6 === b.v6 &&
    a.providerUp === b.providerUp &&
    a.fitV4 === b.fitV4 &&
    a.fitV6 === b.fitV6 &&
    a.draining === b.draining &&
    isSameList(a.previous, b.previous) &&
    isSameList(a.unfitServices, b.unfitServices) &&
    isSameRecord(a.yields, b.yields) &&
    (a.moved === b.moved ||
      (a.moved !== undefined && b.moved !== undefined && isSameRecord(a.moved, b.moved)))
  );
}

function isSameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}

function isSameRecord<T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): boolean {
  if (a === b) return true;
  const keys = Object.keys(a);
  return isSameList(keys, Object.keys(b)) && keys.every((key) => a[key] === b[key]);
}

/** A third node's statement, passed on. */
export interface News {
  readonly nodeId: string;
  readonly boot: string;
  readonly seq: number;
  /** Milliseconds since that message was issued. */
  readonly ageMs: number;
  readonly statement: Statement;
  /** Milliseconds since that boot is known to have ended; absent: it is not. */
  readonly exitAgeMs?: number;
  /** What it could do then; told in large clusters alone. */
  readonly capabilities?: readonly Capability[];
}

/** The word of a node's watcher that the process `boot` is gone. */
export interface ExitNote {
  readonly from: string;
  readonly to: string;
  readonly boot: string;
  /** Milliseconds since its end was noticed. */
  readonly ageMs: number;
}

/** What a node believes of the zones, and how fresh that is. */
export interface ToldZones {
  /** Digest of all that a judgement uses, 16 hex digits. */
  readonly digest: string;
  /** Milliseconds since the newest read was sent that showed this: its own, or one it was told of. */
  readonly ageMs: number;
  /** The same of its own newest read. */
  readonly ownAgeMs: number;
}

/** The `hb` of a request or an answer, in our own words. */
export interface Heartbeat {
  readonly from: string;
  readonly to: string;
  /** 48-bit number chosen at each start, 12 hex digits. */
  readonly boot: string;
  /** Counts this boot's messages upward. */
  readonly seq: number;
  readonly stamp: ConfigurationStamp;
  /** The receiver is no member by that configuration: the sender neither judges it nor speaks up for it. */
  readonly isToStranger?: true;
  readonly capabilities: readonly Capability[];
  readonly statement: Statement;
  /** Absent: it has no complete picture, or an older version. */
  readonly zones?: ToldZones;
  /** Newest (boot, seq) the sender has of each peer. */
  readonly seen: Readonly<Record<string, readonly [boot: string, seq: number]>>;
  readonly news: readonly News[];
  /** In large clusters: the seq with which `statement` last changed or was repeated. */
  readonly edition?: number;
  /** In large clusters, in place of an entry of `seen` and `news` for everybody. */
  readonly vectors?: Vectors;
}

/** What is known of all nodes: a byte or a bit for each, in the order of the configuration named by the stamp. */
export interface Vectors {
  /** Age of the newest message known, since its issue, in steps of 2 s rounded up; 255: unknown. */
  readonly ages: Uint8Array;
  /** The node has had word, so old or younger, of everybody it does not miss; the same steps. */
  readonly reach: Uint8Array;
  readonly missing: readonly Missing[];
  /** Nodes whose statement the sender does not have, as bits; null: it has all. */
  readonly lacks: Uint8Array | null;
}

/** Nodes that have had no word of certain others. */
export interface Missing {
  readonly who: Uint8Array;
  readonly whom: Uint8Array;
}
