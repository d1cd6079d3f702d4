/**
 * S4, too: a cell moves at most twice for each fault that concerns it, away and back. In whatever period, be it minutes
 * or an hour with one node gone, there are no more moves than twice the faults that began in it or may still have an
 * effect in it; where there are none there is no move.
 *
 * A fault concerns a cell if it befalls a candidate or somebody who held the cell in that period: it ends or stands
 * still, has no provider, says itself that it cannot serve, moves nothing by its operator's word, or gets another
 * address. So does a hand in the record, an edition until all who run have it, a reading older than is assumed, and the
 * beginning, as records may show whatever at first. It has an effect while it lasts, for F8 afterwards, and for F8
 * after a time that began within that and in which the cell was not where it belongs: what is owed is owed until it can
 * be done. Cuts and lost messages are no such faults, for they move nothing; and nothing is judged once two machines
 * have gone by one name.
 */
import type { MemoryChange } from '../../../src/dns/provider/memory/memory-dns.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import type { Family } from '../../../src/model/family.ts';
import { FAMILIES } from '../../../src/model/family.ts';
import type { Happening } from '../happenings.ts';
import type { Write } from '../world.ts';
import { f8Ms } from './bounds.ts';
import type { Check, CreateCheck, Watched } from './check.ts';
import { name, seconds } from './evidence.ts';
import type { CellTruth } from './ledger.ts';

const MOVES_PER_FAULT = 2;
const SECOND_MS = 1_000;
/** So often it is looked where the cells are. */
const LOOK_SECONDS = 5;
const CANNOT_SERVE: Readonly<Record<Family, string>> = { v4: 'cannot serve v4', v6: 'cannot serve v6' };
/** Told of in a breach. */
const TOLD = 4;

interface Fault {
  readonly what: string;
  readonly from: number;
  /** Infinity while it lasts. */
  until: number;
  /** Whom it befalls; null: everybody. */
  readonly node: string | null;
  /** In which family alone; null: in both. */
  readonly family: Family | null;
  /** Which cell alone; null: all. */
  readonly key: string | null;
}

interface Move {
  readonly at: number;
  readonly parties: readonly (string | null)[];
}

interface Period {
  readonly from: number;
  until: number;
}

class MovesPerFault implements Check {
  readonly promise = 'S4';
  readonly #watched: Watched;
  readonly #faults: Fault[] = [];
  /** Those that last and are looked for, by whom they befall and what they are. */
  readonly #lasting = new Map<string | null, Map<string, Fault>>();
  /** By node: those that were told of and have ended its process or its way to the provider. */
  readonly #told = new Map<string, Fault[]>();
  readonly #moves = new Map<string, Move[]>();
  /** When a cell was not where it belongs, oldest first. */
  readonly #unrest = new Map<string, Period[]>();
  #edition: Configuration | null = null;
  #count = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
    const { now } = watched.world.time;
    this.#note({ what: 'the beginning', from: now, until: now });
  }

  onHappening(happening: Happening, at: number): void {
    switch (happening.kind) {
      case 'address':
        this.#note({
          what: `${happening.node} has another address`,
          from: at,
          until: at,
          node: happening.node,
        });
        return;
      case 'crashed':
      case 'stopped':
      case 'provider-lost':
        this.#tell(happening.node, happening.kind, at);
        return;
      default:
    }
  }

  onChange({ client, before, after, zone }: MemoryChange): void {
    const record = after ?? before;
    if (client !== null || record === null) return;
    const { now } = this.#watched.world.time;
    const key = `${zone}|${record.rr}|${record.type}|${record.line ?? ''}`;
    this.#note({ what: 'edited by hand', from: now, until: now, key });
  }

  onSecond(now: number): void {
    const { world } = this.#watched;
    for (const id of world.machines.keys()) this.#lookAtNode(id, now);
    this.#lookAtEditions(now);
    this.#lasts(this.#watched.truth.isAssumptionBroken(), now, 'readings are too old');
    this.#count += 1;
    if (this.#count % LOOK_SECONDS === 0) this.#lookAtCells(now);
  }

  onWrite(write: Write): void {
    const { ledger, world, report } = this.#watched;
    const { facts } = ledger;
    if (write.node === null || facts?.isMove !== true || world.cloned.size > 0) return;
    const { cell } = facts;
    const moves = this.#moves.get(cell.key) ?? [];
    moves.push({ at: write.at, parties: [write.from, write.to, facts.victim] });
    this.#moves.set(cell.key, moves);
    const ends = new Map(this.#faults.map((fault) => [fault, this.#effectUntil(fault, cell.key)]));
    for (let first = moves.length - 1; first >= 0; first -= 1) {
      const since = moves[first]?.at ?? 0;
      const some = moves.slice(first);
      const causes = this.#faults.filter(
        (fault) => (ends.get(fault) ?? 0) >= since && this.#concerns(fault, cell, some),
      );
      if (some.length <= MOVES_PER_FAULT * causes.length) continue;
      report(name(write), `moved ${some.length} times since ${seconds(since)}`, toldOf(causes));
      return;
    }
  }

  #note(fault: Partial<Fault> & Pick<Fault, 'what' | 'from' | 'until'>): Fault {
    const noted = { node: null, family: null, key: null, ...fault };
    this.#faults.push(noted);
    return noted;
  }

  #tell(node: string, what: string, at: number): void {
    const told = this.#told.get(node) ?? [];
    told.push(this.#note({ what: `${node} ${what}`, from: at, until: Infinity, node }));
    this.#told.set(node, told);
  }

  /** Begins or ends what is looked for every second. */
  #lasts(
    isSo: boolean,
    now: number,
    what: string,
    node: string | null = null,
    family: Family | null = null,
  ): void {
    const lasting = this.#lasting.get(node) ?? new Map<string, Fault>();
    this.#lasting.set(node, lasting);
    const fault = lasting.get(what);
    if (isSo === (fault !== undefined)) return;
    if (fault !== undefined) {
      fault.until = now;
      lasting.delete(what);
      return;
    }
    const whose = node === null ? what : `${node} ${what}`;
    lasting.set(what, this.#note({ what: whose, from: now, until: Infinity, node, family }));
  }

  #lookAtNode(id: string, now: number): void {
    const { truth, world } = this.#watched;
    const isDown = truth.goodSince(id) === null;
    const told = this.#told.get(id);
    if (told === undefined) this.#lasts(isDown, now, 'is down', id);
    else if (!isDown) {
      for (const fault of told) fault.until = now;
      this.#told.delete(id);
    }
    const isFrozen = (world.machines.get(id)?.process?.state.freezes.size ?? 0) > 0;
    this.#lasts(isFrozen, now, 'is frozen', id);
    for (const family of FAMILIES) {
      const isUnfit = now - truth.announcedAt(id, family) < 2 * SECOND_MS;
      this.#lasts(isUnfit, now, CANNOT_SERVE[family], id, family);
    }
  }

  #lookAtEditions(now: number): void {
    const { world, ledger } = this.#watched;
    if (ledger.newest !== this.#edition) {
      if (this.#edition !== null) this.#note({ what: 'another edition', from: now, until: now });
      this.#edition = ledger.newest;
    }
    const hashes = new Set<string>();
    for (const { process } of world.machines.values())
      if (process !== null) hashes.add(process.state.cluster.configuration.stamp.hash);
    this.#lasts(hashes.size > 1, now, 'editions differ');
  }

  #lookAtCells(now: number): void {
    const { ledger } = this.#watched;
    for (const cell of ledger.managed) {
      const periods = this.#unrest.get(cell.key) ?? [];
      this.#unrest.set(cell.key, periods);
      const last = periods.at(-1);
      const isOpen = last?.until === Infinity;
      const isAtRest = this.#isAtRest(cell);
      if (isAtRest && isOpen) last.until = now;
      if (!isAtRest && !isOpen) periods.push({ from: now, until: Infinity });
    }
  }

  #isAtRest({ key, family, record }: CellTruth): boolean {
    const { ledger, truth, world } = this.#watched;
    const first = ledger.order(key).find((id) => world.machines.has(id) && truth.goodSince(id) !== null);
    return first !== undefined && record.value === world.machine(first).addresses[family];
  }

  /** Until when a move may come of it. */
  #effectUntil(fault: Fault, key: string): number {
    const grace = f8Ms(this.#watched.world.timers);
    let until = fault.until + grace;
    for (const period of this.#unrest.get(key) ?? []) {
      if (period.from <= until && period.until + grace > until && period.until >= fault.until)
        until = period.until + grace;
    }
    return until;
  }

  #concerns({ node, family, key }: Fault, cell: CellTruth, moves: readonly Move[]): boolean {
    if (key !== null && key !== cell.key) return false;
    if (family !== null && family !== cell.family) return false;
    if (node === null || this.#watched.ledger.order(cell.key).includes(node)) return true;
    return moves.some(({ parties }) => parties.includes(node));
  }
}

function toldOf(causes: readonly Fault[]): string {
  const told = causes.slice(-TOLD).map(({ what, from }) => `${what} (${seconds(from)})`);
  return `faults that concern it in this time: ${causes.length}${told.length > 0 ? `: ${told.join(', ')}` : ''}`;
}

export const movesPerFault: CreateCheck = (watched) => new MovesPerFault(watched);
