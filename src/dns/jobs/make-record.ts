/**
 * Creates, adopts or deletes one record, and says what is known of the result.
 *
 *   the provider says     then
 *   -----------------     --------------------------------------------------------------------------------
 *   done                  note it in the store and the journal
 *   rejected              again after a pause if it may pass by itself, otherwise a failure
 *   perhaps, or so        wait until a read must show it, read, and go by what is there: ours if it was not
 *   already               there before and one of our calls may have made it; otherwise somebody else's
 */
import { AppError } from '../../model/app-error.ts';
import { parseCellKey } from '../../model/cell.ts';
import type { RecordAction } from '../../model/edit.ts';
import { fullName } from '../../model/service.ts';
import type { Text } from '../../model/text.ts';
import { text } from '../../model/text.ts';
import type { Clock } from '../../platform/clock.ts';
import { sleep } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { JournalRow, Store } from '../../store/store.ts';
import type { DnsProvider, ZoneRecord } from '../provider/provider.ts';
import { ProviderError } from '../provider/provider.ts';
import { isSamePlace } from '../record-plan.ts';
import { pause, readAgain } from './read-again.ts';

/** Written on every record this program makes, for people who look at the zone. */
export const REMARK = 'CocoaSyncer';

const ATTEMPTS = 3;

export interface MakeRecordsWorld {
  /** The provider of a zone; null: there is no account for it. */
  readonly providerOf: (zone: string) => DnsProvider | null;
  readonly store: Pick<Store, 'addMadeRecord' | 'removeMadeRecord' | 'appendJournal'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long the provider may take to show a write (the protocol's dRw), ms. */
  readonly readDelayMs: number;
  readonly signal?: AbortSignal;
}

/** One zone and how it stood when the work on it began. */
export interface ZoneWork {
  readonly zone: string;
  readonly provider: DnsProvider;
  readonly world: MakeRecordsWorld;
  readonly records: readonly ZoneRecord[];
}

export interface Outcome {
  /** Whether the zone is as wanted. */
  readonly isDone: boolean;
  readonly failure: Text | null;
}

type ActionOf<Kind extends RecordAction['action']> = Extract<RecordAction, { readonly action: Kind }>;

export async function createRecord(action: ActionOf<'create'>, work: ZoneWork): Promise<Outcome> {
  const { cellKey, value } = action;
  const place = parseCellKey(cellKey);
  if (place === null) return failed(cellKey, NOT_A_CELL);
  const there = work.records.filter((record) => isSamePlace(record, cellKey));
  if (there.length > 0) return acceptFound(action, there, work);
  const wanted = { rr: place.label, type: place.type, line: place.line, value, ttl: null, remark: REMARK };
  let mayBeOurs = false;
  let last: Text = NOT_A_CELL;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const result = await attemptCall(() => work.provider.addRecord(work.zone, wanted, work.world.signal));
    if (!(result instanceof ProviderError)) return noteCreated(action, result, work);
    last = result.text;
    if (result.outcome === 'rejected') {
      if (!mayGoOn(result, attempt, work)) break;
      await pause(attempt, work.world);
      continue;
    }
    mayBeOurs ||= result.outcome === 'unknown';
    const now = await readSettled(work);
    if (now instanceof ProviderError) return failed(cellKey, unconfirmed(result, now));
    const found = now.filter((record) => isSamePlace(record, cellKey));
    const [only] = found;
    if (mayBeOurs && only?.value === value && found.length === 1) return noteCreated(action, only.id, work);
    if (found.length > 0) return acceptFound(action, found, work);
  }
  return failed(cellKey, last);
}

export async function adoptRecord(action: ActionOf<'adopt'>, work: ZoneWork): Promise<Outcome> {
  const there = work.records.filter((record) => isSamePlace(record, action.cellKey));
  return acceptFound(action, there, work);
}

export async function deleteRecord(action: ActionOf<'delete'>, work: ZoneWork): Promise<Outcome> {
  const { cellKey, recordId } = action;
  const record = work.records.find(({ id }) => id === recordId);
  if (record === undefined) return forget(action, work);
  if (!isSamePlace(record, cellKey) || !record.enabled || record.locked) return failed(cellKey, CHANGED);
  let last: Text = CHANGED;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const result = await attemptCall(() =>
      work.provider.deleteRecord(work.zone, recordId, work.world.signal),
    );
    if (!(result instanceof ProviderError)) return noteDeleted(action, work);
    last = result.text;
    if (result.outcome === 'rejected') {
      if (!mayGoOn(result, attempt, work)) break;
      await pause(attempt, work.world);
      continue;
    }
    const now = await readSettled(work);
    if (now instanceof ProviderError) return failed(cellKey, unconfirmed(result, now));
    if (!now.some(({ id }) => id === recordId)) return noteDeleted(action, work);
  }
  return failed(cellKey, last);
}

/** A record that stands where one is wanted is taken as it is, if it is one that may be kept. */
async function acceptFound(
  { cellKey }: { readonly cellKey: string },
  found: readonly ZoneRecord[],
  work: ZoneWork,
): Promise<Outcome> {
  const [only] = found.filter(({ enabled }) => enabled);
  if (only === undefined || only.locked || found.filter(({ enabled }) => enabled).length > 1) {
    return failed(cellKey, CHANGED);
  }
  return note(work, cellKey, [row(work, cellKey, 'adopted', only.value, only.value, only.id)]);
}

async function noteCreated(
  { cellKey, value, node }: ActionOf<'create'>,
  recordId: string,
  work: ZoneWork,
): Promise<Outcome> {
  const { world, provider, zone } = work;
  world.log.info('record-created', text(`Record ${cellKey} created.`, `已新建记录 ${cellKey}。`), {
    value,
    node,
  });
  return note(work, cellKey, [row(work, cellKey, 'created', null, value, recordId)], async () => {
    await world.store.addMadeRecord({ provider: provider.name, zone, recordId, cellKey });
  });
}

async function noteDeleted(
  { cellKey, value, recordId }: ActionOf<'delete'>,
  work: ZoneWork,
): Promise<Outcome> {
  const { world, provider } = work;
  world.log.info('record-deleted', text(`Record ${cellKey} deleted.`, `已删除记录 ${cellKey}。`), { value });
  return note(work, cellKey, [row(work, cellKey, 'deleted', value, null, recordId)], async () => {
    await world.store.removeMadeRecord(provider.name, recordId);
  });
}

/** Somebody deleted it before; there is nothing to remember and nothing to claim. */
async function forget({ cellKey, recordId }: ActionOf<'delete'>, work: ZoneWork): Promise<Outcome> {
  const remember = async (): Promise<void> => work.world.store.removeMadeRecord(work.provider.name, recordId);
  return note(work, cellKey, [], remember);
}

/** The zone is as wanted in any case; a store that fails is reported beside it. */
async function note(
  { world }: ZoneWork,
  cellKey: string,
  rows: readonly JournalRow[],
  remember: () => Promise<void> = async () => undefined,
): Promise<Outcome> {
  try {
    await remember();
    if (rows.length > 0) await world.store.appendJournal(rows);
    return { isDone: true, failure: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { isDone: true, failure: unnoted(cellKey, error) };
  }
}

function row(
  { world }: ZoneWork,
  cellKey: string,
  reason: 'created' | 'adopted' | 'deleted',
  oldValue: string | null,
  newValue: string | null,
  recordId: string,
): JournalRow {
  return { at: world.clock.wallMs(), cellKey, oldValue, newValue, reason, evidence: { recordId } };
}

/** A read that is young enough to show whatever the call before it did. */
async function readSettled({
  provider,
  zone,
  world,
}: ZoneWork): Promise<readonly ZoneRecord[] | ProviderError> {
  await sleep(world.clock, world.readDelayMs, world.signal);
  const reading = await readAgain(provider, zone, world);
  return reading instanceof ProviderError ? reading : reading.records;
}

async function attemptCall<T>(call: () => Promise<T>): Promise<T | ProviderError> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

function mayGoOn(error: ProviderError, attempt: number, { world }: ZoneWork): boolean {
  return error.isRetryable && attempt < ATTEMPTS && world.signal?.aborted !== true;
}

function failed(cellKey: string, why: Text): Outcome {
  const place = parseCellKey(cellKey);
  const name = place === null ? cellKey : `${fullName(place)} ${place.type} (${place.line})`;
  return { isDone: false, failure: text(`${name}: ${why.en}`, `${name}：${why.zh}`) };
}

const NOT_A_CELL = text('this is no record that can be managed.', '这不是可以管理的记录。');

const CHANGED = text(
  'it is no longer as the plan showed it, so it was left alone.',
  '它已与预览时不同，因此未作改动。',
);

function unconfirmed(call: ProviderError, read: ProviderError): Text {
  return text(
    `it could not be confirmed whether the change took effect: ${call.text.en} ${read.text.en}`,
    `无法确认改动是否生效：${call.text.zh} ${read.text.zh}`,
  );
}

function unnoted(cellKey: string, error: AppError): Text {
  return text(
    `${cellKey}: done at the provider, but it could not be written down here: ${error.text.en}`,
    `${cellKey}：平台上已完成，但未能记入本地数据库：${error.text.zh}`,
  );
}
