// Do the scheduled jobs run, how long do they take, and do they fail or fall over one another?
import { Counter, Histogram, type Registry } from 'prom-client';

import { isDuration } from './event-counter.ts';
import type { Meter } from './meter.ts';

const BUCKETS = [0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60];

/** A skipped run is counted as skipped only: it did not run, so it has neither success nor duration. */
export function registerJobMetrics(registry: Registry): { readonly meter: Pick<Meter, 'jobRun'> } {
  const labelNames = ['job'];
  const registers = [registry];
  const runs = new Counter({
    name: 'cocoasyncer_job_runs_total',
    help: 'Runs of a scheduled job that have ended, failed ones included',
    labelNames,
    registers,
  });
  const failures = new Counter({
    name: 'cocoasyncer_job_failures_total',
    help: 'Runs of a scheduled job that failed',
    labelNames,
    registers,
  });
  const skips = new Counter({
    name: 'cocoasyncer_job_skips_total',
    help: 'Runs left out because the run before had not ended',
    labelNames,
    registers,
  });
  const duration = new Histogram({
    name: 'cocoasyncer_job_duration_seconds',
    help: 'How long the runs of a scheduled job took',
    buckets: BUCKETS,
    labelNames,
    registers,
  });

  return {
    meter: {
      jobRun(job, outcome, seconds) {
        // All three are named from the first run on, so that a rate sees the first failure.
        runs.inc({ job }, outcome === 'skipped' ? 0 : 1);
        failures.inc({ job }, outcome === 'failed' ? 1 : 0);
        skips.inc({ job }, outcome === 'skipped' ? 1 : 0);
        if (outcome !== 'skipped' && isDuration(seconds)) duration.observe({ job }, seconds);
      },
    },
  };
}
