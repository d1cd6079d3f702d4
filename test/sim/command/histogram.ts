/**
 * Durations in buckets of one second, so that those of hundreds of thousands of schedules fit into a file and two
 * halves of a long run can be put together.
 */
export interface Histogram {
  /** Whole seconds, rounded up → how many durations. */
  readonly seconds: Readonly<Record<string, number>>;
  /** The longest one, exactly, ms. */
  readonly maxMs: number;
}

export const NO_DURATIONS: Histogram = { seconds: {}, maxMs: 0 };

export function withDurations(histogram: Histogram, durationsMs: readonly number[]): Histogram {
  const seconds = { ...histogram.seconds };
  let { maxMs } = histogram;
  for (const durationMs of durationsMs) {
    const bucket = String(Math.ceil(durationMs / 1000));
    seconds[bucket] = (seconds[bucket] ?? 0) + 1;
    maxMs = Math.max(maxMs, durationMs);
  }
  return { seconds, maxMs };
}

export function countOf({ seconds }: Histogram): number {
  return Object.values(seconds).reduce((sum, count) => sum + count, 0);
}

/** The least whole second that `share` (0 to 1) of the durations do not exceed; null: there are none. */
export function percentile(histogram: Histogram, share: number): number | null {
  const wanted = share * countOf(histogram);
  let sum = 0;
  for (const [second, count] of byTime(histogram)) {
    sum += count;
    if (sum >= wanted) return second;
  }
  return null;
}

function byTime({ seconds }: Histogram): readonly (readonly [second: number, count: number])[] {
  return Object.entries(seconds)
    .map(([second, count]) => [Number(second), count] as const)
    .sort(([a], [b]) => a - b);
}
