import type { Family } from '../model/family.ts';
import { text } from '../model/text.ts';
import type { Text } from '../model/text.ts';
import { classifyAddress, isUsableAddress } from '../platform/ip.ts';
import type { Detection } from './address/address-detector.ts';

/**
 * Which address of its own does this node believe in, and may it serve with it?
 *
 *   the round says                         the address           fit
 *   authoritative source: an address       that one, at once     yes
 *   hearsay agrees on the present one      stays                 yes
 *   hearsay agrees on another, first time  stays, look again     until 10 min are over
 *   hearsay agrees on it, second time      that one              yes
 *   no agreement, no answer                stays                 until 10 min are over
 *   "I have none", twice in a row          stays                 no
 *
 * An unknown address changes nothing: the address stays the last confirmed one whatever happens.
 */
export interface SourceReport {
  readonly source: string;
  /** Sources of one origin have one voice: they are no second opinion on each other. */
  readonly origin: string;
  readonly detection: Detection;
}

/** What the sources of one configured entry said. */
export interface GroupReport {
  readonly kind: 'authoritative' | 'hearsay';
  readonly reports: readonly SourceReport[];
}

/** The entries that were asked, in the configured order. */
export interface DetectionRound {
  readonly family: Family;
  readonly groups: readonly GroupReport[];
}

export interface OwnAddressState {
  /** The last confirmed address, in canonical spelling; null: none yet. */
  readonly address: string | null;
  /** Monotonic; null: never. */
  readonly confirmedAt: number | null;
  /** Heard once from those who must say it twice. */
  readonly candidate: string | null;
  /** Rounds in a row in which this machine certainly had no address. */
  readonly roundsWithout: number;
}

export interface OwnAddressOptions {
  /** Believe private, shared, loopback, unique-local and documentation addresses (sandbox). */
  readonly allowPrivate: boolean;
  /** Without confirmation for so long the family is unfit; 10 min unless set. */
  readonly unfitAfterMs?: number;
}

/** `changed` (also the first address), `confirmed`, `candidate` (look again soon), `none`, `unknown`. */
export type OwnAddressOutcome = 'changed' | 'confirmed' | 'candidate' | 'none' | 'unknown';

export interface FoldedAddress {
  readonly state: OwnAddressState;
  readonly address: string | null;
  readonly isFit: boolean;
  readonly outcome: OwnAddressOutcome;
  /** What a person should know; null when the address was confirmed as it is. */
  readonly note: Text | null;
}

export const INITIAL_OWN_ADDRESS: OwnAddressState = {
  address: null,
  confirmedAt: null,
  candidate: null,
  roundsWithout: 0,
};

const UNFIT_AFTER_MS = 600_000;
export const ROUNDS_UNTIL_NONE = 2;
const LEAST_VOICES = 2;

export function foldDetections(
  state: OwnAddressState,
  round: DetectionRound,
  nowMs: number,
  options: OwnAddressOptions,
): FoldedAddress {
  const verdict = judgeRound(round, options.allowPrivate);
  if (verdict.kind === 'address') return foldAddress(state, verdict, nowMs, options);
  const next: OwnAddressState = {
    ...state,
    candidate: null,
    roundsWithout: verdict.kind === 'none' ? state.roundsWithout + 1 : 0,
  };
  return folded(next, verdict.kind, keptNote(state, verdict.why), nowMs, options);
}

function foldAddress(
  state: OwnAddressState,
  found: { readonly address: string; readonly isCertain: boolean },
  nowMs: number,
  options: OwnAddressOptions,
): FoldedAddress {
  const { address, isCertain } = found;
  if (!isCertain && address !== state.address && address !== state.candidate) {
    const next = { ...state, candidate: address, roundsWithout: 0 };
    return folded(next, 'candidate', candidateNote(state, address), nowMs, options);
  }
  const next = { address, confirmedAt: nowMs, candidate: null, roundsWithout: 0 };
  if (address === state.address) return folded(next, 'confirmed', null, nowMs, options);
  return folded(next, 'changed', changedNote(state, address), nowMs, options);
}

function folded(
  state: OwnAddressState,
  outcome: OwnAddressOutcome,
  note: Text | null,
  nowMs: number,
  options: OwnAddressOptions,
): FoldedAddress {
  const { address, confirmedAt } = state;
  const isFresh = confirmedAt !== null && nowMs - confirmedAt < (options.unfitAfterMs ?? UNFIT_AFTER_MS);
  const isFit = address !== null && isFresh && state.roundsWithout < ROUNDS_UNTIL_NONE;
  return { state, address, isFit, outcome, note };
}

export type RoundVerdict =
  | { readonly kind: 'address'; readonly address: string; readonly isCertain: boolean }
  | { readonly kind: 'none'; readonly why: Text }
  | { readonly kind: 'unknown'; readonly why: Text };

/** The first group that gives an address one can believe wins; else what the sources had to say instead. */
export function judgeRound(round: DetectionRound, allowPrivate: boolean): RoundVerdict {
  const verdicts = round.groups.map((group) => judgeGroup(group, round.family, allowPrivate));
  const believed = verdicts.find((verdict) => verdict.kind === 'address');
  if (believed !== undefined) return believed;
  const reasons = verdicts.flatMap((verdict) => (verdict.kind === 'address' ? [] : [verdict.why]));
  const why = joined(reasons, text('no source is configured', '没有配置任何来源'));
  const isNone = verdicts.length > 0 && verdicts.every((verdict) => verdict.kind === 'none');
  return { kind: isNone ? 'none' : 'unknown', why };
}

/** What one group's answers amount to. Hearsay: at least two voices, and more than half of all that spoke. */
export function judgeGroup(group: GroupReport, family: Family, allowPrivate: boolean): RoundVerdict {
  const voices = new Map<string, string>();
  for (const { origin, detection } of group.reports) {
    if (detection.kind !== 'address' || voices.has(origin)) continue;
    const found = classifyAddress(detection.address);
    if (found !== null && isUsableAddress(found.address, family, allowPrivate)) {
      voices.set(origin, found.address);
    }
  }
  const isCertain = group.kind === 'authoritative';
  for (const [address, count] of countVoices(voices.values())) {
    const isAgreed = count >= LEAST_VOICES && count > voices.size / 2;
    if (isCertain || isAgreed) return { kind: 'address', address, isCertain };
  }
  const why = joined(
    group.reports.map((report) => describeReport(report, family, allowPrivate)),
    text('no source answered', '没有来源应答'),
  );
  const isNone = isCertain && group.reports.every((report) => report.detection.kind === 'none');
  return { kind: isNone ? 'none' : 'unknown', why };
}

function countVoices(addresses: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const address of addresses) counts.set(address, (counts.get(address) ?? 0) + 1);
  return counts;
}

function describeReport({ source, detection }: SourceReport, family: Family, allowPrivate: boolean): Text {
  if (detection.kind === 'none') return text(`${source}: none`, `${source}：没有地址`);
  if (detection.kind === 'unknown') return text(`${source}: ${detection.why}`, `${source}：${detection.why}`);
  const found = classifyAddress(detection.address);
  if (found?.family !== family) {
    const wanted = family === 'v4' ? 'IPv4' : 'IPv6';
    return text(
      `${source}: ${detection.address} is not an ${wanted} address`,
      `${source}：${detection.address} 不是 ${wanted} 地址`,
    );
  }
  if (!isUsableAddress(found.address, family, allowPrivate)) {
    return text(
      `${source}: ${found.address} (${found.range}) is not reachable from the internet`,
      `${source}：${found.address}（${found.range}）无法从公网访问`,
    );
  }
  return text(`${source}: ${found.address}`, `${source}：${found.address}`);
}

function joined(parts: readonly Text[], ifEmpty: Text): Text {
  if (parts.length === 0) return ifEmpty;
  return text(parts.map((part) => part.en).join('; '), parts.map((part) => part.zh).join('；'));
}

function changedNote(state: OwnAddressState, address: string): Text {
  return state.address === null
    ? text(`own address: ${address}`, `本机地址：${address}`)
    : text(
        `own address: ${address}, before ${state.address}`,
        `本机地址：${address}，此前为 ${state.address}`,
      );
}

function candidateNote(state: OwnAddressState, address: string): Text {
  const present = state.address;
  return text(
    `own address may be ${address}; ${present === null ? '' : `${present} stands until `}a second round has to confirm it`,
    `本机地址可能是 ${address}，需要下一轮再次确认${present === null ? '' : `；在此之前仍使用 ${present}`}`,
  );
}

function keptNote(state: OwnAddressState, why: Text): Text {
  const { address } = state;
  return address === null
    ? text(`own address not found: ${why.en}`, `无法确定本机地址：${why.zh}`)
    : text(
        `own address could not be confirmed, ${address} is kept: ${why.en}`,
        `无法确认本机地址，继续使用 ${address}：${why.zh}`,
      );
}
