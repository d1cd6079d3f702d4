/** Hunts all planted faults, one per process, and says which promise caught each. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { tableLines } from '../../../src/cli/table.ts';
import { complain, printLines, say, type Terminal } from '../../../src/cli/terminal.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { text } from '../../../src/model/text.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { MUTANTS } from '../mutants/mutants.ts';
import type { MutantsRequest } from './arguments.ts';
import { areEnoughCaught, catchesFrom, hunt, merged, type Catch } from './mutant-hunt.ts';
import { Pool } from './pool.ts';
import { Progress } from './progress.ts';

export interface MutantsEdges {
  readonly terminal: Terminal;
  readonly plain: Pool;
  readonly bundle: (mutant: Mutant) => Promise<string>;
  readonly isStopped: () => boolean;
}

/** @returns the exit code */
export async function runMutants(request: MutantsRequest, edges: MutantsEdges): Promise<number> {
  const { terminal, isStopped } = edges;
  const earlier = request.isContinued ? earlierCatches(request.out) : [];
  const isCaught = (name: string): boolean =>
    earlier.some((one) => one.name === name && one.promise !== null);
  const chosen = chosenBy(request).filter(({ name }) => !isCaught(name));
  const progress = new Progress(terminal.errors, terminal.isInteractive);
  const catches: Catch[] = [];
  const all = (): readonly Catch[] => merged(earlier, catches, MUTANTS);
  const left = [...chosen];
  const huntNext = async (): Promise<void> => {
    for (let mutant = left.shift(); mutant !== undefined && !isStopped(); mutant = left.shift()) {
      const caught = await huntOne(mutant, request, edges);
      catches.push(caught);
      if (request.out !== null) save(request.out, all());
      progress.clear();
      tell(caught, terminal);
      progress.show(() => `${catches.length} of ${chosen.length} hunted`);
    }
  };
  await Promise.all(Array.from({ length: request.jobs }, huntNext));
  progress.clear();
  report(all(), terminal);
  return areEnoughCaught(all()) && !isStopped() ? 0 : 1;
}

function chosenBy({ only }: MutantsRequest): readonly Mutant[] {
  if (only.length === 0) return MUTANTS;
  const chosen = MUTANTS.filter(({ name }) => only.some((word) => name.includes(word)));
  if (chosen.length > 0) return chosen;
  const words = only.join(', ');
  throw new UsageError(
    text(`--only: no planted fault has "${words}" in its name.`, `--only：没有名称包含“${words}”的缺陷。`),
    { field: '--only' },
  );
}

function earlierCatches(path: string | null): readonly Catch[] {
  return path !== null && existsSync(path) ? catchesFrom(readFileSync(path, 'utf8')) : [];
}

async function huntOne(mutant: Mutant, request: MutantsRequest, edges: MutantsEdges): Promise<Catch> {
  const { name, what } = mutant;
  const draw = { ...request.draw, ...mutant.draw };
  let bundle: string;
  try {
    bundle = await edges.bundle(mutant);
  } catch (error) {
    // The sources have changed. One fault that has lost its place is no reason to hunt none of the others.
    const evidence = error instanceof Error ? error.message : String(error);
    return { name, what, promise: null, schedules: 0, seed: null, evidence, draw };
  }
  const pool = new Pool({ bundle, size: 1, deadlineMs: request.deadlineS * 1000 });
  try {
    return await hunt(
      { name, what, draw, firstSeed: request.seed, schedules: request.schedules },
      { mutated: pool.run.bind(pool), plain: edges.plain.run.bind(edges.plain), isStopped: edges.isStopped },
    );
  } finally {
    pool.close();
  }
}

/** At once: the whole hunt takes long. */
function tell({ name, promise, schedules, evidence }: Catch, terminal: Terminal): void {
  const result =
    schedules === 0
      ? text(`not planted: ${evidence}`, `无法植入：${evidence}`)
      : promise === null
        ? text(`survived ${schedules} schedules`, `${schedules} 个调度后仍未发现`)
        : text(`${promise} after ${schedules}`, `${promise}，第 ${schedules} 个`);
  complain(terminal, text(`${name}: ${result.en}`, `${name}：${result.zh}`));
}

function report(catches: readonly Catch[], terminal: Terminal): void {
  const rows = catches.map(({ name, promise, schedules, seed, evidence }) => [
    name,
    promise ?? '–',
    String(schedules),
    seed === null ? '–' : String(seed),
    evidence.slice(0, 90),
  ]);
  printLines(terminal, tableLines(['fault', 'caught by', 'schedules', 'seed', 'evidence'], rows));
  const survivors = catches.filter(({ promise }) => promise === null);
  const caught = catches.length - survivors.length;
  const share = ((100 * caught) / Math.max(1, catches.length)).toFixed(1);
  say(
    terminal,
    text(
      `\n${caught} of ${catches.length} caught (${share} %).`,
      `\n${catches.length} 个缺陷中发现 ${caught} 个（${share} %）。`,
    ),
  );
  for (const { name, what } of survivors)
    say(terminal, text(`survived: ${name}: ${what}`, `未发现：${name}：${what}`));
}

function save(path: string, catches: readonly Catch[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(catches, null, 2)}\n`);
}
