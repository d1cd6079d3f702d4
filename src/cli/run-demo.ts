import type { Command } from 'commander';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { keepRunning } from './keep-running.ts';
import { say } from './terminal.ts';

/** Answers: what does `cocoasyncer runDemo` do? Pages and badge with invented data; nothing is steered. */
export function runDemoCommand(cli: Cli): Command {
  const summary = text('show pages and badge with invented data', '以虚构数据展示状态页和徽标');
  return newCommand(cli, 'runDemo', summary)
    .alias('re')
    .action(async () => {
      const { config } = await cli.settings();
      const start = async () => {
        const pages = await cli.parts.startPages(config);
        say(
          cli.terminal,
          text(
            `Invented data at ${pages.url}/v1/status and ${pages.url}/v1/badge. Ctrl-C ends it.`,
            `虚构数据：${pages.url}/v1/status 与 ${pages.url}/v1/badge。按 Ctrl-C 结束。`,
          ),
        );
        return pages;
      };
      cli.finish(await keepRunning(cli, start));
    });
}
