import type { Family } from '../../model/family.ts';
import type { Clock } from '../../platform/clock.ts';
import { judgeGroup } from '../own-address.ts';
import type { DetectionRound, GroupReport, SourceReport } from '../own-address.ts';
import type { AddressSource } from './address-detector.ts';
import type { AddressSourceGroup } from './create-sources.ts';

/**
 * One look at this node's own address: asks the groups in order, all sources of a group at once, and stops
 * at the first group whose answers can be believed, so that strangers are only asked when they are needed.
 */
export interface DetectRoundOptions {
  readonly clock: Clock;
  /** For one group; a source that has not answered by then counts as unknown. */
  readonly deadlineMs?: number;
  readonly allowPrivate: boolean;
  /** Ends the round early; what has not answered counts as unknown. */
  readonly signal?: AbortSignal;
}

const DEADLINE_MS = 8_000;

/** Never rejects. */
export async function detectRound(
  groups: readonly AddressSourceGroup[],
  family: Family,
  options: DetectRoundOptions,
): Promise<DetectionRound> {
  const reports: GroupReport[] = [];
  for (const group of groups) {
    const report = await askGroup(group, family, options);
    reports.push(report);
    if (judgeGroup(report, family, options.allowPrivate).kind === 'address') break;
    if (options.signal?.aborted === true) break;
  }
  return { family, groups: reports };
}

async function askGroup(
  group: AddressSourceGroup,
  family: Family,
  { clock, deadlineMs = DEADLINE_MS, signal }: DetectRoundOptions,
): Promise<GroupReport> {
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort();
  };
  if (signal?.aborted === true) stop();
  signal?.addEventListener('abort', stop, { once: true });
  const cancel = clock.after(deadlineMs, stop);
  try {
    const reports = await Promise.all(group.sources.map((source) => askSource(source, family, abort.signal)));
    return { kind: group.kind, reports };
  } finally {
    cancel();
    signal?.removeEventListener('abort', stop);
  }
}

/** The answer, or `unknown` when the signal comes first, even if the source does not mind the signal. */
async function askSource(source: AddressSource, family: Family, signal: AbortSignal): Promise<SourceReport> {
  const report = { source: source.name, origin: source.origin ?? source.name };
  let onAbort = (): void => undefined;
  const aborted = new Promise<SourceReport>((resolve) => {
    onAbort = () => {
      resolve({ ...report, detection: { kind: 'unknown', why: 'no answer in time' } });
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  const answered = (async (): Promise<SourceReport> => {
    try {
      return { ...report, detection: await source.detect(family, signal) };
    } catch (error) {
      const why = error instanceof Error ? error.message : 'failed';
      return { ...report, detection: { kind: 'unknown', why } };
    }
  })();
  try {
    return await Promise.race([answered, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
