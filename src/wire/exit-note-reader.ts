// What does a watcher's note say?
import type { ExitNote } from '../model/heartbeat.ts';
import { isAmount, isCount, isKeyed, isText } from './shape.ts';

const PROTOCOL = 2;

/** null when absent or garbled. */
export function parseExitNote(value: unknown): ExitNote | null {
  if (!isKeyed(value)) return null;
  const { p, from, to, boot, age } = value;
  if (!isCount(p) || p < PROTOCOL || !isText(from) || !isText(to)) return null;
  return isText(boot, 64) && isAmount(age) ? { from, to, boot, ageMs: age } : null;
}
