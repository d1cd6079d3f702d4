/** Runs one schedule, tells what came of it, and cuts it short when a promise was broken. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { rowsAsLines } from './rows.ts';
import { text } from '../../../src/model/text.ts';
import { inLanguage, printLines, say, type Terminal } from '../../../src/cli/terminal.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import type { Breach, Outcome, Schedule } from '../schedule/schedule.ts';
import type { SimRequest } from './arguments.ts';
import { breachLines, outcomeRows, repeatCommand, scheduleLines, storyAround } from './describe.ts';
import type { Pool } from './pool.ts';
import { Progress } from './progress.ts';
import { shrink } from './shrink.ts';
import type { Task } from './simulation.ts';
import { duration } from './summary.ts';

const MOST_ATTEMPTS = 400;
const LONGEST_MS = 5 * 60_000;

export interface OneEdges {
  readonly terminal: Terminal;
  readonly pool: Pool;
  readonly isStopped: () => boolean;
  readonly drawSchedule: (seed: number, draw: SimRequest['draw']) => Promise<Schedule>;
  /** Where a schedule goes that was cut short, unless `--out` says otherwise. */
  readonly folder: string;
}

/** @returns the exit code */
export async function runOne(request: SimRequest, edges: OneEdges): Promise<number> {
  const { terminal, pool } = edges;
  const { file, seed, draw, mutant } = request;
  const schedule = file === null ? await edges.drawSchedule(seed, draw) : readSchedule(file);
  printLines(terminal, scheduleLines(schedule));
  const begunAt = performance.now();
  const { outcome } = await pool.run({ schedule, isTraced: request.isTraced }, (line) => {
    printLines(terminal, [line]);
  });
  const tookMs = performance.now() - begunAt;
  printLines(terminal, ['', ...rowsAsLines(outcomeRows(outcome), terminal.language)]);
  say(terminal, text(`Took ${duration(tookMs)}.`, `耗时 ${duration(tookMs)}。`));
  const [breach] = outcome.breaches;
  if (breach === undefined) {
    say(terminal, text('All promises were kept.', '所有承诺均成立。'));
    return 0;
  }
  printBreaches(terminal, outcome, repeatCommand(file === null ? { seed, draw } : { file }, mutant));
  if (request.isShrunk) await cutShort(schedule, breach, request, edges);
  return 1;
}

function printBreaches(terminal: Terminal, outcome: Outcome, command: string): void {
  say(terminal, text('\nBroken promises:', '\n被违背的承诺：'));
  printLines(terminal, outcome.breaches.flatMap(breachLines));
  say(terminal, text(`\nThe same again: ${command}`, `\n重现：${command}`));
}

async function cutShort(
  schedule: Schedule,
  breach: Breach,
  request: SimRequest,
  { terminal, pool, isStopped, folder }: OneEdges,
): Promise<void> {
  const progress = new Progress(terminal.errors, terminal.isInteractive);
  const until = performance.now() + LONGEST_MS;
  let attempts = 0;
  const isBroken = async (candidate: Schedule): Promise<boolean> => {
    const { outcome } = await pool.run({ schedule: candidate });
    return outcome.breaches.some(({ promise }) => promise === breach.promise);
  };
  say(terminal, text(`\nCutting it short (${breach.promise}) …`, `\n正在缩减（${breach.promise}）……`));
  const shrunk = await shrink(schedule, {
    isBroken,
    isOver: () => isStopped() || performance.now() > until || attempts >= MOST_ATTEMPTS,
    onProgress: ({ faults, cluster }, done) => {
      attempts = done;
      progress.show(() => `${done} runs: ${faults.length} faults, ${cluster.nodes.length} nodes`);
    },
  });
  progress.clear();
  const path = request.out ?? `${folder}/shrunk-${schedule.seed}.json`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(shrunk.schedule, null, 2)}\n`);
  const story: string[] = [];
  const task: Task = { schedule: shrunk.schedule, isTraced: true };
  const { outcome } = await pool.run(task, (line) => story.push(line));
  const wording = shrunk.isComplete
    ? text(`The shortest found, in ${shrunk.attempts} runs:`, `${shrunk.attempts} 次运行后最短的调度：`)
    : text(
        `As short as ${shrunk.attempts} runs made it:`,
        `${shrunk.attempts} 次运行后的调度（未完成缩减）：`,
      );
  const told = storyAround(story, outcome.breaches[0]?.at ?? Infinity);
  printLines(terminal, [inLanguage(terminal, wording), ...scheduleLines(shrunk.schedule), '', ...told, '']);
  const shown = relative(process.cwd(), path);
  printBreaches(terminal, outcome, repeatCommand({ file: shown }, request.mutant));
}

function readSchedule(path: string): Schedule {
  const refuse = (en: string, zh: string): UsageError =>
    new UsageError(text(`--schedule: ${path} ${en}`, `--schedule：${path} ${zh}`), { field: '--schedule' });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refuse(`cannot be read: ${why}`, `无法读取：${why}`);
  }
  const isSchedule =
    typeof value === 'object' &&
    value !== null &&
    'faults' in value &&
    'cluster' in value &&
    'troubleMs' in value;
  if (!isSchedule) throw refuse('is no schedule.', '不是调度文件。');
  return value as Schedule;
}
