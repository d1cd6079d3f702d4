/**
 * Can this picture of a zone be true? A listing that has suddenly lost much of what this program manages, or
 * in which a record has become another one, is thrown away rather than acted upon.
 */
import type { Match } from './zone-picture.ts';

const LEAST_SHARE = 0.7;
/** A picture that stays the same for so long is the truth, however strange: somebody deleted records. */
const BELIEVED_AFTER_MS = 10 * 60_000;

/** What the last believed picture of a zone showed. */
export interface Baseline {
  /** Record id by cell key. */
  readonly ids: ReadonlyMap<string, string>;
  /** Since when pictures have been refused; null: the last one was believed. */
  readonly refusedSince: number | null;
}

export const emptyBaseline: Baseline = { ids: new Map(), refusedSince: null };

export type Plausibility =
  | { readonly isPlausible: true; readonly baseline: Baseline }
  | { readonly isPlausible: false; readonly why: 'shrunk' | 'moved'; readonly baseline: Baseline };

/** `now` is on the local monotonic clock. */
export function judgePicture(
  baseline: Baseline,
  matches: ReadonlyMap<string, Match>,
  now: number,
): Plausibility {
  const ids = new Map<string, string>();
  for (const [key, match] of matches) if (match.kind === 'record') ids.set(key, match.record.id);
  const fault = faultOf(baseline, matches, ids);
  if (fault === null) return { isPlausible: true, baseline: { ids, refusedSince: null } };
  const refusedSince = baseline.refusedSince ?? now;
  if (now - refusedSince >= BELIEVED_AFTER_MS) {
    return { isPlausible: true, baseline: { ids, refusedSince: null } };
  }
  return { isPlausible: false, why: fault, baseline: { ids: baseline.ids, refusedSince } };
}

function faultOf(
  baseline: Baseline,
  matches: ReadonlyMap<string, Match>,
  ids: ReadonlyMap<string, string>,
): 'shrunk' | 'moved' | null {
  let known = 0;
  let still = 0;
  const cellOfId = new Map([...ids].map(([key, id]) => [id, key]));
  for (const [key, id] of baseline.ids) {
    const match = matches.get(key);
    if (match === undefined) continue; // no longer managed
    known += 1;
    // Disabled, locked and doubled records are still listed: the listing is whole.
    if (match.kind !== 'missing') still += 1;
    const now = cellOfId.get(id);
    if (now !== undefined && now !== key) return 'moved';
  }
  return known > 0 && still < LEAST_SHARE * known ? 'shrunk' : null;
}
