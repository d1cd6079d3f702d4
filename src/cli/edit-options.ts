import type { Command } from 'commander';
import { text, type Text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { inLanguage } from './terminal.ts';

/** Answers: which options do all commands share that change something? */

export function withConsent(cli: Cli, command: Command): Command {
  const yes = text('do it without asking', '不再询问，直接执行');
  const noRecords = text('change the configuration alone, no records', '只改配置，不动解析记录');
  return command
    .option('-y, --yes', inLanguage(cli.terminal, yes))
    .option('--no-records', inLanguage(cli.terminal, noRecords));
}

/** @param variable the environment variable that may hold the secret instead */
export function withSecret(cli: Cli, command: Command, variable: string, what: Text): Command {
  const file = text(
    `file with ${what.en} (else ${variable}, or a question)`,
    `存放${what.zh}的文件（或用 ${variable}，或按提示输入）`,
  );
  const stdin = text('read it from standard input', '从标准输入读取');
  return command
    .option('--secret-file <path>', inLanguage(cli.terminal, file))
    .option('--secret-stdin', inLanguage(cli.terminal, stdin));
}
