import type { CommanderError } from 'commander';
import { text, type Text } from '../model/text.ts';
import { UsageError } from './usage-error.ts';

/**
 * Answers: what does a person read who called a command wrongly? Commander words its errors in English
 * only, and repeats what was typed; what was typed may have been a secret.
 */
export function explainUsage(error: CommanderError, commandPath: string): UsageError {
  const named = quotedIn(error.message);
  const guess = /Did you mean (?:one of )?([^?]+)\?/.exec(error.message)?.[1] ?? null;
  return new UsageError(problemOf(error, named), { hint: hintFor(error, named, guess, commandPath) });
}

function problemOf(error: CommanderError, named: string): Text {
  switch (error.code) {
    case 'commander.unknownOption':
      return text(`There is no option ${flagOf(named)} here.`, `此处没有选项 ${flagOf(named)}。`);
    case 'commander.unknownCommand':
      return text(`There is no command "${named}".`, `没有命令“${named}”。`);
    case 'commander.missingArgument':
      return text(`The argument <${named}> is missing.`, `缺少参数 <${named}>。`);
    case 'commander.optionMissingArgument':
      return text(`The option ${named} needs a value.`, `选项 ${named} 需要一个值。`);
    case 'commander.missingMandatoryOptionValue':
      return text(`The option ${named} is required.`, `必须给出选项 ${named}。`);
    case 'commander.excessArguments':
      return text('There are more arguments than this command takes.', '给出的参数多于此命令所需。');
    case 'commander.invalidArgument':
      return invalidArgument(error.message, named);
    default:
      return text('The command was called wrongly.', '命令用法有误。');
  }
}

function invalidArgument(message: string, named: string): Text {
  const allowed = /Allowed choices are (.*?)\.?$/m.exec(message)?.[1];
  const argument = /for argument '([^']*)'/.exec(message)?.[1];
  if (allowed !== undefined && argument !== undefined) {
    const choices = allowed.split(', ');
    return text(
      `<${argument}> must be ${choices.join(' or ')}, not "${named}".`,
      `<${argument}> 只能是 ${choices.join(' 或 ')}，而不是“${named}”。`,
    );
  }
  if (allowed === undefined) return text(`The value of ${named} is invalid.`, `${named} 的值无效。`);
  return text(`The value of ${named} must be one of: ${allowed}.`, `${named} 的值只能是：${allowed}。`);
}

function hintFor(error: CommanderError, named: string, guess: string | null, commandPath: string): Text {
  if (error.code === 'commander.unknownOption' && /^-+\w*-?(?:secret|password|token)/i.test(named)) {
    return text(
      'Secrets are never taken from arguments, where every user of the machine can read them. ' +
        'Use --secret-file PATH or --secret-stdin, or answer the question on a terminal.',
      '密钥不能写在命令行参数里（本机所有用户都能看到）。请使用 --secret-file 路径 或 --secret-stdin，或在终端中按提示输入。',
    );
  }
  const meant = guess === null ? null : text(`Did you mean ${guess}? `, `是否想输入 ${guess}？`);
  return text(
    `${meant?.en ?? ''}Run \`${commandPath} --help\` to see what it takes.`,
    `${meant?.zh ?? ''}运行 \`${commandPath} --help\` 查看用法。`,
  );
}

function quotedIn(message: string): string {
  return /'([^']*)'/.exec(message)?.[1] ?? '';
}

/** The option's name alone: `--secret=abc` must not be repeated, nor `-sabc`. */
function flagOf(typed: string): string {
  return typed.startsWith('--') ? (typed.split('=')[0] ?? '') : typed.slice(0, 2);
}
