import type { Command } from 'commander';
import { AppError } from '../model/app-error.ts';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { printLines } from './terminal.ts';

/**
 * Answers: what does `cocoasyncer secret` do? It prints this node's own secret, and nothing else, for the file
 * that `node add --secret-file` wants on the leader. Read from the store, so the daemon need not run.
 */
export function secretCommand(cli: Cli): Command {
  const summary = text(
    "print this node's own secret, to add it to a cluster from the leader",
    '输出本节点自己的密钥，供主节点将其加入集群',
  );
  return newCommand(cli, 'secret', summary).action(async () => {
    const { config } = await cli.settings();
    const stored = await cli.parts.storedIdentity(config);
    const secret = stored?.secret ?? config.secret;
    if (secret === null) throw notYet();
    printLines(cli.terminal, [secret.reveal()]);
  });
}

function notYet(): AppError {
  return new AppError('not-found', text('This node has no secret yet.', '本节点还没有密钥。'), {
    hint: text(
      'It is made when the daemon first starts: run `cocoasyncer run` once, in this folder and with the same --config.',
      '密钥在守护进程首次启动时生成：请在本目录以相同的 --config 运行一次 `cocoasyncer run`。',
    ),
  });
}
