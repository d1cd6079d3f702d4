import { AppError } from '../model/app-error.ts';
import type { Language, Text } from '../model/text.ts';
import { text } from '../model/text.ts';

/** One thing wrong with the settings: where, what was found, what would be right. Holds no secret. */
export interface Problem {
  /** The setting as it was written (`apiport`, `Timers.tDead`), or the environment variable. */
  readonly key: string;
  /** Line of the file, from 1; null: not from a line of the file. */
  readonly line: number | null;
  /** What is wrong, without the key. */
  readonly text: Text;
  /** The value found, for people; `***` for secrets; null: there is none. */
  readonly found: string | null;
  readonly allowed: Text | null;
}

const MAX_FOUND = 80;

/** A value as it is shown in a problem. */
export function shown(value: unknown, isSecret: boolean): string | null {
  if (value === undefined || value === null) return null;
  if (isSecret) return '***';
  const json = JSON.stringify(value);
  return json.length > MAX_FOUND ? `${json.slice(0, MAX_FOUND)}…` : json;
}

/** One or two lines per problem, in the order of the file. */
export function formatProblems(problems: readonly Problem[], language: Language): string[] {
  const ordered = [...problems].sort((a, b) => (a.line ?? Infinity) - (b.line ?? Infinity) || 0);
  return ordered.map((problem) => formatProblem(problem, language));
}

function formatProblem(problem: Problem, language: Language): string {
  const { key, line, found, allowed } = problem;
  if (language === 'zh') {
    const where = line === null ? key : `第 ${line} 行 ${key}`;
    const facts = [
      ...(found === null ? [] : [`当前值 ${found}`]),
      ...(allowed === null ? [] : [`允许：${allowed.zh}`]),
    ];
    return `${where}：${problem.text.zh}${facts.length === 0 ? '' : `（${facts.join('；')}）`}`;
  }
  const where = line === null ? key : `line ${line}, ${key}`;
  const facts = [
    ...(found === null ? [] : [`found ${found}`]),
    ...(allowed === null ? [] : [`allowed: ${allowed.en}`]),
  ];
  return `${where}: ${problem.text.en}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}`;
}

/** All problems in one error, for callers that can only fail. `path` null: the settings are not from a file. */
export function problemsError(path: string | null, problems: readonly Problem[]): AppError {
  const list = (language: Language): string =>
    formatProblems(problems, language)
      .map((line) => `\n  - ${line}`)
      .join('');
  const [one, only] = [problems[0], problems.length === 1];
  return new AppError(
    'invalid',
    text(
      `The settings${path === null ? '' : ` in ${path}`} have ${problems.length} problem${only ? '' : 's'}:${list('en')}`,
      `${path === null ? '配置' : `配置文件 ${path} `}有 ${problems.length} 处问题：${list('zh')}`,
    ),
    {
      hint: text(
        'Correct them and run `cocoasyncer config check`. All settings are described in docs/configuration.md.',
        '请修正后运行 `cocoasyncer config check`。全部配置项见 docs/configuration.zh-CN.md。',
      ),
      ...(one === undefined ? {} : { field: one.key }),
    },
  );
}
