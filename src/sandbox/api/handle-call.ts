import { sleep } from '../../platform/clock.ts';
import type { ActionResult } from '../actions/action.ts';
import { findAction } from '../actions/catalog.ts';
import type { Core } from '../engine/core.ts';
import type { Strike } from '../fault-book.ts';
import type { FaultSpec } from '../fault.ts';
import type { AnswerKind, JournalEntry } from '../journal.ts';
import { ownParameters, parameters } from '../parameters.ts';
import { Refusal, refusal } from '../refusal.ts';
import {
  EMPTY_200,
  HTML_502,
  refusalAnswer,
  requestId,
  successAnswer,
  UNAVAILABLE_WITHOUT_CODE,
  type Answer,
  type Format,
} from './answer.ts';
import { admit, type Admitted } from './authenticate.ts';
import { readClaim, type Claim } from './claim.ts';
import type { Received } from './received.ts';

/**
 * One call of the API from the request to what is sent back: faults that strike before, the gateway's
 * checks, throttling, the policy, the action, and faults that strike behind it.
 */
export interface Reply {
  /** null: destroy the connection instead of answering. */
  readonly answer: Answer | null;
  readonly isClosedAfter: boolean;
}

interface Outcome {
  readonly answer: Answer;
  readonly outcome: string;
  readonly result: ActionResult | null;
}

/** `signal` aborts when the sandbox stops, so that no delay holds it up. */
export async function handleCall(core: Core, received: Received, signal: AbortSignal): Promise<Reply> {
  const claim = readClaim(received);
  const action = claim.action ?? '';
  const isWrite = findAction(action)?.isWrite ?? false;
  const strike = core.faults.strike({ keyId: claim.keyId, action, isWrite }, core.clock.monotonicMs(), () =>
    core.random.next(),
  );
  if (strike.delayMs > 0) await sleep(core.clock, strike.delayMs, signal);
  // A stop cuts delays short; what was waiting must not take effect then.
  if (signal.aborted) return { answer: null, isClosedAfter: false };
  const id = requestId(core.random);
  const bad = strike.ending === null ? null : badEnding(strike.ending, id, claim.format);
  const isReached =
    bad === null || strike.ending?.kind === 'lose-answer' || strike.ending?.isApplied === true;
  if (strike.delayMs > 0 && received.hasLeft()) {
    // The delay stands for the way here: who hangs up meanwhile has sent nothing that could arrive.
    noteFor(core, received, claim, strike, 'lost')('NotReached', []);
    return { answer: null, isClosedAfter: false };
  }
  const note = noteFor(core, received, claim, strike, bad?.kind ?? 'sent');
  if (bad !== null && !isReached) {
    note('NotReached', []);
    return { answer: bad.answer, isClosedAfter: strike.isClosedAfter };
  }
  const done = await perform(core, received, strike, id, claim.format, note, signal);
  return { answer: bad === null ? done : bad.answer, isClosedAfter: strike.isClosedAfter };
}

type Note = (outcome: string, changes: JournalEntry['changes']) => void;

/** Runs the action and applies it; the journal is written in the same breath as the change. */
async function perform(
  core: Core,
  received: Received,
  strike: Strike,
  id: string,
  format: Format,
  note: Note,
  signal: AbortSignal,
): Promise<Answer> {
  const now = core.clock.wallMs();
  const { answer, outcome, result } = decide(core, received, strike, now, id, format);
  const changes = result?.changes ?? [];
  const switches = result?.switches ?? [];
  note(outcome, changes);
  if (changes.length === 0 && switches.length === 0) return answer;
  const operation = result?.operation ?? 'UPDATE';
  const clientIp = received.values.get('UserClientIp') ?? received.clientIp;
  const zone = zoneOfResult(result);
  if (core.writeTakesMs > 0) core.busyZones.add(zone);
  try {
    await core.commit({ at: now, clientIp, operation, changes, switches });
    if (core.writeTakesMs > 0) await sleep(core.clock, core.writeTakesMs, signal);
  } finally {
    core.busyZones.delete(zone);
  }
  return answer;
}

function decide(
  core: Core,
  received: Received,
  strike: Strike,
  now: number,
  id: string,
  format: Format,
): Outcome {
  try {
    const admitted = admit(core, received, now);
    refuseByAccount(core, admitted, strike.ending);
    const result = admitted.action.run({
      parameters: parameters(received.values),
      keyId: admitted.account.keyId,
      now,
      zones: core.zones,
      seen:
        strike.ageMs === null || admitted.action.isWrite
          ? core.database.now
          : core.database.asOf(now - strike.ageMs),
      operations: (zone) => core.database.operations(zone),
      newId: () => core.newId(),
      truncation: { missing: strike.missing, totalOffset: strike.totalOffset },
    });
    if (core.busyZones.has(zoneOfResult(result))) throw refusal('LastOperationNotFinished');
    return { answer: successAnswer(result.body, admitted.actionName, id, format), outcome: 'OK', result };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { answer: refusalAnswer(error, id, format), outcome: error.code, result: null };
  }
}

/** Throttling by fault and by quota, then the policy by fault and by account. */
function refuseByAccount(core: Core, { account, actionName }: Admitted, ending: FaultSpec | null): void {
  if (ending?.kind === 'throttle') throw refusal(ending.code ?? 'Throttling.User');
  if (!core.rates.isWithin(account.accountId, actionName, core.clock.monotonicMs())) {
    throw refusal('Throttling.User');
  }
  if (ending?.kind === 'refuse-writes') throw refusal(ending.code ?? 'Forbidden.RAM');
  if (account.grantedActions?.includes(actionName) === false) throw refusal('Forbidden.RAM');
}

interface BadEnding {
  readonly kind: AnswerKind;
  readonly answer: Answer | null;
}

/** What the caller gets in place of the answer; null when the fault lets the answer through. */
function badEnding(fault: FaultSpec, id: string, format: Format): BadEnding | null {
  switch (fault.kind) {
    case 'drop':
    case 'lose-answer':
      return { kind: 'lost', answer: null };
    case 'unavailable': {
      const isCoded = fault.hasCode !== false;
      const coded = (): Answer => refusalAnswer(refusal(fault.code ?? 'ServiceUnavailable'), id, format);
      return {
        kind: 'unavailable',
        answer: isCoded ? { ...coded(), status: 503 } : UNAVAILABLE_WITHOUT_CODE,
      };
    }
    case 'html':
      return { kind: 'html', answer: HTML_502 };
    case 'empty':
      return { kind: 'empty', answer: EMPTY_200 };
    case 'throttle':
    case 'refuse-writes':
    case 'latency':
    case 'stale-read':
    case 'truncate':
    case 'close-idle':
      return null;
  }
}

function noteFor(core: Core, received: Received, claim: Claim, strike: Strike, answer: AnswerKind): Note {
  return (outcome, changes) => {
    core.journal.add({
      at: core.clock.wallMs(),
      keyId: claim.keyId,
      action: claim.action ?? '',
      parameters: ownParameters(received.values),
      outcome,
      answer,
      faults: strike.kinds,
      changes,
    });
  };
}

function zoneOfResult(result: ActionResult | null): string {
  const [change] = result?.changes ?? [];
  const [flip] = result?.switches ?? [];
  return change?.before?.zone ?? change?.after?.zone ?? flip?.key.split('|')[0] ?? '';
}
