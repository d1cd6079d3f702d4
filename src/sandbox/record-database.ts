import {
  fullName,
  type RecordChange,
  type RecordSet,
  type SandboxRecord,
  type WeightSwitch,
} from './record.ts';

/**
 * Holds all records, what they were a while ago (for stale reads), and the operation log of each zone.
 * It applies what has been decided elsewhere and decides nothing itself; time comes in with each change.
 */
export interface RecordDatabase {
  readonly now: RecordSet;
  /** Counts the changes; with it one can see that nothing happened. */
  readonly version: number;
  /** When the zone last changed, ms since 1970; 0: never since the start. */
  changedAt(zone: string): number;
  apply(commit: Commit): void;
  /** The records as they were at an instant, as far back as the memory goes. */
  asOf(at: number): RecordSet;
  operations(zone: string): readonly Operation[];
}

export interface Commit {
  readonly at: number;
  readonly clientIp: string;
  /** Name in the operation log, e.g. `ADD`. */
  readonly operation: string;
  readonly changes: readonly RecordChange[];
  readonly switches: readonly WeightSwitch[];
}

export interface Operation {
  readonly at: number;
  readonly zone: string;
  readonly action: string;
  readonly clientIp: string;
  readonly record: SandboxRecord;
}

/** Enough for half an hour of a busy test; an older state than remembered is read as the oldest one. */
const REMEMBERED_COMMITS = 20_000;
const REMEMBERED_OPERATIONS = 10_000;

export function recordDatabase(
  records: readonly SandboxRecord[],
  weighted: readonly string[],
): RecordDatabase {
  const present = new Map(records.map((record) => [record.id, record]));
  const switchedOn = new Set(weighted);
  const commits: Commit[] = [];
  const operations: Operation[] = [];
  const changed = new Map<string, number>();
  let version = 0;
  return {
    now: { records: present, weighted: switchedOn },
    get version() {
      return version;
    },
    changedAt: (zone) => changed.get(zone) ?? 0,
    apply(commit) {
      version += 1;
      for (const change of commit.changes) {
        put(present, change.before, change.after);
        const record = change.after ?? change.before;
        if (record === null) continue;
        changed.set(record.zone, commit.at);
        const { at, clientIp } = commit;
        operations.push({ at, zone: record.zone, action: commit.operation, clientIp, record });
      }
      for (const { key, isOn } of commit.switches) turn(switchedOn, key, isOn);
      commits.push(commit);
      if (commits.length > REMEMBERED_COMMITS) commits.shift();
      if (operations.length > REMEMBERED_OPERATIONS)
        operations.splice(0, operations.length - REMEMBERED_OPERATIONS);
    },
    asOf(at) {
      const past = new Map(present);
      const pastSwitches = new Set(switchedOn);
      for (let index = commits.length - 1; index >= 0; index -= 1) {
        const commit = commits[index];
        if (commit === undefined || commit.at <= at) break;
        for (const change of commit.changes.toReversed()) put(past, change.after, change.before);
        for (const { key, isOn } of commit.switches.toReversed()) turn(pastSwitches, key, !isOn);
      }
      return { records: past, weighted: pastSwitches };
    },
    operations: (zone) => operations.filter((operation) => operation.zone === zone),
  };
}

/** What an operation did, for people: type, host record, line, value and TTL. */
export function operationMessage(operation: Operation, lineName: string): string {
  const { record } = operation;
  return `${record.type} ${fullName(record)} ${lineName} ${record.value} (TTL: ${record.ttl})`;
}

function put(
  records: Map<string, SandboxRecord>,
  old: SandboxRecord | null,
  next: SandboxRecord | null,
): void {
  if (next !== null) records.set(next.id, next);
  else if (old !== null) records.delete(old.id);
}

function turn(switches: Set<string>, key: string, isOn: boolean): void {
  if (isOn) switches.add(key);
  else switches.delete(key);
}
