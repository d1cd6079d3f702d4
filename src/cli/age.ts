import type { Language } from '../model/text.ts';

/** Answers: how long ago, in a few characters? */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  { ms: DAY, en: 'd', zh: '天' },
  { ms: HOUR, en: 'h', zh: '小时' },
  { ms: MINUTE, en: 'min', zh: '分钟' },
] as const;

/** `12 s`, `3 min`, `5 h`, `2 d`; rounded down. */
export function duration(ms: number, language: Language): string {
  const unit = UNITS.find((candidate) => ms >= candidate.ms);
  const whole = Math.floor(Math.max(0, ms) / (unit?.ms ?? SECOND));
  return `${whole} ${unit?.[language] ?? (language === 'zh' ? '秒' : 's')}`;
}

export function ago(ms: number, language: Language): string {
  return language === 'zh' ? `${duration(ms, language)}前` : `${duration(ms, language)} ago`;
}

/** `2026-11-20 09:12:33` in the machine's own time zone. */
export function localTime(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
