import { resolve } from 'node:path';
import { text } from '../model/text.ts';
import type { DatabaseCheck } from './build.ts';
import type { Config } from './config.ts';
import { secretFiles } from './environment.ts';
import type { Environment, FileContent } from './environment.ts';
import { parseConfig } from './parse.ts';
import type { LoadedConfig } from './parse.ts';
import { problemsError } from './problem.ts';
import type { Problem } from './problem.ts';

/** Where settings are read from: the one part of reading them that touches files. */
export interface LoadOptions {
  /** From `--config`; null: not given. */
  readonly argvPath: string | null;
  readonly env: Environment;
  readonly cwd: string;
  readonly isTerminal: boolean;
  /** The file's text; rejects with `code` ENOENT when there is none. */
  readonly readFile: (path: string) => Promise<string>;
  readonly checkDatabase?: DatabaseCheck;
}

export const DEFAULT_PATH = 'config/config.yaml';

/**
 * Reads `--config`, else `COCOASYNCER_CONFIG`, else `config/config.yaml` if it exists, else uses what the
 * environment says and embedded defaults. A file that was named must be there.
 */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const fromEnv = options.env['COCOASYNCER_CONFIG'];
  const named = options.argvPath ?? (fromEnv === undefined || fromEnv === '' ? null : fromEnv);
  const path = resolve(options.cwd, named ?? DEFAULT_PATH);
  const found = await read(options, path);
  if ('failure' in found && (named !== null || found.failure !== 'ENOENT')) {
    return { kind: 'problems', path, problems: [unreadable(keyOf(options, named), path, found.failure)] };
  }
  const secrets = new Map<string, FileContent>();
  for (const [variable, file] of secretFiles(options.env)) {
    secrets.set(variable, await read(options, resolve(options.cwd, file)));
  }
  const file = 'content' in found ? { path, content: found.content } : null;
  return parseConfig({ ...options, file, secrets });
}

/** The Config, or an AppError `invalid` that lists every problem. */
export function configOrThrow(loaded: LoadedConfig): Config {
  if (loaded.kind === 'ok') return loaded.config;
  throw problemsError(loaded.path, loaded.problems);
}

async function read(options: LoadOptions, path: string): Promise<FileContent> {
  try {
    return { content: await options.readFile(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return { failure: typeof code === 'string' ? code : 'cannot be read' };
  }
}

/** By what the file was named: that is what has to be put right. */
function keyOf({ argvPath }: LoadOptions, named: string | null): string {
  if (named === null) return DEFAULT_PATH;
  return argvPath === null ? 'COCOASYNCER_CONFIG' : '--config';
}

function unreadable(key: string, path: string, failure: string): Problem {
  const words =
    failure === 'ENOENT'
      ? text('there is no such file', '文件不存在')
      : text(`the file cannot be read: ${failure}`, `无法读取文件：${failure}`);
  return { key, line: null, text: words, found: path, allowed: null };
}
