import type { Timers } from '../model/timers.ts';
import { text } from '../model/text.ts';
import { parseDuration } from './duration.ts';
import type { Origin } from './normalise.ts';
import { shown } from './problem.ts';
import type { Problem } from './problem.ts';
import { SETTINGS } from './settings.ts';
import type { Settings } from './settings.ts';
import { TIMER_FIELDS, checkTimers, resolveTimers } from './timers.ts';
import type { TimerName } from './timers.ts';

/** Profile and single timers together, with the broken inequalities as problems of the settings. */
const MAX_MS = 24 * 3_600_000;

export function buildTimers(
  settings: Pick<Settings, 'Profile' | 'Timers'>,
  origins: ReadonlyMap<string, Origin>,
): { timers: Timers; problems: Problem[] } {
  const profile = settings.Profile ?? 'normal';
  const overrides: Partial<Record<TimerName, number>> = {};
  const problems: Problem[] = [];
  const given = settings.Timers ?? {};
  for (const name of Object.keys(TIMER_FIELDS) as TimerName[]) {
    const value = given[name];
    if (value === undefined) continue;
    const amount = name === 'speakers' ? Number(value) : parseDuration(value);
    if (amount === null || amount <= 0 || amount > MAX_MS) {
      const path = `Timers.${name}`;
      const allowed = SETTINGS.find((listed) => listed.path === path)?.notes.allowed ?? null;
      const words = text('this duration is out of range', '时长超出范围');
      problems.push({ ...originOf(origins, path), text: words, found: shown(value, false), allowed });
    } else {
      overrides[name] = amount;
    }
  }
  const timers = resolveTimers(profile, overrides);
  if (problems.length > 0) return { timers, problems };
  for (const broken of checkTimers(timers, profile)) {
    const origin = originOf(origins, `Timers.${broken.timer}`);
    problems.push({ ...origin, text: broken.text, found: null, allowed: null });
  }
  return { timers, problems };
}

/** A timer that was not written down itself is broken by one that was; then the file has no line for it. */
function originOf(origins: ReadonlyMap<string, Origin>, path: string): Origin {
  return origins.get(path) ?? { key: path, line: null };
}
