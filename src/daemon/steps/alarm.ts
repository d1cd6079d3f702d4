import type { Text } from '../../model/text.ts';
import type { NodeState } from '../node-state.ts';

/** Raises or clears an alarm. `subject` tells alarms of one code apart; it must be fit for a public page. */
export function setAlarm(
  state: NodeState,
  code: string,
  isRaised: boolean,
  text: () => Text,
  wallNow: number,
  subject = '',
): void {
  // Nearly always.
  if (!isRaised && state.alarms.size === 0) return;
  const key = subject === '' ? code : `${code} ${subject}`;
  if (!isRaised) {
    state.alarms.delete(key);
    return;
  }
  const since = state.alarms.get(key)?.since ?? wallNow;
  state.alarms.set(key, { code, text: text(), since });
}
