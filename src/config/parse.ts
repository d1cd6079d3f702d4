import { text } from '../model/text.ts';
import type { Text } from '../model/text.ts';
import { buildConfig } from './build.ts';
import type { DatabaseCheck } from './build.ts';
import type { Config } from './config.ts';
import { isNodeDescribed, withEmbedded } from './embedded.ts';
import { overrideValue, readEnvironment, variableOf } from './environment.ts';
import type { Environment, FileContent } from './environment.ts';
import { furtherProblems } from './further-problems.ts';
import { settingsJsonSchema } from './json-schema.ts';
import { normalise } from './normalise.ts';
import type { Origin } from './normalise.ts';
import { shown } from './problem.ts';
import type { Problem } from './problem.ts';
import { SETTINGS, settingsSchema } from './settings.ts';
import { parseTree } from './tree.ts';

/**
 * File, environment and defaults put together and checked: all that reading settings is, apart from the
 * reading. Says everything that is wrong at once.
 */
export interface ParseInput {
  /** null: there is no file. */
  readonly file: { readonly path: string; readonly content: string } | null;
  readonly env: Environment;
  /** Contents of the files that `secretFiles(env)` names. */
  readonly secrets: ReadonlyMap<string, FileContent>;
  /** Absolute path that relative ones in settings are relative to. */
  readonly cwd: string;
  /** Whether standard output is a terminal: decides the log's format unless set. */
  readonly isTerminal: boolean;
  /** What is wrong with type and DSN, by those who know databases; null: nothing. */
  readonly checkDatabase?: DatabaseCheck;
}

export type LoadedConfig =
  | { readonly kind: 'ok'; readonly config: Config; readonly warnings: readonly Text[] }
  | { readonly kind: 'problems'; readonly path: string | null; readonly problems: readonly Problem[] };

export function parseConfig(input: ParseInput): LoadedConfig {
  const fromEnv = readEnvironment(input.env, input.secrets);
  const problems: Problem[] = [...fromEnv.problems];
  const origins = new Map<string, Origin>();
  const values = fileValues(input.file?.content ?? '', origins, problems);
  // Of a file that is no YAML nothing is known, so nothing in it can be missing.
  if (problems.some(({ key }) => key === 'YAML')) {
    return { kind: 'problems', path: input.file?.path ?? null, problems };
  }
  for (const override of fromEnv.overrides) {
    const result = overrideValue(override);
    problems.push(...result.problems);
    for (const [path, origin] of result.origins) origins.set(path, origin);
    if (result.value !== null) assign(values, override.path.split('.'), result.value);
  }

  const isEmbedded = input.file === null && !isNodeDescribed(values);
  const whole = isEmbedded ? withEmbedded(values) : values;
  const settings = settingsSchema.safeParse(whole);
  const path = input.file?.path ?? null;
  const around = { ...input, path, origins, fromEnv };
  if (!settings.success) {
    const { issues } = settings.error;
    problems.push(...issueProblems(issues, values, origins));
    problems.push(...furtherProblems(whole, new Set(issues.map((issue) => String(issue.path[0]))), around));
    return { kind: 'problems', path, problems: problems.filter(isFirstOfItsPlace) };
  }
  const built = buildConfig(settings.data, around);
  problems.push(...built.problems);
  if (problems.length > 0) return { kind: 'problems', path, problems };
  return { kind: 'ok', config: built.config, warnings: [...fromEnv.warnings, ...built.warnings] };
}

function fileValues(
  content: string,
  origins: Map<string, Origin>,
  problems: Problem[],
): Record<string, unknown> {
  const { tree, problems: yamlProblems } = parseTree(content);
  problems.push(...yamlProblems);
  if (tree === null || (tree.kind === 'scalar' && tree.value === null)) return {};
  if (tree.kind !== 'map') {
    const words = text('the file must be a list of `Key: value` lines', '文件内容应为若干行 `键: 值`');
    problems.push({ key: 'YAML', line: tree.line, text: words, found: null, allowed: null });
    return {};
  }
  const result = normalise(tree, settingsJsonSchema(), '', '', true);
  problems.push(...result.problems);
  for (const [path, origin] of result.origins) origins.set(path, origin);
  return result.value as Record<string, unknown>;
}

/** Sets a value deep in the settings; what stands in the way (`Sandbox: true`) gives way to a map. */
function assign(
  values: Record<string, unknown>,
  [key = '', ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    values[key] = value;
    return;
  }
  const inner = values[key];
  const map = isRecord(inner) ? { ...inner } : {};
  assign(map, rest, value);
  values[key] = map;
}

interface Issue {
  readonly path: readonly PropertyKey[];
}

function issueProblems(
  issues: readonly Issue[],
  values: unknown,
  origins: ReadonlyMap<string, Origin>,
): Problem[] {
  return issues.map(({ path }) => {
    const keys = path.map(String);
    const at = keys.join('.');
    const listed = SETTINGS.filter((one) => at === one.path || at.startsWith(`${one.path}.`)).at(-1);
    const found = shown(valueAt(values, keys), listed?.notes.isSecret === true);
    const origin = nearestOrigin(origins, keys) ?? { key: at, line: null };
    const allowed = listed?.notes.allowed ?? null;
    if (found === null) return { ...origin, key: at, text: missing(at), found, allowed };
    return { ...origin, text: text('this value is not allowed', '取值不被允许'), found, allowed };
  });
}

function missing(path: string): Text {
  const variable = variableOf(path);
  return text(`is missing; set it here or as ${variable}`, `缺失；请在此设置，或设置环境变量 ${variable}`);
}

/** One value may break several rules; the first problem at a place says it all. */
function isFirstOfItsPlace(problem: Problem, index: number, all: readonly Problem[]): boolean {
  const isSame = (one: Problem): boolean =>
    one.key === problem.key &&
    one.line === problem.line &&
    one.found === problem.found &&
    one.text.en === problem.text.en;
  return all.findIndex(isSame) === index;
}

function nearestOrigin(origins: ReadonlyMap<string, Origin>, keys: readonly string[]): Origin | null {
  for (let length = keys.length; length > 0; length -= 1) {
    const origin = origins.get(keys.slice(0, length).join('.'));
    if (origin !== undefined) return origin;
  }
  return null;
}

function valueAt(values: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) =>
      isRecord(value) || Array.isArray(value) ? (value as Record<string, unknown>)[key] : undefined,
    values,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
