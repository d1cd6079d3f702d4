#!/usr/bin/env node
import { runCli } from './cli/cli.ts';
import { realParts } from './cli/real-parts.ts';
import { processTerminal } from './cli/terminal.ts';

// Arguments in, exit code out.

// A reader that goes away early (`cocoasyncer status | head`) is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const exitCode = await runCli(process.argv.slice(2), processTerminal(process), realParts);
// Whatever a command left open (a kept connection, a database pool) must not keep a finished command alive.
process.stdout.write('', () => process.exit(exitCode));
