import type { Command } from 'commander';
import type { ClusterView } from '../model/cluster-view.ts';
import type { Language, Text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand, newGroup, withJson } from './command.ts';
import { connect } from './connect.ts';
import type { DaemonClient } from './daemon-client.ts';
import { printJson, printLines } from './terminal.ts';

/** Answers: what do `node`, `dns` and `service` have in common? They list, change, and talk when run bare. */

/** Run bare it asks its questions on a terminal; elsewhere it shows its help and ends with 2. */
export function talkingGroup(
  cli: Cli,
  name: string,
  summary: Text,
  commands: Command[],
  talk: () => Promise<(cli: Cli, client: DaemonClient) => Promise<number>>,
): Command {
  const group = newGroup(cli, name, summary, commands).action(async () => {
    if (!cli.terminal.isInteractive) {
      group.outputHelp({ error: true });
      cli.finish(2);
      return;
    }
    const dialogue = await talk();
    cli.finish(await dialogue(cli, await connect(cli)));
  });
  return group;
}

/** `list`, as a table or as JSON. */
export function listCommand(
  cli: Cli,
  summary: Text,
  listed: (view: ClusterView) => unknown,
  lines: (view: ClusterView, language: Language) => readonly string[],
): Command {
  const command = withJson(cli, newCommand(cli, 'list', summary));
  return command.alias('ls').action(async ({ json }: { json?: boolean }) => {
    const view = await (await connect(cli)).view();
    if (json === true) printJson(cli.terminal, listed(view));
    else printLines(cli.terminal, lines(view, cli.terminal.language));
  });
}
