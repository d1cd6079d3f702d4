import type { Command } from 'commander';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand, withJson } from './command.ts';
import { connect } from './connect.ts';
import { printJson, printLines } from './terminal.ts';

/** Answers: what does `cocoasyncer status` do? How things stand, as the asked node sees them. */
export function statusCommand(cli: Cli): Command {
  const summary = text('show how things stand', '查看运行状态');
  const command = newCommand(cli, 'status', summary).alias('showStatus');
  return withJson(cli, command).action(async ({ json }: { json?: boolean }) => {
    const client = await connect(cli);
    const view = await client.view();
    if (json === true) {
      printJson(cli.terminal, view);
      return;
    }
    const { statusLines } = await import('./describe-status.ts');
    printLines(cli.terminal, statusLines(view, cli.terminal.language));
  });
}
