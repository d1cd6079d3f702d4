// Which shape has a value that came as JSON? Tests for what is read several times a second; all else goes by schemas.

/** A JSON object. */
export type Keyed = Readonly<Record<string, unknown>>;

export function isKeyed(value: unknown): value is Keyed {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isWord(value: unknown): value is string {
  return typeof value === 'string';
}

export function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

/** A text that says something, in `most` UTF-16 units. */
export function isText(value: unknown, most = Infinity): value is string {
  return typeof value === 'string' && value !== '' && value.length <= most;
}

/** A whole number from zero that no rounding has touched. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Any number from zero; JSON can write infinity as 1e999. */
export function isAmount(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

type Is<T> = (value: unknown) => value is T;

/** Go sends `null` for what is empty, and older programs leave keys out. */
export function isAbsentOr<T>(value: unknown, isOne: Is<T>): value is T | null | undefined {
  return value === undefined || value === null || isOne(value);
}

export function isListOf<T>(value: unknown, isOne: Is<T>): value is readonly T[] {
  return Array.isArray(value) && value.every((item) => isOne(item));
}

export function isWordList(value: unknown): value is readonly string[] {
  return isListOf(value, isWord);
}

/** Empty when absent, null when any entry is of another shape. What would pass for the prototype is left out. */
export function readRecord<T>(value: unknown, isOne: Is<T>): Readonly<Record<string, T>> | null {
  if (value === undefined || value === null) return NOTHING;
  if (!isKeyed(value)) return null;
  const keys = Object.keys(value);
  if (keys.length === 0) return NOTHING;
  const record: Record<string, T> = {};
  for (const key of keys) {
    const item = value[key];
    if (key === PROTOTYPE) continue;
    if (!isOne(item)) return null;
    record[key] = item;
  }
  return record;
}

const PROTOTYPE = '__proto__';
/** The same for all that are empty, so that two of them are known to be alike at a glance. */
const NOTHING: Readonly<Record<string, never>> = {};
