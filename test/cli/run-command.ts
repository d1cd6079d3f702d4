// Runs one command in process against a fake daemon, and gives what a person would see.
import { runCli } from '../../src/cli/cli.ts';
import type { Parts } from '../../src/cli/parts.ts';
import { DAEMON_SECRET, type FakeDaemon } from './fake-daemon.ts';
import { fakeParts } from './fake-parts.ts';
import { fakeTerminal, type FakeTerminalOptions } from './fake-terminal.ts';

export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings extends FakeTerminalOptions {
  readonly parts?: Partial<Parts>;
  /** Asked by COCOASYNCER_URL with its right secret. */
  readonly daemon?: FakeDaemon;
}

export async function runCommand(argv: readonly string[], around: Surroundings = {}): Promise<Outcome> {
  const env = {
    ...(around.daemon === undefined
      ? {}
      : { COCOASYNCER_URL: around.daemon.url, COCOASYNCER_COCOA_SECRET: DAEMON_SECRET }),
    ...around.env,
  };
  const terminal = fakeTerminal({ ...around, env });
  const exitCode = await runCli(argv, terminal, fakeParts(around.parts));
  return { exitCode, out: terminal.out(), err: terminal.err() };
}
