/** Answers: what was asked of the simulator? Errors name the option, in both languages, as the program's own do. */
import { Option, type Command } from 'commander';
import type { Cli } from '../../../src/cli/cli.ts';
import { newCommand } from '../../../src/cli/command.ts';
import { parseWhole } from '../../../src/cli/parse-values.ts';
import { inLanguage } from '../../../src/cli/terminal.ts';
import { UsageError } from '../../../src/cli/usage-error.ts';
import { PROFILES } from '../../../src/config/timers.ts';
import { text, type Text } from '../../../src/model/text.ts';
import { KNOWN_KINDS } from '../faults/all-faults.ts';
import type { DrawOptions } from './totals.ts';

/** What both commands take. */
interface Shared {
  readonly draw: DrawOptions;
  readonly jobs: number;
  /** A schedule that takes longer is broken off and counts as a failure, s. */
  readonly deadlineS: number;
  readonly out: string | null;
}

export interface SimRequest extends Shared {
  readonly kind: 'one' | 'batch';
  /** That of the one schedule, or of the first. */
  readonly seed: number;
  readonly schedules: number;
  /** A file to run instead of a seed. */
  readonly file: string | null;
  readonly isTraced: boolean;
  readonly isShrunk: boolean;
  readonly isContinued: boolean;
  readonly mutant: string | null;
}

export interface MutantsRequest extends Shared {
  readonly kind: 'mutants';
  readonly seed: number;
  readonly schedules: number;
  /** Words, one of which is in the name. */
  readonly only: readonly string[];
  /** What is caught in the file of `--out` is kept and not hunted again. */
  readonly isContinued: boolean;
}

export type Request = SimRequest | MutantsRequest;

type Typed = Readonly<Record<string, string | boolean | undefined>>;

/** Parses what stands after `npm run sim --`. Help that was asked for arrives as commander's own error. */
export function parseRequest(
  argv: readonly string[],
  cli: Pick<Cli, 'terminal'>,
  machine: { readonly jobs: number },
): Request {
  const isMutants = argv[0] === 'mutants';
  const command = isMutants ? mutantsCommand(cli) : simCommand(cli);
  command.parse(isMutants ? argv.slice(1) : [...argv], { from: 'user' });
  const typed: Typed = command.opts();
  return isMutants ? mutantsRequest(typed, machine.jobs) : simRequest(typed, machine.jobs);
}

function simCommand(cli: Pick<Cli, 'terminal'>): Command {
  const summary = text(
    'Runs the product through drawn bad luck, in virtual time, and checks its promises.',
    '在虚拟时间中让本程序经历随机抽取的各种故障，并检查各项承诺是否成立。',
  );
  const add = adder(cli, newCommand(cli, 'npm run sim --', summary));
  add('--seed <n>', text('the schedule, or the first of a batch (1)', '调度的种子，批量运行时为第一个（1）'));
  add('--schedules <n>', text('run so many, on all cores', '批量运行的个数，使用全部处理器核'));
  add('--schedule <file>', text('run a schedule from a file', '运行文件中的调度'));
  addDrawing(add);
  add('--trace', text('tell the whole story', '输出完整经过'));
  add('--no-shrink', text('do not cut a failing schedule', '失败时不缩减调度'));
  add('--continue', text('go on where the file of --out ends', '从 --out 文件的结尾处继续'));
  add('--mutant <name>', text('plant this fault', '植入该缺陷'));
  return addRunning(add);
}

function mutantsCommand(cli: Pick<Cli, 'terminal'>): Command {
  const summary = text(
    'Plants faults into the product, one at a time: is each one caught?',
    '逐个向本程序植入缺陷，检验能否被发现。',
  );
  const add = adder(cli, newCommand(cli, 'npm run sim:mutants --', summary));
  add('--only <names>', text('those whose name contains one of these', '仅名称包含其中一词的缺陷'));
  add('--schedules <n>', text('give up after so many (300)', '每个缺陷最多运行的个数（300）'));
  add('--seed <n>', text('the first schedule (1)', '第一个调度的种子（1）'));
  add('--continue', text('not those caught in the file of --out', '跳过 --out 文件中已发现的缺陷'));
  addDrawing(add);
  return addRunning(add);
}

type Add = (flags: string, summary: Text) => Command;

function adder(cli: Pick<Cli, 'terminal'>, command: Command): Add {
  return (flags, summary) => command.addOption(new Option(flags, inLanguage(cli.terminal, summary)));
}

function addDrawing(add: Add): void {
  add('--nodes <n>', text('so many nodes', '节点数'));
  add(
    '--hours <h>',
    text('so many hours of trouble (1.25, two hours in all)', '故障持续的小时数（默认 1.25，总计约两小时）'),
  );
  add('--profile <name>', text(`one of ${PROFILES.join(', ')}`, `取值：${PROFILES.join('、')}`));
  add('--kinds <names>', text('nothing but these kinds of faults', '仅这些类型的故障'));
  add('--every <min>', text('mean time between two faults', '两次故障的平均间隔（分钟）'));
}

function addRunning(add: Add): Command {
  add('--jobs <n>', text('processes (one per core)', '进程数（每核一个）'));
  add('--deadline <s>', text('break a schedule off after this (300 s)', '单个调度的时限（300 秒）'));
  return add('--out <file>', text('write the result as JSON', '将结果写为 JSON'));
}

function simRequest(typed: Typed, cores: number): SimRequest {
  const isBatch = typed['schedules'] !== undefined;
  const file = wordOf(typed['schedule']);
  refuseTogether(isBatch && file !== null, '--schedules', '--schedule');
  refuseTogether(file !== null && typed['seed'] !== undefined, '--schedule', '--seed');
  refuseTogether(isBatch && typed['trace'] === true, '--schedules', '--trace');
  if (typed['continue'] === true && !isBatch) needs('--continue', '--schedules');
  if (typed['continue'] === true && typed['out'] === undefined) needs('--continue', '--out');
  return {
    ...shared(typed, cores),
    kind: isBatch ? 'batch' : 'one',
    seed: wholeOf(typed, 'seed', 1, 0, 999_999_999),
    schedules: wholeOf(typed, 'schedules', 1, 1, 100_000_000),
    file,
    isTraced: typed['trace'] === true,
    isShrunk: typed['shrink'] !== false,
    isContinued: typed['continue'] === true,
    mutant: wordOf(typed['mutant']),
  };
}

function mutantsRequest(typed: Typed, cores: number): MutantsRequest {
  if (typed['continue'] === true && typed['out'] === undefined) needs('--continue', '--out');
  return {
    ...shared(typed, cores),
    kind: 'mutants',
    seed: wholeOf(typed, 'seed', 1, 0, 999_999_999),
    schedules: wholeOf(typed, 'schedules', 300, 1, 100_000),
    only: wordsOf(typed['only']),
    isContinued: typed['continue'] === true,
  };
}

function shared(typed: Typed, cores: number): Shared {
  return {
    draw: drawOptions(typed),
    jobs: wholeOf(typed, 'jobs', cores, 1, 1024),
    deadlineS: wholeOf(typed, 'deadline', 300, 1, 86_400),
    out: wordOf(typed['out']),
  };
}

function drawOptions(typed: Typed): DrawOptions {
  const isIn = (value: number): boolean => (value >= 2 && value <= 8) || (value >= 33 && value <= 1000);
  const nodes = wholeOf(typed, 'nodes', 0, 2, 1000);
  if (nodes !== 0 && !isIn(nodes))
    throw new UsageError(
      text(
        `--nodes must be from 2 to 8, or from 33 to 1000; found "${nodes}".`,
        `--nodes 必须是 2 到 8 或 33 到 1000，实际为“${nodes}”。`,
      ),
      { field: '--nodes' },
    );
  return {
    ...(nodes === 0 ? {} : { nodes }),
    ...(typed['hours'] === undefined ? {} : { hours: aboveZero(typed['hours'], '--hours') }),
    ...(typed['profile'] === undefined ? {} : { profile: profileOf(typed['profile']) }),
    ...(typed['kinds'] === undefined ? {} : { kinds: kindsOf(typed['kinds']) }),
    ...(typed['every'] === undefined ? {} : { every: aboveZero(typed['every'], '--every') }),
  };
}

function aboveZero(typed: string | boolean, name: string): number {
  const value = typeof typed === 'string' && /^\d{1,4}(\.\d{1,3})?$/.test(typed) ? Number(typed) : NaN;
  if (value > 0) return value;
  throw new UsageError(
    text(
      `${name} must be a number above 0; found "${typed}".`,
      `${name} 必须是大于 0 的数，实际为“${typed}”。`,
    ),
    { field: name },
  );
}

function kindsOf(typed: string | boolean): readonly string[] {
  const kinds = wordsOf(typed);
  const unknown = kinds.find((name) => !KNOWN_KINDS.some(({ kind }) => kind === name));
  if (unknown === undefined) return kinds;
  throw new UsageError(
    text(`--kinds: no fault is called "${unknown}".`, `--kinds：没有名为“${unknown}”的故障。`),
    { field: '--kinds' },
  );
}

function profileOf(typed: string | boolean): (typeof PROFILES)[number] {
  const found = PROFILES.find((name) => name === typed);
  if (found !== undefined) return found;
  throw new UsageError(
    text(
      `--profile must be one of ${PROFILES.join(', ')}; found "${typed}".`,
      `--profile 只能是 ${PROFILES.join('、')}，实际为“${typed}”。`,
    ),
    { field: '--profile' },
  );
}

function wholeOf(typed: Typed, name: string, otherwise: number, least: number, most: number): number {
  const value = wordOf(typed[name]);
  return value === null ? otherwise : parseWhole(value, `--${name}`, least, most);
}

function wordOf(typed: string | boolean | undefined): string | null {
  return typeof typed === 'string' ? typed : null;
}

function wordsOf(typed: string | boolean | undefined): readonly string[] {
  return (wordOf(typed) ?? '').split(',').filter((word) => word !== '');
}

function needs(one: string, other: string): never {
  throw new UsageError(text(`${one} needs ${other}.`, `${one} 需要同时给出 ${other}。`), { field: one });
}

function refuseTogether(areBoth: boolean, one: string, other: string): void {
  if (!areBoth) return;
  throw new UsageError(text(`${one} and ${other} exclude each other.`, `${one} 与 ${other} 不能同时使用。`), {
    field: one,
  });
}
