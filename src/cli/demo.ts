import type { Command } from 'commander';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { inLanguage } from './terminal.ts';

/** Answers: what does `cocoasyncer demo` do? It tells a failover as a story, with real processes. */
export function demoCommand(cli: Cli): Command {
  const keep = text('leave it running afterwards, to explore', '结束后保持运行，供自行体验');
  return newCommand(
    cli,
    'demo',
    text(
      'watch three nodes take over for one another (about three minutes)',
      '演示三个节点互相接管（约三分钟）',
    ),
  )
    .option('--keep', inLanguage(cli.terminal, keep))
    .action(async ({ keep: isKept = false }: { keep?: boolean }) => {
      cli.finish(await cli.parts.runDemo(cli.terminal, isKept));
    });
}
