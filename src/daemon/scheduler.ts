/**
 * Runs the regular jobs of `jobs.ts` by the calendar. No job overlaps itself, one that takes too long is
 * reported, and all of them end with the daemon. The state machine's own ticks do not come from here.
 *
 * node-cron says which instants an expression names; the waiting is done here, one run at a time and always from
 * the calendar as it stands. Its own runner waits for the instant it once chose: after the calendar was set back
 * by an hour no job would run for that hour, and after it was set forward every instant in between is counted
 * off one by one, which for a year stops the whole process for minutes.
 */
import { createTask } from 'node-cron';
import { text } from '../model/text.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Job } from './jobs.ts';

/** A timer may fire this little before its time; the run then waits for its instant. */
const EARLY_MS = 500;

export interface Scheduler {
  /** Starts no further run; runs under way end by their own deadlines. */
  stop(): void;
}

export function startScheduler(jobs: readonly Job[], clock: Clock, log: Log, meter: Meter): Scheduler {
  const stops = jobs.map((job) => keepTimes(job, clock, singleFlight(job, clock, log, meter)));
  return {
    stop() {
      for (const stop of stops) stop();
    },
  };
}

/** Calls `run` at the instants of the job's expression; the answer ends that. */
function keepTimes(job: Job, clock: Clock, run: () => Promise<void>): () => void {
  const task = createTask(job.cron, run, { name: job.name });
  let cancel: () => void = () => undefined;
  const arm = (): void => {
    const now = clock.wallMs();
    const dueAt = task.getNextRuns(1)[0]?.getTime() ?? now;
    cancel = clock.after(Math.max(0, dueAt - now), () => {
      const early = dueAt - clock.wallMs();
      const isEarly = early > 0 && early < EARLY_MS;
      arm();
      if (!isEarly) void run();
    });
  };
  arm();
  return () => {
    cancel();
    void task.destroy();
  };
}

function singleFlight(job: Job, clock: Clock, log: Log, meter: Meter): () => Promise<void> {
  let startedAt: number | null = null;
  return async () => {
    const now = clock.monotonicMs();
    if (startedAt !== null) {
      meter.jobRun(job.name, 'skipped', 0);
      const runningMs = Math.round(now - startedAt);
      if (runningMs > job.stuckAfterMs) {
        log.warn('job-stuck', text(`the job ${job.name} does not end`, `任务 ${job.name} 迟迟未结束`), {
          runningMs,
        });
      }
      return;
    }
    startedAt = now;
    try {
      await job.run();
      meter.jobRun(job.name, 'ok', (clock.monotonicMs() - now) / 1000);
    } catch (error) {
      meter.jobRun(job.name, 'failed', (clock.monotonicMs() - now) / 1000);
      log.error('job-failed', text(`the job ${job.name} failed`, `任务 ${job.name} 失败`), { error });
    } finally {
      startedAt = null;
    }
  };
}
