import type { Config } from '../../src/config/config.ts';
import type { FileContent } from '../../src/config/environment.ts';
import { parseConfig } from '../../src/config/parse.ts';
import type { LoadedConfig, ParseInput } from '../../src/config/parse.ts';
import { formatProblems } from '../../src/config/problem.ts';

/** Settings from texts, for tests. */
export const MINIMAL = [
  'NodeName: Guangzhou',
  'NodeCode: gz',
  'NodeAddress: http://gz.example.net:44443',
  'WorkMode: leader',
  '',
].join('\n');

export interface ReadOptions {
  readonly env?: Record<string, string>;
  readonly secrets?: Record<string, FileContent>;
  readonly isTerminal?: boolean;
  readonly checkDatabase?: ParseInput['checkDatabase'];
}

/** `content` null: there is no file. */
export function read(content: string | null, options: ReadOptions = {}): LoadedConfig {
  return parseConfig({
    file: content === null ? null : { path: '/etc/cocoa/config.yaml', content },
    env: options.env ?? {},
    secrets: new Map(Object.entries(options.secrets ?? {})),
    cwd: '/srv/cocoa',
    isTerminal: options.isTerminal ?? false,
    ...(options.checkDatabase === undefined ? {} : { checkDatabase: options.checkDatabase }),
  });
}

export function config(content: string | null, options: ReadOptions = {}): Config {
  return ok(content, options).config;
}

export function warnings(content: string | null, options: ReadOptions = {}): string[] {
  return ok(content, options).warnings.map(({ en }) => en);
}

function ok(content: string | null, options: ReadOptions): Extract<LoadedConfig, { kind: 'ok' }> {
  const loaded = read(content, options);
  if (loaded.kind === 'ok') return loaded;
  throw new Error(formatProblems(loaded.problems, 'en').join('\n'));
}

/** The problems as they are printed; empty when there are none. */
export function problems(
  content: string | null,
  options: ReadOptions = {},
  language: 'en' | 'zh' = 'en',
): string[] {
  const loaded = read(content, options);
  return loaded.kind === 'ok' ? [] : formatProblems(loaded.problems, language);
}
