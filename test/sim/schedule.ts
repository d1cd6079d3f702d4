/** Keeps the regular jobs of a node by its own calendar, from the product's own table. */
import type { Job } from '../../src/daemon/jobs.ts';
import type { Clock } from '../../src/platform/clock.ts';

export function keepSchedule(jobs: readonly Job[], clock: Clock): void {
  for (const job of jobs) keep(job, clock);
}

function keep(job: Job, clock: Clock): void {
  let isRunning = false;
  const isDue = dueBy(job.cron);
  const arm = (): void => {
    clock.after(nextRunMs(isDue, clock.wallMs()) - clock.wallMs(), () => {
      arm();
      if (isRunning) return;
      isRunning = true;
      void job.run().finally(() => {
        isRunning = false;
      });
    });
  };
  arm();
}

/** Of the six cron fields the table uses seconds and minutes alone. Answers by the second of the calendar. */
function dueBy(cron: string): (second: number) => boolean {
  const [seconds = '*', minutes = '*', hours] = cron.split(' ');
  const [isSecond, isMinute] = [matching(seconds), matching(minutes)];
  return (second) => {
    if (!isSecond(second % 60)) return false;
    const minute = Math.floor(second / 60);
    return (hours !== '0' || minute % 60 === 0) && isMinute(minute % 60);
  };
}

function nextRunMs(isDue: (second: number) => boolean, wallMs: number): number {
  let second = Math.floor(wallMs / 1000) + 1;
  while (!isDue(second)) second += 1;
  return second * 1000;
}

function matching(field: string): (value: number) => boolean {
  if (field === '*') return () => true;
  const number = Number(field.replace('*/', ''));
  return field.startsWith('*/') ? (value) => value % number === 0 : (value) => value === number;
}
