// Answers: was every write that the sandbox saw a right one? It knows what only the test knows: who really was
// where at which moment, and who was down.
import type { JournalEntry } from '../../src/sandbox/journal.ts';
import type { RecordChange, SandboxRecord } from '../../src/sandbox/record.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Family } from '../../src/model/family.ts';
import { cellName } from '../support/cell-writes.ts';

export interface RefereeOptions {
  readonly sandbox: Sandbox;
  /** Node codes by access key id. */
  readonly nodes: ReadonlyMap<string, string>;
  /** Cell name → node codes in the order in which they should hold it. */
  readonly order: ReadonlyMap<string, readonly string[]>;
  /** How long a write may rest on what has just ceased to be so: finding out, and a call under way. */
  readonly lagMs: number;
  /** A node that cannot tend its records gives them up after so long. */
  readonly unfitMs: number;
}

interface Stay {
  readonly node: string;
  readonly family: Family;
  readonly address: string;
  readonly from: number;
  until: number;
}

interface Absence {
  readonly node: string;
  readonly from: number;
  until: number;
}

/** What was found; `complaints` is what must be empty. */
export interface Judgement {
  readonly complaints: readonly string[];
  readonly writes: number;
  readonly takenFromDead: number;
  readonly handedBack: number;
  readonly ownAddress: number;
  /** Refused because the record already was as it should be: at most wasteful. */
  readonly needless: number;
}

type Counts = { -readonly [K in keyof Omit<Judgement, 'complaints'>]: Judgement[K] };

export class Referee {
  readonly #options: RefereeOptions;
  readonly #stays: Stay[] = [];
  readonly #absences: Absence[] = [];
  readonly #before: ReadonlyMap<string, SandboxRecord>;

  /** Begins now: the records as they are here are those that must survive. */
  constructor(options: RefereeOptions) {
    this.#options = options;
    this.#before = byId(options.sandbox.records());
  }

  /** `node` has this address of the family from now on. */
  moved(node: string, family: Family, address: string): void {
    const now = Date.now();
    for (const stay of this.#stays) {
      if (stay.node === node && stay.family === family && stay.until === Infinity) stay.until = now;
    }
    this.#stays.push({ node, family, address, from: now, until: Infinity });
  }

  died(node: string): void {
    this.#absences.push({ node, from: Date.now(), until: Infinity });
  }

  returned(node: string): void {
    for (const absence of this.#absences) {
      if (absence.node === node && absence.until === Infinity) absence.until = Date.now();
    }
  }

  /** The value that each cell should have once everything is as it should be. */
  settled(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#options.order].map(([cell, [code]]) => {
        const family = cell.includes(' AAAA ') ? 'v6' : 'v4';
        const stay = this.#stays.findLast((one) => one.node === code && one.family === family);
        return [cell, stay?.address ?? ''];
      }),
    );
  }

  /** Judges all calls after journal number `since`, and what has become of the records. */
  judge(since: number): Judgement {
    const { sandbox } = this.#options;
    const counts: Counts = { writes: 0, takenFromDead: 0, handedBack: 0, ownAddress: 0, needless: 0 };
    const complaints = sandbox
      .journal(since)
      .filter(({ action }) => !action.startsWith('Describe'))
      .flatMap((entry) => {
        if (entry.outcome === 'DomainRecordDuplicate') counts.needless += 1;
        return entry.changes.flatMap((change) => this.#judgeChange(entry, change, counts));
      });
    return { complaints: [...complaints, ...this.#judgeRecords()], ...counts };
  }

  #judgeChange(entry: JournalEntry, { before, after }: RecordChange, counts: Counts): string[] {
    const complain = (what: string): string[] => [
      `${new Date(entry.at).toISOString()} ${entry.keyId ?? '?'} ${entry.action}: ${what}: ` +
        `${describe(before)} → ${describe(after)}`,
    ];
    if (isWitness(before ?? after)) return after === null ? complain('a witness record was deleted') : [];
    if (before === null || after === null) return complain('a record was made or deleted');
    if (entry.action !== 'UpdateDomainRecord') return complain('not an update');
    if (!isSameButValue(before, after)) return complain('more than the value was changed');
    if (before.value === after.value) return complain('nothing was changed');
    counts.writes += 1;
    const writer = this.#options.nodes.get(entry.keyId ?? '');
    if (writer === undefined) return complain('nobody knows who that was');
    const { lagMs } = this.#options;
    const isTrue = this.#stays.some(
      (stay) =>
        stay.node === writer &&
        stay.address === after.value &&
        stay.from <= entry.at &&
        entry.at <= stay.until + lagMs,
    );
    if (!isTrue) return complain('not the writer’s own address');
    return this.#judgeMove(entry.at, writer, before, complain, counts);
  }

  #judgeMove(
    at: number,
    writer: string,
    before: SandboxRecord,
    complain: (what: string) => string[],
    counts: Counts,
  ): string[] {
    const { order, lagMs, unfitMs } = this.#options;
    const succession = order.get(cellName(before));
    if (succession === undefined) return complain('not a managed record');
    const stay = this.#stays.find(({ address }) => address === before.value);
    if (stay === undefined) return complain('the value was nobody’s');
    if (stay.node === writer) {
      counts.ownAddress += 1;
      return [];
    }
    if (this.#wasDown(stay.node, at, lagMs)) {
      counts.takenFromDead += 1;
      return [];
    }
    if (succession.indexOf(writer) < succession.indexOf(stay.node)) {
      counts.handedBack += 1;
      return [];
    }
    // It is up, but has left its record untended for so long that the others may help.
    if (at > stay.until + unfitMs) return [];
    return complain(`taken from ${stay.node}, which lives`);
  }

  #wasDown(node: string, at: number, lagMs: number): boolean {
    return this.#absences.some(
      ({ node: one, from, until }) => one === node && from <= at && at <= until + lagMs,
    );
  }

  #judgeRecords(): readonly string[] {
    const now = byId(this.#options.sandbox.records());
    const complaints: string[] = [];
    for (const [id, before] of this.#before) {
      const record = now.get(id);
      if (record === undefined) complaints.push(`gone: ${describe(before)}`);
      else if (isWitness(before) || this.#options.order.has(cellName(before))) continue;
      else if (JSON.stringify(record) !== JSON.stringify(before)) {
        complaints.push(`not ours, but changed: ${describe(before)} → ${describe(record)}`);
      }
    }
    const names = [...now.values()].filter(isWitness).map(({ rr }) => rr);
    for (const record of now.values()) {
      if (!this.#before.has(record.id) && !isWitness(record)) complaints.push(`new: ${describe(record)}`);
    }
    if (new Set(names).size !== names.length) complaints.push(`witness records twice: ${names.join(', ')}`);
    if (names.length > this.#options.nodes.size) complaints.push(`too many witness records: ${names.length}`);
    return complaints;
  }
}

function byId(records: readonly SandboxRecord[]): ReadonlyMap<string, SandboxRecord> {
  return new Map(records.map((record) => [record.id, record]));
}

function isWitness(record: SandboxRecord | null): boolean {
  return record?.type === 'TXT' && record.rr.startsWith('_cocoa-');
}

/** Everything but the value and the time of its change. */
function isSameButValue(before: SandboxRecord, after: SandboxRecord): boolean {
  const { value, updatedAt } = before;
  return JSON.stringify({ ...after, value, updatedAt }) === JSON.stringify(before);
}

function describe(record: SandboxRecord | null): string {
  return record === null ? 'nothing' : `${cellName(record)} ${record.value}`;
}
