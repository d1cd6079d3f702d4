import { readFile } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { configOrThrow, loadConfig } from '../config/load.ts';
import { AppError } from '../model/app-error.ts';
import type { Text } from '../model/text.ts';
import { parseDsn } from '../store/dsn.ts';
import type { Terminal } from './terminal.ts';

/** Answers: what do settings file, environment and defaults come to on this machine? */
export interface Settings {
  readonly config: Config;
  /** Things that were ignored, say. */
  readonly warnings: readonly Text[];
}

/** Variables of commands, which are no settings. */
const OF_COMMANDS = /^COCOASYNCER_(NODE_SECRET|KEY_SECRET|IMPORT_DSN)(_FILE)?$/;

/** @param path from `--config`; null: not given */
export async function loadSettings(terminal: Terminal, path: string | null): Promise<Settings> {
  const env = Object.fromEntries(Object.entries(terminal.env).filter(([name]) => !OF_COMMANDS.test(name)));
  const loaded = await loadConfig({
    argvPath: path,
    env,
    cwd: process.cwd(),
    isTerminal: terminal.isInteractive,
    readFile: (file) => readFile(file, 'utf8'),
    checkDatabase,
  });
  return { config: configOrThrow(loaded), warnings: loaded.kind === 'ok' ? loaded.warnings : [] };
}

/** What those who know databases find wrong with type and DSN; null: nothing. */
function checkDatabase(type: string, dsn: string) {
  try {
    parseDsn(type, dsn);
    return null;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const field = error.field === 'DataBaseType' ? ('DataBaseType' as const) : ('DSN' as const);
    return { field, text: error.text };
  }
}
