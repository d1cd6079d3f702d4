/** Keeps the regular jobs of a node by its own calendar, from the product's own table. */
import type { Job } from '../../src/daemon/jobs.ts';
import type { Clock } from '../../src/platform/clock.ts';

export function keepSchedule(jobs: readonly Job[], clock: Clock): void {
  for (const job of jobs) keep(job, clock);
}

function keep(job: Job, clock: Clock): void {
  let isRunning = false;
  const arm = (): void => {
    clock.after(nextRunMs(job.cron, clock.wallMs()) - clock.wallMs(), () => {
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

/** Of the six cron fields the table uses seconds and minutes alone. */
function nextRunMs(cron: string, wallMs: number): number {
  const [seconds = '*', minutes = '*', hours] = cron.split(' ');
  for (let second = Math.floor(wallMs / 1000) + 1; ; second += 1) {
    const minute = Math.floor(second / 60);
    const isHour = hours !== '0' || minute % 60 === 0;
    if (isHour && matches(seconds, second % 60) && matches(minutes, minute % 60)) return second * 1000;
  }
}

function matches(field: string, value: number): boolean {
  if (field === '*') return true;
  return field.startsWith('*/') ? value % Number(field.slice(2)) === 0 : Number(field) === value;
}
