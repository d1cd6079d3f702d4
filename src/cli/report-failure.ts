import { AppError } from '../model/app-error.ts';
import { text, type Text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { complain } from './terminal.ts';
import { Cancelled, UsageError } from './usage-error.ts';

/** Answers: what does a person read when a command fails, and which exit code does it end with? */

/**
 * Writes one clear line, and what to do next when that is known, to standard error.
 * @param isDebug whether the stack is shown too
 */
export function reportFailure(cli: Pick<Cli, 'terminal'>, error: unknown, isDebug: boolean): number {
  const { terminal } = cli;
  if (error instanceof Cancelled) {
    complain(terminal, text('Cancelled; nothing was changed.', '已取消，未作任何更改。'));
    return 1;
  }
  if (error instanceof AppError) {
    complain(terminal, text(`Error: ${error.text.en}`, `错误：${error.text.zh}`));
    if (error.hint !== null) complain(terminal, asSentence(error.hint));
  } else {
    const message = error instanceof Error ? error.message : String(error);
    complain(terminal, text(`Unexpected fault: ${message}`, `程序内部错误：${message}`));
    if (!isDebug) complain(terminal, text('Add --debug to see where.', '加上 --debug 可查看出错位置。'));
  }
  if (isDebug) terminal.errors.write(`${stackOf(error)}\n`);
  return error instanceof UsageError ? 2 : 1;
}

/** Hints of the daemon also stand in its log, where lines begin with a small letter. */
function asSentence({ en, zh }: Text): Text {
  return text(en.charAt(0).toUpperCase() + en.slice(1), zh);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const own = error.stack ?? '';
  return error.cause === undefined ? own : `${own}\nCaused by: ${stackOf(error.cause)}`;
}
