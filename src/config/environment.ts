import { text } from '../model/text.ts';
import type { Text } from '../model/text.ts';
import { alternatives, settingsJsonSchema } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { normalise } from './normalise.ts';
import type { Normalised } from './normalise.ts';
import type { Problem } from './problem.ts';
import { SETTINGS } from './settings.ts';
import { squash, suggest } from './suggest.ts';
import { parseTree } from './tree.ts';
import type { Tree } from './tree.ts';

/**
 * Settings from environment variables. The rule: `COCOASYNCER_` and the setting's key; letter case and
 * underscores do not count, so `COCOASYNCER_TIMERS_T_DEAD` is `Timers.tDead`. Texts are taken as they are,
 * lists and maps are YAML. A secret may stand in a file that `…_FILE` names.
 */
export type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'COCOASYNCER_';

/** Variables of ours that are no settings. */
const OTHERS = new Set(['CONFIG', 'URL', 'LANG', 'FAMILY']);

/** What container platforms inject for a service that is called `cocoasyncer`. */
const INJECTED = /^(SERVICE_(HOST|PORT.*)|PORT(_\d+_(TCP|UDP).*)?|NAME|ENV_.*)$/;

export const KEY_ID_VARIABLE = 'ALIBABA_CLOUD_ACCESS_KEY_ID';
export const KEY_SECRET_VARIABLE = 'ALIBABA_CLOUD_ACCESS_KEY_SECRET';

/** A file's content, or why it could not be read. */
export type FileContent = { readonly content: string } | { readonly failure: string };

export interface Override {
  readonly variable: string;
  /** Canonical path of the setting. */
  readonly path: string;
  readonly value: string;
}

export interface EnvironmentSettings {
  readonly overrides: readonly Override[];
  readonly keyId: string | null;
  readonly keySecret: string | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Text[];
}

/** The `…_FILE` variables and the files they name, to be read before `readEnvironment`. */
export function secretFiles(env: Environment): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [variable, value] of present(env)) {
    if (isSecretFileVariable(variable)) files.set(variable, value);
  }
  return files;
}

export function readEnvironment(
  env: Environment,
  contents: ReadonlyMap<string, FileContent>,
): EnvironmentSettings {
  const problems: Problem[] = [];
  const warnings: Text[] = [];
  const values = new Map<string, string>();
  for (const [variable, value] of present(env)) {
    if (!isSecretFileVariable(variable)) values.set(variable, value);
  }
  for (const variable of secretFiles(env).keys()) {
    const direct = variable.slice(0, -'_FILE'.length);
    const found = contents.get(variable) ?? { failure: 'not read' };
    if (values.has(direct)) problems.push(problem(variable, BOTH_GIVEN(direct)));
    else if ('failure' in found) problems.push(problem(variable, UNREADABLE(found.failure)));
    else if (found.content.trim() === '') problems.push(problem(variable, EMPTY_FILE));
    else values.set(direct, found.content.replace(/^\uFEFF/, '').trim());
  }

  const overrides: Override[] = [];
  for (const [variable, value] of values) {
    if (!variable.startsWith(PREFIX)) continue;
    const rest = variable.slice(PREFIX.length);
    const path = settingOf(rest);
    if (path !== null) overrides.push({ variable, path, value });
    else if (!OTHERS.has(rest) && !INJECTED.test(rest)) warnings.push(unknownVariable(variable, rest));
  }
  const keyId = values.get(KEY_ID_VARIABLE) ?? null;
  const keySecret = values.get(KEY_SECRET_VARIABLE) ?? null;
  if ((keyId === null) !== (keySecret === null) && !problems.some(({ key }) => key.startsWith('ALIBABA'))) {
    const [given, missing] =
      keyId === null ? [KEY_SECRET_VARIABLE, KEY_ID_VARIABLE] : [KEY_ID_VARIABLE, KEY_SECRET_VARIABLE];
    problems.push(problem(missing, text(`missing, although ${given} is set`, `缺失，但已设置 ${given}`)));
  }
  return { overrides, keyId, keySecret, problems: [...problems, ...doubled(overrides)], warnings };
}

/** The override as a typed value, as if it stood in the file. */
export function overrideValue({ variable, path, value }: Override): Normalised {
  const schema = path
    .split('.')
    .reduce<JsonSchema>(
      (shape, key) =>
        alternatives(shape).find(({ properties }) => properties?.[key])?.properties?.[key] ?? {},
      settingsJsonSchema(),
    );
  const raw: Tree = { kind: 'scalar', value, source: value, line: 0 };
  const isStructured = alternatives(schema).some(({ type }) => type === 'array' || type === 'object');
  if (!isStructured) return normalise(raw, schema, path, variable, false);
  const { tree, problems } = parseTree(value);
  const result = normalise(tree ?? raw, schema, path, variable, false);
  result.problems.push(...problems.map((one) => ({ ...one, key: variable, line: null })));
  return result;
}

/** The environment variable of a setting, as the documentation spells it. */
export function variableOf(path: string): string {
  const words = path.split('.').map((key) =>
    key
      .replace(/^(API|DNS|DSN)/, '$1_')
      .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
      .replace(/_$/, '')
      .replace(/^IPv/, 'IPV'),
  );
  return `${PREFIX}${words.join('_').replace(/__+/g, '_').toUpperCase()}`;
}

function settingOf(rest: string): string | null {
  return SETTINGS.find(({ path }) => squash(path) === squash(rest))?.path ?? null;
}

function isSecretFileVariable(variable: string): boolean {
  if (!variable.endsWith('_FILE')) return false;
  const direct = variable.slice(0, -'_FILE'.length);
  if (direct === KEY_ID_VARIABLE || direct === KEY_SECRET_VARIABLE) return true;
  if (!direct.startsWith(PREFIX)) return false;
  const path = settingOf(direct.slice(PREFIX.length));
  return SETTINGS.some((listed) => listed.path === path && listed.notes.isSecret);
}

/** Compose files and the like set variables to nothing when they mean "not set". */
function present(env: Environment): [string, string][] {
  return Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '').trim() !== '');
}

function doubled(overrides: readonly Override[]): Problem[] {
  return overrides.flatMap(({ variable, path }, index) => {
    const before = overrides.slice(0, index).find((other) => other.path === path);
    if (before === undefined) return [];
    return [
      problem(
        variable,
        text(`sets ${path} again after ${before.variable}`, `与 ${before.variable} 重复设置 ${path}`),
      ),
    ];
  });
}

function unknownVariable(variable: string, rest: string): Text {
  const near = suggest(
    rest,
    SETTINGS.map(({ path }) => path),
  );
  return near === null
    ? text(`${variable} is no setting and is ignored`, `${variable} 不是配置项，已忽略`)
    : text(
        `${variable} is no setting and is ignored; did you mean ${variableOf(near)}?`,
        `${variable} 不是配置项，已忽略；是否想写 ${variableOf(near)}？`,
      );
}

function problem(key: string, words: Text): Problem {
  return { key, line: null, text: words, found: null, allowed: null };
}

const BOTH_GIVEN = (direct: string): Text =>
  text(`given together with ${direct}; keep one of them`, `与 ${direct} 同时设置，请只保留一个`);
const UNREADABLE = (failure: string): Text =>
  text(`the file it names cannot be read: ${failure}`, `无法读取其指定的文件：${failure}`);
const EMPTY_FILE = text('the file it names is empty', '其指定的文件为空');
