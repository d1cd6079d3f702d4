/**
 * Durations as people write them in settings: `60s`, `500ms`, `2m`, `1h30m`, or a bare number of seconds.
 */
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** One or more numbers with units; also the pattern of the JSON Schema. */
export const DURATION_PATTERN = /^\s*(?:\d+(?:\.\d+)?\s*(?:ms|s|m|h)\s*)+$|^\s*\d+(?:\.\d+)?\s*$/;

/** Whole milliseconds, or null when it is no duration. */
export function parseDuration(input: string | number): number | null {
  if (typeof input === 'number')
    return Number.isFinite(input) && input >= 0 ? Math.round(input * 1000) : null;
  if (!DURATION_PATTERN.test(input)) return null;
  if (/^\s*[\d.]+\s*$/.test(input)) return Math.round(Number(input) * 1000);
  let totalMs = 0;
  for (const [, amount = '', unit = ''] of input.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h)/g)) {
    totalMs += Number(amount) * (UNITS_MS[unit] ?? 0);
  }
  return Math.round(totalMs);
}

/** `60 s`, `0.5 s`, `3600 s`: always in seconds, as the protocol writes its figures. */
export function inSeconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(3))} s`;
}
