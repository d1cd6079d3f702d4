import { text, type Text } from '../../model/text.ts';
import { AppError } from '../../model/app-error.ts';
import type { Asker } from '../asker.ts';
import type { Cli } from '../cli.ts';
import { reportFailure } from '../report-failure.ts';
import { inLanguage } from '../terminal.ts';
import { Cancelled } from '../usage-error.ts';

/**
 * Answers: how does a dialogue go on? A menu, one task, the menu again, until the person leaves. A task that
 * is broken off or refused leads back to the menu, so that a typing error costs no more than one answer.
 */

export interface Task {
  readonly name: Text;
  /** Resolves with an exit code. */
  readonly run: (asker: Asker) => Promise<number>;
}

const LEAVE = 'leave';

/** The exit code is that of the last task, 0 when there was none. */
export async function talk(cli: Cli, question: Text, tasks: Readonly<Record<string, Task>>): Promise<number> {
  const asker = await cli.parts.openAsker(cli.terminal);
  const choices = Object.entries(tasks).map(([value, task]) => ({
    value,
    label: inLanguage(cli.terminal, task.name),
  }));
  const leave = { value: LEAVE, label: inLanguage(cli.terminal, text('Leave', '退出')) };
  let exitCode = 0;
  for (;;) {
    const chosen = await chooseOrLeave(asker, inLanguage(cli.terminal, question), [...choices, leave]);
    const task = tasks[chosen];
    if (task === undefined) return exitCode;
    exitCode = await attempt(cli, task, asker);
  }
}

async function chooseOrLeave(
  asker: Asker,
  message: string,
  choices: readonly { readonly value: string; readonly label: string }[],
): Promise<string> {
  try {
    return await asker.choose(message, choices);
  } catch (error) {
    if (error instanceof Cancelled) return LEAVE;
    throw error;
  }
}

async function attempt(cli: Cli, task: Task, asker: Asker): Promise<number> {
  try {
    return await task.run(asker);
  } catch (error) {
    if (error instanceof Cancelled || error instanceof AppError) return reportFailure(cli, error, false);
    throw error;
  }
}
