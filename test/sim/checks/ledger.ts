/**
 * Who has written what: the history of every address record, what each request was sent on, and what the present
 * write means. The records' own truth, kept once for all checks.
 */
import type { MemoryChange } from '../../../src/dns/provider/memory/memory-dns.ts';
import type { ZoneRecord } from '../../../src/dns/provider/provider.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import { compareStamps } from '../../../src/model/configuration.ts';
import type { Family } from '../../../src/model/family.ts';
import type { ProviderCall } from '../provider/disturbance.ts';
import type { World, Write } from '../world.ts';
import { isManaged, successionOf } from './order.ts';
import type { Truth } from './truth.ts';

/** One address record through time. */
export interface CellTruth {
  readonly key: string;
  readonly family: Family;
  record: ZoneRecord;
  changedAt: number;
  /** Who wrote the present value; null: a hand, or it was there from the beginning. */
  writer: string | null;
  /** Whose the present value was when it came: its writer's, or that of whose address it was then; null: nobody's. */
  owner: string | null;
  /** Another node has had the present value as its address since it came: it may be that one's by now. */
  isContested: boolean;
  lastNodeWrite: { readonly node: string; readonly at: number } | null;
}

/** A request to change a record as it left. */
export interface SentWrite {
  readonly at: number;
  readonly node: string;
  readonly value: string | null;
  /** What the node had decided, in its own word; null: nothing known. */
  readonly why: string | null;
  /** The node that the decision is about. */
  readonly about: string | null;
  /** When the read that it rests on was sent; null: there was none. */
  readonly readSentAt: number | null;
  readonly configuration: Configuration | null;
}

/** What the write under way means. */
export interface WriteFacts {
  readonly cell: CellTruth;
  readonly sent: SentWrite | null;
  /** It changes whose record this is. */
  readonly isMove: boolean;
  /** From whom it is taken; null: from nobody for certain. */
  readonly victim: string | null;
  /** Who wrote the value that it overwrites; null: a hand, or it was there from the beginning. */
  readonly formerWriter: string | null;
  /** What it overwrites was no node's when it came, and is none's now: a hand typed it. */
  readonly wasNobodys: boolean;
  readonly overwrittenAgeMs: number;
  readonly overwrittenBy: { readonly node: string; readonly at: number } | null;
}

interface ReadMark {
  readonly at: number;
  readonly monotonic: number;
}

const READS_KEPT = 6;

/** What puts another state in the place of a disk's. */
const DISK_FAULTS: readonly string[] = ['old-disk', 'empty-disk', 'leader-backup'];

export class Ledger {
  /** By record id. */
  readonly cells = new Map<string, CellTruth>();
  /** The present write of a cell by a node; null: the present change is none. */
  facts: WriteFacts | null = null;
  readonly #world: World;
  readonly #truth: Truth;
  readonly #sends = new Map<string, SentWrite>();
  readonly #reads = new Map<string, ReadMark[]>();
  #newest: Configuration;
  #isDiskReplaced = false;
  #orders: { readonly configuration: Configuration; readonly byKey: Map<string, readonly string[]> } | null =
    null;
  #single: readonly CellTruth[] | null = null;

  constructor(world: World, truth: Truth) {
    this.#world = world;
    this.#truth = truth;
    this.#newest = world.configuration;
    world.happenings.listen((happening) => {
      if (happening.kind === 'fault' && DISK_FAULTS.includes(happening.name)) this.#isDiskReplaced = true;
      if (happening.kind === 'address') this.#contest(happening.node, happening.value);
    });
    for (const zone of new Set(world.configuration.services.map((service) => service.zone))) {
      for (const record of world.dns.list(zone)) this.#adopt(zone, record, null);
    }
  }

  /** The newest edition that any machine has. */
  get newest(): Configuration {
    return this.#newest;
  }

  /** Cells of the managed services with exactly one record that may be changed. */
  get managed(): readonly CellTruth[] {
    this.#single ??= this.#findSingle();
    return this.#single;
  }

  /** Candidates of a cell by the newest configuration, in order. */
  order(key: string): readonly string[] {
    if (this.#orders?.configuration !== this.#newest) {
      this.#orders = { configuration: this.#newest, byKey: new Map() };
    }
    const { byKey } = this.#orders;
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const order = successionOf(key, this.#newest);
    byKey.set(key, order);
    return order;
  }

  /** The node whose address the record shows; null: nobody's. */
  holderOf(cell: CellTruth): string | null {
    return this.#world.ownerOf(cell.record.value);
  }

  /** The node's newest request to change this record. */
  sentBy(node: string, cell: CellTruth): SentWrite | null {
    return this.#sends.get(`${node} ${cell.record.id}`) ?? null;
  }

  onCall(node: string, call: ProviderCall): void {
    const process = this.#truth.lastProcess(node);
    const { now } = this.#world.time;
    if (call.page === 1) {
      const reads = this.#reads.get(node) ?? [];
      reads.push({ at: now, monotonic: process?.clock.monotonicMs() ?? 0 });
      if (reads.length > READS_KEPT) reads.shift();
      this.#reads.set(node, reads);
    }
    const cell = call.action === 'updateValue' ? this.cells.get(call.recordId ?? '') : undefined;
    if (cell === undefined) return;
    const picture = process?.state.pictures.get(cell.key);
    this.#sends.set(`${node} ${cell.record.id}`, {
      at: now,
      node,
      value: call.value,
      why: picture?.why ?? null,
      about: picture?.about ?? null,
      readSentAt: this.#decidingRead(node),
      configuration: process?.state.cluster.configuration ?? null,
    });
  }

  onChange({ zone, before, after, client }: MemoryChange, write: Write | null): void {
    this.facts = null;
    if (write?.cellKey === null || write === null) return;
    const { now } = this.#world.time;
    const cell = before === null ? undefined : this.cells.get(before.id);
    if (client !== null && cell !== undefined && before !== null) {
      this.facts = this.#factsOf(cell, client, before, after);
    }
    if (client === null || cell === undefined || after === null) {
      this.#single = null;
      if (cell !== undefined) this.cells.delete(cell.record.id);
      if (after !== null) this.#adopt(zone, after, cell?.lastNodeWrite ?? null);
      return;
    }
    cell.record = after;
    cell.changedAt = now;
    cell.writer = cell.owner = client;
    cell.isContested = false;
    cell.lastNodeWrite = { node: client, at: now };
  }

  onSecond(): void {
    let held: Configuration | null = null;
    for (const { disk } of this.#world.machines.values()) {
      const configuration = disk.cluster?.configuration;
      if (configuration === undefined) continue;
      if (held === null || compareStamps(configuration.stamp, held.stamp) > 0) held = configuration;
    }
    const isLost = this.#isDiskReplaced;
    this.#isDiskReplaced = false;
    if (held === null) return;
    const order = compareStamps(held.stamp, this.#newest.stamp);
    // An edition that nobody has may only be gone because the disks are on which it was.
    if (order < 0 ? !isLost : order === 0) return;
    this.#newest = held;
    this.#single = null;
  }

  #factsOf(cell: CellTruth, node: string, before: ZoneRecord, after: ZoneRecord | null): WriteFacts {
    const owner = this.#world.ownerOf(before.value);
    const isMove = owner !== node && cell.owner !== node;
    // Whose an address is may have changed since it was written; only what both agree on counts.
    const isCertain = !cell.isContested && (cell.owner === null || cell.owner === owner);
    const sent = this.#sends.get(`${node} ${cell.record.id}`);
    return {
      cell,
      sent: sent !== undefined && sent.value === after?.value ? sent : null,
      isMove,
      victim: isMove && isCertain ? owner : null,
      formerWriter: cell.writer,
      wasNobodys: cell.owner === null && owner === null,
      overwrittenAgeMs: this.#world.time.now - cell.changedAt,
      overwrittenBy: cell.lastNodeWrite,
    };
  }

  /** When the newest read that the node has believed was sent, on the world's clock. */
  #decidingRead(node: string): number | null {
    const believedAt = this.#truth.lastProcess(node)?.state.provider.lastReadSentAt ?? -Infinity;
    if (believedAt === -Infinity) return null;
    const reads = this.#reads.get(node) ?? [];
    const mark = reads.findLast(({ monotonic }) => monotonic <= believedAt + 1) ?? reads[0];
    return mark?.at ?? null;
  }

  #adopt(zone: string, record: ZoneRecord, lastNodeWrite: CellTruth['lastNodeWrite']): void {
    const { type, line, rr } = record;
    if ((type !== 'A' && type !== 'AAAA') || line === null) return;
    const key = `${zone}|${rr}|${type}|${line}`;
    const family = type === 'A' ? 'v4' : 'v6';
    const changedAt = this.#world.time.now;
    const owner = this.#world.ownerOf(record.value);
    const fresh = { record, changedAt, writer: null, owner, isContested: false, lastNodeWrite };
    this.cells.set(record.id, { key, family, ...fresh });
    this.#single = null;
  }

  #contest(node: string, address: string | null): void {
    for (const cell of this.cells.values()) {
      if (cell.record.value === address && cell.owner !== null && cell.owner !== node)
        cell.isContested = true;
    }
  }

  #findSingle(): readonly CellTruth[] {
    const byKey = new Map<string, CellTruth[]>();
    for (const cell of this.cells.values()) {
      if (!cell.record.enabled || !isManaged(cell.key, this.#newest)) continue;
      byKey.set(cell.key, [...(byKey.get(cell.key) ?? []), cell]);
    }
    return [...byKey.values()].flatMap((cells) =>
      cells.length === 1 && !cells[0]?.record.locked ? cells : [],
    );
  }
}
