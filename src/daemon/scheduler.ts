/**
 * Runs the regular jobs of `jobs.ts` by the clock on the wall. No job overlaps itself, one that takes too long
 * is reported, and all of them end with the daemon. The state machine's own ticks do not come from here.
 */
import type { ScheduledTask } from 'node-cron';
import { schedule, setLogger } from 'node-cron';
import { text } from '../model/text.ts';
import type { Meter } from '../metrics/meter.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import type { Job } from './jobs.ts';

export interface Scheduler {
  /** Starts no further run; runs under way end by their own deadlines. */
  stop(): void;
}

export function startScheduler(jobs: readonly Job[], clock: Clock, log: Log, meter: Meter): Scheduler {
  speakThrough(log);
  const tasks = jobs.map((job) => startJob(job, clock, log, meter));
  return {
    stop() {
      for (const task of tasks) void task.destroy();
    },
  };
}

function startJob(job: Job, clock: Clock, log: Log, meter: Meter): ScheduledTask {
  let startedAt: number | null = null;
  const runOnce = async (): Promise<void> => {
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
  return schedule(job.cron, runOnce, { name: job.name });
}

/** The library's own remarks, e.g. of a run missed while the machine slept, belong into the log. */
function speakThrough(log: Log): void {
  const note = (message: string | Error): void => {
    const detail = message instanceof Error ? message.message : message;
    log.debug('scheduler', text('the scheduler remarks', '调度器提示'), { detail });
  };
  setLogger({ info: note, warn: note, error: note, debug: note });
}
