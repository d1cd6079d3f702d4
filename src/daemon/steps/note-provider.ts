import type { Text } from '../../model/text.ts';
import { text } from '../../model/text.ts';
import { AppError } from '../../model/app-error.ts';
import type { Log } from '../../platform/log.ts';
import type { NodeState } from '../node-state.ts';
import { isGossiping } from './gossip.ts';
import { ProviderError } from '../../dns/provider/provider.ts';
import { setAlarm } from './alarm.ts';
import { READS_OWED } from './resume.ts';

/** So many failed rounds in a row, and the provider counts as lost. */
const FAILURES_TO_LOSS = 3;
const BACK_OFF_FIRST_MS = 2_000;
const BACK_OFF_MOST_MS = 30_000;
/** A refusal for too many reads doubles the interval up to this; each good read takes so much off again. */
const THROTTLED_MOST_MS = 300_000;
const RECOVERY_MS = 10_000;

/** `chance` in [0, 1) spreads the back-off by ± 50 %. */
export function noteProviderFailure(
  state: NodeState,
  error: unknown,
  now: number,
  wallNow: number,
  chance: number,
  log: Log,
): void {
  const { provider } = state;
  provider.failures += 1;
  provider.lastError = error instanceof AppError ? error.text.en : 'the provider could not be asked';
  const backOff = Math.min(BACK_OFF_MOST_MS, BACK_OFF_FIRST_MS * 2 ** (provider.failures - 1));
  if (isGossiping(state) && error instanceof ProviderError && error.isThrottled) {
    provider.throttledMs = Math.min(
      THROTTLED_MOST_MS,
      2 * Math.max(provider.throttledMs, state.timers.readSlowMs),
    );
  }
  provider.nextReadAt = now + Math.max(backOff, provider.throttledMs) * (0.5 + chance);
  if (provider.failures < FAILURES_TO_LOSS || !provider.isUp) {
    log.debug('read-failed', text('the zones could not be read', '无法读取域'), { error });
    return;
  }
  provider.isUp = false;
  provider.lostAt = now;
  provider.readsOwed = READS_OWED;
  log.error(
    'provider-lost',
    text(
      'the DNS provider does not answer properly; no record is changed until it does',
      'DNS 服务商没有正确应答；在恢复之前不会更改任何记录',
    ),
    { error, at: wallNow },
  );
}

/** At the regular interval nothing is left to recover from. */
function recoveredMs(throttledMs: number, regularMs: number): number {
  return throttledMs - RECOVERY_MS > regularMs ? throttledMs - RECOVERY_MS : 0;
}

/** So many rounds in a row were too slow to be acted upon: the others should know, and so should the operator. */
export const SLOW_ROUNDS = 5;

/** The zones were read, but the picture was too old when it was complete. */
export function noteSlowRead(state: NodeState, wallNow: number): void {
  state.provider.slowReads += 1;
  setAlarm(state, 'reads-slow', state.provider.slowReads >= SLOW_ROUNDS, slowText, wallNow);
}

function slowText(): Text {
  return text(
    'the DNS provider answers, but so slowly that this node cannot act on it',
    'DNS 服务商虽有应答，但太慢，本节点无法据此行动',
  );
}

/** A complete, plausible round was read; it was sent at `sentAt`. */
export function noteProviderSuccess(state: NodeState, sentAt: number, wallNow: number, log: Log): void {
  const { provider } = state;
  if (!provider.isUp && provider.lastError !== null) {
    log.info('provider-back', text('the DNS provider answers again', 'DNS 服务商已恢复应答'));
  }
  provider.isUp = true;
  provider.failures = 0;
  provider.slowReads = 0;
  provider.throttledMs = recoveredMs(provider.throttledMs, state.timers.readSlowMs);
  setAlarm(state, 'reads-slow', false, slowText, wallNow);
  provider.lastError = null;
  provider.readsOwed = Math.max(0, provider.readsOwed - 1);
  provider.lastReadSentAt = sentAt;
  provider.lastReadAtWall = wallNow;
}
