import type { FaultKind, FaultSpec } from './fault.ts';

/** Which faults are switched on, and which of them strike a given call? */
export interface FaultBook {
  /** Switches a fault on and answers its id. */
  add(spec: FaultSpec, now: number): string;
  /** False: there is no such fault. */
  remove(id: string): boolean;
  clear(): void;
  list(now: number): readonly ActiveFault[];
  /** Draws for one call and uses up what strikes. `chance` answers evenly spread numbers in [0, 1). */
  strike(call: StruckCall, now: number, chance: () => number): Strike;
}

export interface ActiveFault extends FaultSpec {
  readonly id: string;
  readonly strikes: number;
}

export interface StruckCall {
  readonly keyId: string | null;
  readonly action: string;
  readonly isWrite: boolean;
}

export interface Strike {
  readonly delayMs: number;
  /** The one fault that decides about the answer, if any. */
  readonly ending: FaultSpec | null;
  /** null: reads see the present. */
  readonly ageMs: number | null;
  readonly missing: number;
  readonly totalOffset: number;
  readonly isClosedAfter: boolean;
  /** All kinds that struck, for the journal. */
  readonly kinds: readonly FaultKind[];
}

interface Entry {
  readonly id: string;
  readonly spec: FaultSpec;
  readonly endsAt: number;
  strikes: number;
}

const MODIFIERS = new Set<FaultKind>(['latency', 'stale-read', 'truncate', 'close-idle']);
const FOR_WRITES = new Set<FaultKind>(['lose-answer', 'refuse-writes']);
const FOR_READS = new Set<FaultKind>(['stale-read', 'truncate']);
const DEFAULT_AGE_MS = 5_000;

export function faultBook(): FaultBook {
  let entries: Entry[] = [];
  let lastId = 0;
  const isOver = ({ spec, strikes, endsAt }: Entry, now: number): boolean =>
    now >= endsAt || strikes >= (spec.times ?? Infinity);
  return {
    add(spec, now) {
      lastId += 1;
      const id = String(lastId);
      entries.push({ id, spec, endsAt: now + (spec.forMs ?? Infinity), strikes: 0 });
      return id;
    },
    remove(id) {
      const count = entries.length;
      entries = entries.filter((entry) => entry.id !== id);
      return entries.length < count;
    },
    clear() {
      entries = [];
    },
    list(now) {
      entries = entries.filter((entry) => !isOver(entry, now));
      return entries.map(({ id, spec, strikes }) => ({ ...spec, id, strikes }));
    },
    strike(call, now, chance) {
      entries = entries.filter((entry) => !isOver(entry, now));
      const struck: FaultSpec[] = [];
      let ending: FaultSpec | null = null;
      for (const entry of entries) {
        const { spec } = entry;
        const isModifier = MODIFIERS.has(spec.kind);
        // Of those that decide about the answer the first one wins, and the others keep their strikes.
        if ((!isModifier && ending !== null) || !fits(spec, call)) continue;
        if (spec.probability !== undefined && chance() >= spec.probability) continue;
        entry.strikes += 1;
        struck.push(spec);
        if (!isModifier) ending = spec;
      }
      return summarize(struck, ending, chance);
    },
  };
}

function fits(spec: FaultSpec, call: StruckCall): boolean {
  const usual = FOR_WRITES.has(spec.kind) ? 'writes' : FOR_READS.has(spec.kind) ? 'reads' : 'all';
  const calls = spec.calls ?? usual;
  return (
    (calls === 'all' || call.isWrite === (calls === 'writes')) &&
    (spec.actions === undefined || spec.actions.includes(call.action)) &&
    (spec.keyIds === undefined || (call.keyId !== null && spec.keyIds.includes(call.keyId)))
  );
}

function summarize(struck: readonly FaultSpec[], ending: FaultSpec | null, chance: () => number): Strike {
  const ages = struck.filter(({ kind }) => kind === 'stale-read').map((spec) => spec.ageMs ?? DEFAULT_AGE_MS);
  const cuts = struck.filter(({ kind }) => kind === 'truncate');
  const delays = struck
    .filter(({ kind }) => kind === 'latency')
    .map((spec) => (spec.delayMs ?? 0) + (spec.spreadMs ?? 0) * chance());
  // A truncation that names neither member hides one entry.
  const missing = cuts.map((spec) => spec.missing ?? (spec.totalOffset === undefined ? 1 : 0));
  return {
    delayMs: sum(delays),
    ending,
    ageMs: ages.length === 0 ? null : Math.max(...ages),
    missing: sum(missing),
    totalOffset: sum(cuts.map((spec) => spec.totalOffset ?? 0)),
    isClosedAfter: struck.some(({ kind }) => kind === 'close-idle'),
    kinds: struck.map(({ kind }) => kind),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
