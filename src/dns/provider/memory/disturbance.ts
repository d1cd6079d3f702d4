// Answers: what can go wrong between a program and its DNS provider?
import type { Outcome } from '../provider.ts';

export type MemoryAction = 'readZone' | 'updateValue' | 'addRecord' | 'deleteRecord' | 'describeZone';

/** One call as the network sees it. */
export interface MemoryCall {
  readonly action: MemoryAction;
  readonly zone: string;
  readonly recordId: string | null;
  /** The value to be written, null for other calls. */
  readonly value: string | null;
}

/** What befalls one call. An empty object: nothing. */
export interface Disturbance {
  /** On the way there, ms. A call whose deadline comes first never takes effect. */
  readonly requestDelayMs?: number;
  /** On the way back, ms. A call whose deadline comes now did take effect, and nobody knows. */
  readonly answerDelayMs?: number;
  readonly fault?: Fault;
  /** The listing is as it was so long ago, ms. */
  readonly stalenessMs?: number;
}

export interface Fault {
  readonly outcome: Outcome;
  /** Whether a write takes effect all the same (a lost answer). Only with `unknown`; false unless given. */
  readonly isApplied?: boolean;
  /** False unless given, but true for `unknown` and for throttling. */
  readonly isRetryable?: boolean;
  readonly isThrottled?: boolean;
  readonly providerCode?: string;
}

export const THROTTLED: Disturbance = {
  fault: { outcome: 'rejected', isThrottled: true, providerCode: 'Throttling.User' },
};
export const FORBIDDEN: Disturbance = { fault: { outcome: 'rejected', providerCode: 'Forbidden.RAM' } };
export const UNREACHABLE: Disturbance = { fault: { outcome: 'unknown' } };
export const ANSWER_LOST: Disturbance = { fault: { outcome: 'unknown', isApplied: true } };
/** The call hangs until its deadline. */
export const SILENT: Disturbance = { requestDelayMs: Number.POSITIVE_INFINITY };
