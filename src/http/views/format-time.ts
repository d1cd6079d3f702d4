// How are ages and instants written for people? Ages first: they need no time zone and no arithmetic.
import type { Language } from '../../model/text.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: Readonly<
  Record<Language, readonly [day: string, hour: string, minute: string, second: string]>
> = {
  en: [' d', ' h', ' min', ' s'],
  zh: [' 天', ' 小时', ' 分钟', ' 秒'],
};

/** `45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`: at most two units. A negative length counts as none. */
export function formatAge(ms: number, language: Language): string {
  const [day, hour, minute, second] = UNITS[language];
  const age = Number.isFinite(ms) ? Math.max(0, ms) : 0;
  const pair = (large: string, largeMs: number, small: string, smallMs: number): string => {
    const rest = Math.floor((age % largeMs) / smallMs);
    return `${Math.floor(age / largeMs)}${large}${rest === 0 ? '' : ` ${rest}${small}`}`;
  };
  if (age < MINUTE) return `${Math.floor(age / SECOND)}${second}`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)}${minute}`;
  if (age < DAY) return pair(hour, HOUR, minute, MINUTE);
  return pair(day, DAY, hour, HOUR);
}

export function formatAgo(ms: number, language: Language): string {
  const age = formatAge(ms, language);
  return language === 'zh' ? `${age}前` : `${age} ago`;
}

/** `2026-11-20 03:14:00` in the zone that is `offsetMinutes` east of UTC. */
export function formatInstant(at: number, offsetMinutes: number): string {
  return isoOf(at + offsetMinutes * MINUTE)
    .slice(0, 19)
    .replace('T', ' ');
}

/** For `<time datetime>`: RFC 3339 in UTC. */
export function isoOf(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '1970-01-01T00:00:00.000Z' : date.toISOString();
}

/** `UTC`, `UTC+8`, `UTC-3:30`. */
export function formatOffset(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'UTC';
  const minutes = Math.abs(offsetMinutes) % 60;
  const hours = Math.floor(Math.abs(offsetMinutes) / 60);
  const sign = offsetMinutes > 0 ? '+' : '-';
  return `UTC${sign}${hours}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
}
