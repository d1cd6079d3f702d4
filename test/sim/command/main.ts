/** The simulator as a command: arguments in, exit code out. `scripts/sim.mjs` calls it. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommanderError } from 'commander';
import { reportFailure } from '../../../src/cli/report-failure.ts';
import { complain, printLines, processTerminal, type Terminal } from '../../../src/cli/terminal.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { text } from '../../../src/model/text.ts';
import type { Mutant } from '../mutants/mutant.ts';
import type { LargeOptions, LargeOutcome } from '../large/run-large.ts';
import { MUTANTS } from '../mutants/mutants.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { parseRequest, type Request, type SimRequest } from './arguments.ts';
import { Pool } from './pool.ts';
import { runManySchedules } from './run-batch.ts';
import { runMutants } from './run-mutants.ts';
import { runOne } from './run-one.ts';
import type { DrawOptions } from './totals.ts';

export interface MainEdges {
  /** Bundles the worker, with a fault planted or without; the file's path. */
  readonly bundle: (mutant: Mutant | null) => Promise<string>;
}

/** What a worker's bundle offers to whoever imports it. */
interface WorkerBundle {
  readonly drawSchedule: (seed: number, draw: DrawOptions) => Schedule;
  readonly runLarge: (options: LargeOptions) => Promise<LargeOutcome>;
  readonly formatLarge: (outcome: LargeOutcome) => string;
}

/** From here on nodes gossip, and a run is one story instead of a drawn one. */
const LARGE = 33;
/** Falling into halves as well would take hours. */
const MOST_WHOLE = 300;

const SHRUNK_FOLDER = join('node_modules', '.cache', 'sim');

/** @returns 0 all was well, 1 a promise was broken, 2 called wrongly */
export async function main(argv: readonly string[], edges: MainEdges): Promise<number> {
  const terminal = processTerminal(process);
  try {
    return await carryOut(
      parseRequest(argv, { terminal }, { jobs: availableParallelism() }),
      terminal,
      edges,
    );
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return reportFailure({ terminal }, error, !(error instanceof UsageError));
  }
}

async function carryOut(request: Request, terminal: Terminal, { bundle }: MainEdges): Promise<number> {
  const mutant = request.kind === 'mutants' ? null : mutantNamed(request);
  if (request.kind !== 'mutants') refuseMany(request);
  const path = await bundle(mutant);
  const isOne = request.kind === 'one';
  const pool = new Pool({
    bundle: path,
    size: isOne ? 1 : request.jobs,
    deadlineMs: request.deadlineS * 1000,
    hasSourceMaps: isOne,
  });
  const isStopped = untilInterrupted(terminal);
  try {
    if (request.kind === 'mutants')
      return await runMutants(request, { terminal, plain: pool, bundle, isStopped });
    if (request.kind === 'batch') return await runManySchedules(request, { terminal, pool, isStopped });
    const worker = (await import(pathToFileURL(path).href)) as WorkerBundle;
    if ((request.draw.nodes ?? 0) >= LARGE) return await runLargeCluster(request, worker, terminal);
    const drawSchedule = async (seed: number, draw: DrawOptions): Promise<Schedule> =>
      worker.drawSchedule(seed, draw);
    return await runOne(request, { terminal, pool, isStopped, drawSchedule, folder: SHRUNK_FOLDER });
  } finally {
    pool.close();
  }
}

function refuseMany({ kind, draw }: SimRequest): void {
  if (kind !== 'batch' || (draw.nodes ?? 0) < LARGE) return;
  throw new UsageError(
    text(
      '--schedules: a cluster of 33 nodes or more runs one at a time, with --seed alone.',
      '--schedules：33 个及以上节点的集群一次只能运行一个，请只用 --seed。',
    ),
    { field: '--schedules' },
  );
}

async function runLargeCluster(
  { seed, draw }: SimRequest,
  { runLarge, formatLarge }: WorkerBundle,
  terminal: Terminal,
): Promise<number> {
  const nodes = draw.nodes ?? LARGE;
  const outcome = await runLarge({ nodes, seed, isShort: nodes > MOST_WHOLE });
  printLines(terminal, formatLarge(outcome).split('\n'));
  const { failover, overstated } = outcome;
  return overstated.length === 0 && failover.strayWrites === 0 && failover.lastWriteMs !== null ? 0 : 1;
}

function mutantNamed({ mutant }: SimRequest): Mutant | null {
  if (mutant === null) return null;
  const found = MUTANTS.find(({ name }) => name === mutant);
  if (found !== undefined) return found;
  const names = MUTANTS.map(({ name }) => name).join(', ');
  throw new UsageError(
    text(`--mutant: there is no planted fault "${mutant}".`, `--mutant：没有名为“${mutant}”的缺陷。`),
    { field: '--mutant', hint: text(`There are: ${names}.`, `可用：${names}。`) },
  );
}

/** The first Ctrl-C lets what has begun come to its end; the second one ends at once. */
function untilInterrupted(terminal: Terminal): () => boolean {
  let isInterrupted = false;
  process.on('SIGINT', () => {
    if (isInterrupted) process.exit(130);
    isInterrupted = true;
    complain(terminal, text('\nStopping; once more to stop at once.', '\n正在停止；再按一次立即停止。'));
  });
  return () => isInterrupted;
}
