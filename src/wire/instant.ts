// How are instants written on the wire? RFC 3339 with an offset; Go's zero time means "never".

/** Go's zero time. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

const MINUTE_MS = 60_000;
const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?(?:([Zz])|([+-])(\d{2}):(\d{2}))$/;

/** `instant` in ms since 1970; null becomes Go's zero time. The offset is this machine's unless given. */
export function formatInstant(instant: number | null, offsetMinutes?: number): string {
  if (instant === null || !Number.isFinite(instant)) return ZERO_TIME;
  return offsetMinutes === undefined ? inLocalTime(instant) : format(instant, offsetMinutes);
}

const written = new Map<number, string>();
const WRITTEN_KEPT = 64;

/** Every answer tells a few instants several times over: since when this node runs, and the present one. */
function inLocalTime(instant: number): string {
  const known = written.get(instant);
  if (known !== undefined) return known;
  if (written.size >= WRITTEN_KEPT) written.clear();
  const fresh = format(instant, localOffset(instant));
  written.set(instant, fresh);
  return fresh;
}

function format(instant: number, offset: number): string {
  const local = new Date(Math.round(instant) + offset * MINUTE_MS).toISOString();
  const seconds = local.slice(0, -'.000Z'.length);
  // Go leaves out trailing zeros of the fraction, and a zero fraction altogether.
  const fraction = local.slice(-'.000Z'.length, -1).replace(/\.?0+$/, '');
  return `${seconds}${fraction}${formatOffset(offset)}`;
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
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
