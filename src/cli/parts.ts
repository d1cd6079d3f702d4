import type { Config } from '../config/config.ts';
import type { Identity } from '../model/node.ts';
import type { Secret } from '../model/secret.ts';
import type { LegacyState } from '../wire/legacy.ts';
import type { Asker } from './asker.ts';
import type { Settings } from './load-settings.ts';
import type { Running } from './keep-running.ts';
import type { Terminal } from './terminal.ts';
import type { OpenSandbox } from './open-sandbox.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import type { DemoPages } from './demo-pages.ts';

/**
 * Answers: what do commands need that takes long to load? Every member loads its module when it is called,
 * never before. Tests give their own.
 */
export interface Parts {
  version(): string;
  /** File, environment and defaults put together; AppError `invalid` naming every problem. */
  loadSettings(terminal: Terminal, path: string | null): Promise<Settings>;
  /** Who the node is by its store; null: the store was never initialised. */
  storedIdentity(config: Config): Promise<Identity | null>;
  /** Reads the Go program's database. `type` null: told by the DSN. */
  readLegacy(type: string | null, dsn: Secret): Promise<LegacyState>;
  /** AppError `conflict` when the store is initialised already. */
  initialiseFromLegacy(config: Config, legacy: LegacyState): Promise<void>;
  startDaemon(config: Config, terminal: Terminal): Promise<Running>;
  /** The pages and the badge with invented data. */
  startPages(config: Config): Promise<DemoPages>;
  startSandbox(options: SandboxOptions): Promise<OpenSandbox>;
  /** Tells the whole story and resolves with the exit code. */
  runDemo(terminal: Terminal, isKept: boolean): Promise<number>;
  openAsker(terminal: Terminal): Promise<Asker>;
  /** Calls `handler` on SIGINT and SIGTERM until the returned function is called. */
  onStopSignal(handler: (signal: string) => void): () => void;
}
