import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';

/**
 * What can be made to go wrong, and for which calls?
 *
 * | kind            | what the caller meets                                                      | members         |
 * |-----------------|----------------------------------------------------------------------------|-----------------|
 * | `latency`       | the call is looked at only after a delay                                   | delayMs, spreadMs |
 * | `throttle`      | refused with `Throttling.User`, or the code given                          | code            |
 * | `drop`          | the connection breaks before anything took effect                          |                 |
 * | `lose-answer`   | the call takes effect, then the connection breaks                          |                 |
 * | `unavailable`   | 503, with a JSON body that has a `Code` or (hasCode: false) has none       | hasCode, isApplied |
 * | `html`          | 502 with a load balancer's page                                            | isApplied       |
 * | `empty`         | 200 with an empty body                                                     | isApplied       |
 * | `stale-read`    | reads show the records of a while ago                                      | ageMs           |
 * | `truncate`      | listings lack their last entries or tell a wrong TotalCount                | missing, totalOffset |
 * | `refuse-writes` | writes are refused with `Forbidden.RAM`, or the code given                 | code            |
 * | `close-idle`    | the connection is closed right behind the answer, without saying so        |                 |
 */
export const FAULT_KINDS = [
  'latency',
  'throttle',
  'drop',
  'lose-answer',
  'unavailable',
  'html',
  'empty',
  'stale-read',
  'truncate',
  'refuse-writes',
  'close-idle',
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultSpec {
  readonly kind: FaultKind;
  /** Only calls with these access key ids; left out: every one. */
  readonly keyIds?: readonly string[];
  /** Only these actions; left out: every one that `calls` admits. */
  readonly actions?: readonly string[];
  /** Left out: writes for `lose-answer` and `refuse-writes`, reads for `stale-read` and `truncate`, else all. */
  readonly calls?: 'all' | 'reads' | 'writes';
  /** Share of the fitting calls that are struck, 0 to 1; left out: all of them. */
  readonly probability?: number;
  /** Gone after this many strikes; left out: stays. */
  readonly times?: number;
  /** Gone after this long; left out: stays. */
  readonly forMs?: number;
  readonly delayMs?: number;
  /** Up to this much is added to the delay, at random. */
  readonly spreadMs?: number;
  readonly code?: string;
  readonly hasCode?: boolean;
  /** Whether the call took effect before the bad answer; left out: it did not. */
  readonly isApplied?: boolean;
  readonly ageMs?: number;
  readonly missing?: number;
  readonly totalOffset?: number;
}

type Check = (value: unknown) => boolean;

const isNumber =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most;
const isCount: Check = (value) => Number.isInteger(value) && (value as number) >= 1;
const isText: Check = (value) => typeof value === 'string' && value !== '';
const isBoolean: Check = (value) => typeof value === 'boolean';
const isTextList: Check = (value) => Array.isArray(value) && value.length > 0 && value.every(isText);
const HOUR_MS = 3_600_000;

const MEMBERS: Readonly<Record<keyof FaultSpec, Check>> = {
  kind: (value) => (FAULT_KINDS as readonly unknown[]).includes(value),
  keyIds: isTextList,
  actions: isTextList,
  calls: (value) => value === 'all' || value === 'reads' || value === 'writes',
  probability: isNumber(0, 1),
  times: isCount,
  forMs: isNumber(1, 24 * HOUR_MS),
  delayMs: isNumber(0, HOUR_MS),
  spreadMs: isNumber(0, HOUR_MS),
  code: isText,
  hasCode: isBoolean,
  isApplied: isBoolean,
  ageMs: isNumber(0, 24 * HOUR_MS),
  missing: (value) => value === 0 || isCount(value),
  totalOffset: Number.isInteger,
};

/** Checks a fault that came from outside; throws an AppError that names the member at fault. */
export function parseFault(given: unknown): FaultSpec {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw badFault('kind');
  const members = new Map<string, unknown>(Object.entries(given));
  for (const [name, value] of members) {
    const check = Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof FaultSpec] : null;
    if (check?.(value) !== true) throw badFault(name);
  }
  if (!members.has('kind')) throw badFault('kind');
  return given as FaultSpec;
}

function badFault(field: string): AppError {
  const kinds = FAULT_KINDS.join(', ');
  return new AppError(
    'invalid',
    text(
      `"${field}" of the fault is missing, unknown or out of range.`,
      `故障的“${field}”缺失、未知或超出范围。`,
    ),
    {
      field,
      hint: text(
        `Give an object with "kind" (one of ${kinds}) and, if wanted, keyIds, actions, calls, probability, times, forMs.`,
        `请给出带有“kind”（${kinds} 之一）的对象；可选 keyIds、actions、calls、probability、times、forMs。`,
      ),
    },
  );
}
