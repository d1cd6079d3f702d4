// How is one event counted without ever disturbing whoever reports it?
import { Counter, Histogram, type Registry } from 'prom-client';

/** A counter with one label; `known` values are shown as 0 from the start, so that rates see the first event. */
export function labelledCounter(
  registry: Registry,
  name: string,
  help: string,
  label: string,
  known: readonly string[] = [],
): (value: string) => void {
  const counter = new Counter({ name, help, labelNames: [label], registers: [registry] });
  for (const value of known) counter.inc({ [label]: value }, 0);
  return (value) => {
    counter.inc({ [label]: value });
  };
}

/** A histogram of seconds. What is not a length of time is left out rather than thrown at the caller. */
export function secondsHistogram(
  registry: Registry,
  name: string,
  help: string,
  buckets: readonly number[],
): (seconds: number) => void {
  const histogram = new Histogram({ name, help, buckets: [...buckets], registers: [registry] });
  return (seconds) => {
    if (isDuration(seconds)) histogram.observe(seconds);
  };
}

export function isDuration(seconds: number): boolean {
  return Number.isFinite(seconds) && seconds >= 0;
}
