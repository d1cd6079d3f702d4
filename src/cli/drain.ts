import type { Command } from 'commander';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { connect } from './connect.ts';
import { hasConsent } from './edit-flow.ts';
import { complain, inLanguage, say } from './terminal.ts';

/** Answers: what does `cocoasyncer drain` do? The node hands its records over, before maintenance say. */
export function drainCommand(cli: Cli): Command {
  const summary = text('hand all records of this node over to others', '将本节点持有的记录移交给其他节点');
  const command = newCommand(cli, 'drain', summary).option(
    '-y, --yes',
    inLanguage(cli.terminal, text('do it without asking', '不再询问，直接执行')),
  );
  return command.action(async ({ yes }: { yes?: boolean }) => {
    const client = await connect(cli);
    say(cli.terminal, ONLY_A_RESTART);
    // Without a terminal it acts: scripts call it before they stop the daemon.
    if (cli.terminal.isInteractive && !(await hasConsent(cli, yes === true))) {
      cli.finish(2);
      return;
    }
    say(cli.terminal, text('Handing over; this may take a minute…', '正在移交，可能需要一分钟……'));
    const { handedOver, kept } = await client.drain();
    say(cli.terminal, text(`Handed over: ${handedOver}.`, `已移交 ${handedOver} 条记录。`));
    if (kept === 0) return;
    complain(
      cli.terminal,
      text(
        `Still held here: ${kept}. No other living node can take them; \`cocoasyncer status\` shows which they are.`,
        `仍由本节点持有 ${kept} 条：没有其他在线节点可以接手。用 \`cocoasyncer status\` 查看。`,
      ),
    );
    cli.finish(1);
  });
}

const ONLY_A_RESTART = text(
  'This node hands over its records and takes none until its daemon is restarted: nothing else ends draining.',
  '本节点将移交全部记录，并且在守护进程重启之前不再承接任何记录：只有重启才能结束移交状态。',
);
