import type { Command } from 'commander';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand, newGroup, withJson } from './command.ts';
import { connect } from './connect.ts';
import { tableLines } from './table.ts';
import { inLanguage, printJson, printLines, say } from './terminal.ts';

/** Answers: what does `cocoasyncer witness` do? Names of the TXT records, for who wants to make them by hand. */
export function witnessCommand(cli: Cli): Command {
  const summary = text('names of the TXT records that the nodes use', '列出各节点使用的 TXT 记录名');
  const names = withJson(cli, newCommand(cli, 'names', summary));
  names.action(async ({ json }: { json?: boolean }) => {
    const records = await (await connect(cli)).witnessNames();
    if (json === true) {
      printJson(cli.terminal, records);
      return;
    }
    if (records.length === 0) {
      say(cli.terminal, text('There are none yet: add a service first.', '目前还没有：请先添加服务。'));
      return;
    }
    const header = [
      text('node', '节点'),
      text('zone', '主域名'),
      text('host record (TXT)', '主机记录 (TXT)'),
    ];
    const rows = records.map(({ node, zone, rr }) => [node, zone, rr]);
    printLines(
      cli.terminal,
      tableLines(
        header.map((title) => inLanguage(cli.terminal, title)),
        rows,
      ),
    );
  });
  return newGroup(cli, 'witness', text("the nodes' witness records", '各节点的见证记录'), [names]);
}
