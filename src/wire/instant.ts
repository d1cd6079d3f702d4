// How are instants written on the wire? RFC 3339 with an offset; Go's zero time means "never".

/** Go's zero time. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

const MINUTE_MS = 60_000;
const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

/** `instant` in ms since 1970; null becomes Go's zero time. The offset is this machine's unless given. */
export function formatInstant(instant: number | null, offsetMinutes?: number): string {
  if (instant === null || !Number.isFinite(instant)) return ZERO_TIME;
  const offset = offsetMinutes ?? localOffset(instant);
  const local = Math.round(instant) + offset * MINUTE_MS;
  const day = Math.floor(local / DAY_MS);
  const inDay = local - day * DAY_MS;
  const [hour, minute] = [Math.floor(inDay / 3_600_000), Math.floor(inDay / MINUTE_MS) % 60];
  const second = Math.floor(inDay / 1_000) % 60;
  const time = `${two(hour)}:${two(minute)}:${two(second)}${formatFraction(inDay % 1_000)}`;
  return `${dateOf(day)}T${time}${formatOffset(offset)}`;
}

/** Go leaves out trailing zeros of the fraction, and a zero fraction altogether. */
function formatFraction(ms: number): string {
  if (ms === 0) return '';
  const digits = `${1_000 + ms}`;
  if (ms % 100 === 0) return `.${digits.slice(1, 2)}`;
  return ms % 10 === 0 ? `.${digits.slice(1, 3)}` : `.${digits.slice(1)}`;
}

const DAY_MS = 24 * 60 * MINUTE_MS;
let today = { day: NaN, date: '' };

/** The date of the `day`th day since 1970; every answer tells an instant, and most are of the same day. */
function dateOf(day: number): string {
  if (day !== today.day) {
    const date = new Date(day * DAY_MS).toISOString();
    today = { day, date: date.slice(0, date.indexOf('T')) };
  }
  return today.date;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

/** No offset from UTC ever changed within a quarter of an hour. */
const QUARTER_MS = 15 * MINUTE_MS;
let zone = { quarter: NaN, minutes: 0 };

/** This machine's offset from UTC at that instant, minutes; looking it up takes longer than all the rest. */
function localOffset(instant: number): number {
  const quarter = Math.floor(instant / QUARTER_MS);
  if (quarter !== zone.quarter) zone = { quarter, minutes: -new Date(instant).getTimezoneOffset() };
  return zone.minutes;
}

/** ms since 1970, finer fractions cut off; null: never (the zero time in any offset), or no instant at all. */
export function parseInstant(text: string): number | null {
  const match = PATTERN.exec(text.trim());
  if (match === null) return null;
  const [, year = '', month, day, hour, minute, second, fraction = '', , sign, offHours, offMinutes] = match;
  if (Number(year) <= 1) return null;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const base = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
  if (Number.isNaN(base)) return null;
  const offset = sign === undefined ? 0 : Number(offHours) * 60 + Number(offMinutes);
  return base - (sign === '-' ? -offset : offset) * MINUTE_MS;
}

function formatOffset(minutes: number): string {
  if (minutes === 0) return 'Z';
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
