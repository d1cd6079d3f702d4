/**
 * What a DNS record of the sandbox is. Everything in it is plain JSON, so that it can be kept in a file,
 * written to the journal and shown to a test as it is.
 */
export interface SandboxRecord {
  /** 18 decimal digits, beyond 2^53 on purpose; ids grow with time and are never used twice. */
  readonly id: string;
  readonly zone: string;
  /** Host part in lower case, `@` for the zone itself, `*` or `*.x` for wildcards. */
  readonly rr: string;
  /** Upper case. */
  readonly type: string;
  /** Line code as Alidns spells it, e.g. `telecom`. */
  readonly line: string;
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  /** MX only. */
  readonly priority: number | null;
  readonly isEnabled: boolean;
  readonly isLocked: boolean;
  /** 1 to 100; counts only while weighting is on for the name, type and line. */
  readonly weight: number;
  readonly remark: string | null;
  /** The sandbox's clock, ms since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One record as it was and as it is; null on a side means that it did not or does not exist. */
export interface RecordChange {
  readonly before: SandboxRecord | null;
  readonly after: SandboxRecord | null;
}

/** Weighted answering is switched per name, type and line. */
export interface WeightSwitch {
  readonly key: string;
  readonly isOn: boolean;
}

/** All records of all zones and the weighting switches: what every decision is made on. */
export interface RecordSet {
  readonly records: ReadonlyMap<string, SandboxRecord>;
  readonly weighted: ReadonlySet<string>;
}

export function weightKey(record: Pick<SandboxRecord, 'zone' | 'rr' | 'type' | 'line'>): string {
  return [record.zone, record.rr, record.type, record.line].join('|');
}

/** The name that a record answers for, without a final dot. */
export function fullName(record: Pick<SandboxRecord, 'zone' | 'rr'>): string {
  return record.rr === '@' ? record.zone : `${record.rr}.${record.zone}`;
}

/** Records of one zone, newest first, as Alidns lists them. Ids grow with time and are equally long. */
export function recordsOf(set: RecordSet, zone: string): SandboxRecord[] {
  return [...set.records.values()]
    .filter((record) => record.zone === zone)
    .sort((a, b) => (a.id < b.id ? 1 : -1));
}
