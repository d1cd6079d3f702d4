import type { Command } from 'commander';
import { text, type Text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { DRAIN_STOP_DEADLINE_MS, STOP_DEADLINE_MS, keepRunning } from './keep-running.ts';
import { complain } from './terminal.ts';

/** Answers: what do `cocoasyncer run` and `runDebug` do? They are the daemon, in the foreground. */

export function runCommand(cli: Cli): Command {
  const summary = text('run the daemon in the foreground', '在前台运行守护进程');
  return daemonCommand(cli, 'run', summary, false).aliases(['runProd', 'r']);
}

export function runDebugCommand(cli: Cli): Command {
  const summary = text('run the daemon with debug logs', '以调试日志运行守护进程');
  return daemonCommand(cli, 'runDebug', summary, true).alias('rd');
}

function daemonCommand(cli: Cli, name: string, summary: Text, isDebug: boolean): Command {
  return newCommand(cli, name, summary).action(async () => {
    if (isDebug) cli.showStacks();
    const { config, warnings } = await cli.settings();
    for (const warning of warnings) complain(cli.terminal, warning);
    const wanted = isDebug ? { ...config, log: { ...config.log, level: 'debug' as const } } : config;
    const deadlineMs = wanted.drainOnStop ? DRAIN_STOP_DEADLINE_MS : STOP_DEADLINE_MS;
    cli.finish(await keepRunning(cli, () => cli.parts.startDaemon(wanted, cli.terminal), deadlineMs));
  });
}
