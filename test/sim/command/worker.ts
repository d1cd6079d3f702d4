/** The process that runs schedules: one after the other, as it is told by its parent. */
import { formatLarge } from '../large/format-large.ts';
import { runLarge } from '../large/run-large.ts';
import { drawSchedule } from '../schedule/draw-schedule.ts';
import { runSchedule } from '../schedule/run-schedule.ts';
import { WORKER, type FromWorker, type ToWorker } from './simulation.ts';

export { drawSchedule, formatLarge, runLarge };

let current = 0;

function tell(message: FromWorker): void {
  process.send?.(message);
}

async function work(task: ToWorker): Promise<void> {
  const { id } = task;
  current = id;
  const before = process.cpuUsage();
  const schedule = 'schedule' in task ? task.schedule : drawSchedule(task.seed, task.draw);
  const trace = (line: string): void => {
    tell({ id, line });
  };
  const outcome = await runSchedule(schedule, task.isTraced === true ? { trace } : {});
  const used = process.cpuUsage(before);
  tell({ id, outcome, cpuMs: (used.user + used.system) / 1000 });
}

function fail(error: unknown): void {
  const failed = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // What is left of this run is still in memory: the next one gets a process of its own.
  process.send?.({ id: current, failed } satisfies FromWorker, () => process.exit(1));
}

/** Its parent imports the same file, to draw without running, and for clusters too large for schedules. */
if (process.argv[2] === WORKER) {
  // Errors are made by the thousand in a schedule, and hardly any is looked at.
  Error.stackTraceLimit = 4;
  process.on('uncaughtException', fail);
  // The parent decides when it is over; a Ctrl-C reaches the whole group.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (task: ToWorker) => {
    work(task).catch(fail);
  });
}
