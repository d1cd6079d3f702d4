/**
 * Carries out the record actions that a person has seen and consented to: creates what is missing, deletes what
 * this cluster made. Only for acts of configuration; failover updates values and never comes here.
 *
 * Every zone is read again first, because time has passed since the plan was shown: nothing is created where a
 * record stands by now, nothing is deleted that has become another thing. After an answer that tells nothing the
 * zone is read again before the call is repeated or claimed as done, so no record is made twice. Zones go side by
 * side, the records of one zone one after another; one that fails does not keep the others from being made.
 */
import { textWithHint } from '../../model/app-error.ts';
import { parseCellKey } from '../../model/cell.ts';
import type { RecordAction } from '../../model/edit.ts';
import type { Text } from '../../model/text.ts';
import { text } from '../../model/text.ts';
import { ProviderError } from '../provider/provider.ts';
import { adoptRecord, createRecord, deleteRecord } from './make-record.ts';
import type { MakeRecordsWorld, Outcome, ZoneWork } from './make-record.ts';
import { readAgain } from './read-again.ts';

export type { MakeRecordsWorld };

export interface MakeRecordsReport {
  /** What was done, as far as that could be confirmed. */
  readonly done: readonly RecordAction[];
  readonly failures: readonly Text[];
}

/** So many failures one after another in a zone, and the rest of it is not attempted. */
const FAILURES_IN_A_ROW = 3;

/** Never throws for what a provider or the store does; `leave` actions are passed over. */
export async function makeRecords(
  actions: readonly RecordAction[],
  world: MakeRecordsWorld,
): Promise<MakeRecordsReport> {
  const byZone = groupByZone(actions.filter(({ action }) => action !== 'leave'));
  const reports = await Promise.all(
    [...byZone].map(async ([zone, wanted]) => makeInZone(zone, wanted, world)),
  );
  return {
    done: reports.flatMap(({ done }) => done),
    failures: reports.flatMap(({ failures }) => failures),
  };
}

function groupByZone(actions: readonly RecordAction[]): ReadonlyMap<string, readonly RecordAction[]> {
  const groups = new Map<string, RecordAction[]>();
  for (const action of actions) {
    const zone = parseCellKey(action.cellKey)?.zone ?? action.cellKey;
    const group = groups.get(zone);
    if (group === undefined) groups.set(zone, [action]);
    else group.push(action);
  }
  return groups;
}

async function makeInZone(
  zone: string,
  actions: readonly RecordAction[],
  world: MakeRecordsWorld,
): Promise<MakeRecordsReport> {
  const provider = world.providerOf(zone);
  if (provider === null) return { done: [], failures: [noAccount(zone, actions.length)] };
  const reading = await readAgain(provider, zone, world);
  if (reading instanceof ProviderError) {
    return { done: [], failures: [unreadable(zone, actions.length, reading)] };
  }
  const work: ZoneWork = { zone, provider, world, records: reading.records };
  const done: RecordAction[] = [];
  const failures: Text[] = [];
  let inARow = 0;
  for (const [index, action] of actions.entries()) {
    if (inARow >= FAILURES_IN_A_ROW || world.signal?.aborted === true) {
      failures.push(stopped(zone, actions.length - index));
      break;
    }
    const outcome = await makeOne(action, work);
    if (outcome.isDone) done.push(action);
    if (outcome.failure !== null) failures.push(outcome.failure);
    inARow = outcome.failure === null ? 0 : inARow + 1;
  }
  return { done, failures };
}

async function makeOne(action: RecordAction, work: ZoneWork): Promise<Outcome> {
  switch (action.action) {
    case 'create':
      return createRecord(action, work);
    case 'adopt':
      return adoptRecord(action, work);
    case 'delete':
      return deleteRecord(action, work);
    case 'leave':
      return { isDone: true, failure: null };
  }
}

function noAccount(zone: string, count: number): Text {
  return text(
    `${zone}: there is no account for it, so ${count} record(s) were left as they are.`,
    `${zone}：没有可用的账号，${count} 条记录保持原样。`,
  );
}

function unreadable(zone: string, count: number, error: ProviderError): Text {
  const why = textWithHint(error);
  return text(
    `${zone} could not be read, so ${count} record(s) were left as they are: ${why.en}`,
    `无法读取 ${zone}，${count} 条记录保持原样：${why.zh}`,
  );
}

function stopped(zone: string, count: number): Text {
  return text(
    `${zone}: ${count} more record(s) were not attempted. Run the same command again when the cause is mended.`,
    `${zone}：其余 ${count} 条记录未再尝试。排除原因后请再次运行同一命令。`,
  );
}
