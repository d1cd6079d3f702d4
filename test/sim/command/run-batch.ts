/** Runs a batch with everything around it: progress, a result file that a later run goes on with, a table. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { printLines, say, type Terminal } from '../../../src/cli/terminal.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { text } from '../../../src/model/text.ts';
import type { SimRequest } from './arguments.ts';
import { runBatch } from './batch.ts';
import { breachLines, repeatCommand } from './describe.ts';
import type { Pool } from './pool.ts';
import { Progress } from './progress.ts';
import { rowsAsLines } from './rows.ts';
import { duration, grouped, summaryRows } from './summary.ts';
import { differenceOf, emptyTotals, totalsFrom, type Totals } from './totals.ts';

const SAVED_EVERY_MS = 30_000;
const MOST_SHOWN = 10;

export interface BatchRunEdges {
  readonly terminal: Terminal;
  readonly pool: Pool;
  readonly isStopped: () => boolean;
}

/** @returns the exit code */
export async function runManySchedules(
  request: SimRequest,
  { terminal, pool, isStopped }: BatchRunEdges,
): Promise<number> {
  const { draw, mutant, schedules, out } = request;
  const earlier = request.isContinued ? continued(request) : emptyTotals(request.seed, draw, mutant);
  const progress = new Progress(terminal.errors, terminal.isInteractive);
  const begunAt = performance.now();
  const timed = (totals: Totals): Totals => ({
    ...totals,
    wallMs: earlier.wallMs + performance.now() - begunAt,
  });
  let savedAt = begunAt;
  const onTotals = (totals: Totals): void => {
    progress.show(() => progressLine(earlier, totals, schedules, performance.now() - begunAt));
    if (out === null || performance.now() - savedAt < SAVED_EVERY_MS) return;
    savedAt = performance.now();
    save(out, timed(totals));
  };
  const run = pool.run.bind(pool);
  const totals = timed(await runBatch(earlier, schedules, { size: pool.size, run, isStopped, onTotals }));
  progress.clear();
  if (out !== null) save(out, totals);
  printLines(terminal, rowsAsLines(summaryRows(totals), terminal.language));
  return report(totals, terminal);
}

function report({ breaches, breached, draw, mutant }: Totals, terminal: Terminal): number {
  if (breached === 0) {
    say(terminal, text('All promises were kept.', '所有承诺均成立。'));
    return 0;
  }
  say(terminal, text('\nBroken promises:', '\n被违背的承诺：'));
  for (const breach of breaches.slice(0, MOST_SHOWN)) {
    const { seed } = breach;
    printLines(terminal, [...breachLines(breach), `    ${repeatCommand({ seed, draw }, mutant)}`]);
  }
  const more = breached - MOST_SHOWN;
  if (more > 0) say(terminal, text(`… and ${more} more`, `……另有 ${more} 处`));
  return 1;
}

function continued({ out, draw, mutant, seed }: SimRequest): Totals {
  if (out === null || !existsSync(out)) return emptyTotals(seed, draw, mutant);
  const earlier = totalsFrom(readFileSync(out, 'utf8'));
  const refuse = (en: string, zh: string): UsageError =>
    new UsageError(text(`--continue: ${out} ${en}`, `--continue：${out} ${zh}`), { field: '--continue' });
  if (earlier === null) throw refuse('is no result of an earlier run.', '不是先前运行的结果。');
  const difference = differenceOf(earlier, draw, mutant);
  if (difference === null) return earlier;
  throw refuse(`was made with another ${difference}.`, `使用了不同的 ${difference}。`);
}

function progressLine(earlier: Totals, totals: Totals, schedules: number, tookMs: number): string {
  const done = totals.schedules - earlier.schedules;
  const left = duration(((schedules - done) * tookMs) / done);
  const rate = ((1000 * done) / tookMs).toFixed(1);
  return `${grouped(done)} of ${grouped(schedules)}, ${rate}/s, ${left} left, ${totals.breached} broken`;
}

/** A reader, and a crash, finds the old one or the new one. */
function save(path: string, totals: Totals): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, `${JSON.stringify(totals, null, 2)}\n`);
  renameSync(`${path}.part`, path);
}
