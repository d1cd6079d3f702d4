import { Command, type CommanderError, type Help, type Option } from 'commander';
import { text, type Language, type Text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { explainUsage } from './explain-usage.ts';
import { displayWidth, padTo } from './table.ts';
import { wrapText } from './wrap-text.ts';
import { inLanguage } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Answers: what do all commands have in common? Their help in both languages, their errors, their output. */

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Global Options:': '通用选项：',
  'Commands:': '命令：',
};

const HELP_SUMMARY = text('show help', '显示帮助');

/** A command whose help, errors and output go through the terminal. */
export function newCommand(cli: Pick<Cli, 'terminal'>, name: string, summary: Text): Command {
  const { terminal } = cli;
  const command = new Command(name);
  return command
    .description(inLanguage(terminal, summary))
    .helpOption('-h, --help', inLanguage(terminal, HELP_SUMMARY))
    .helpCommand(false)
    .showSuggestionAfterError(true)
    .configureHelp({
      showGlobalOptions: true,
      displayWidth,
      styleTitle: (title) => (terminal.language === 'zh' ? (TITLES[title] ?? title) : title),
      subcommandTerm,
      // The choices are named in the description, in the reader's language.
      argumentDescription: (argument) => argument.description,
      optionDescription: (option) => optionDescription(option, terminal.language),
      boxWrap: wrapText,
      formatItem,
    })
    .configureOutput({
      writeOut: (output) => void terminal.output.write(output),
      writeErr: (output) => void terminal.errors.write(output),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // What went wrong is said once, in the reader's language, by whoever catches the error.
      outputError: () => undefined,
    })
    .exitOverride((error) => {
      throw usageErrorOf(error, command);
    });
}

/** A command that holds others. `help` and `h` work inside it as they do at the top. */
export function newGroup(cli: Cli, name: string, summary: Text, children: readonly Command[]): Command {
  const group = newCommand(cli, name, summary);
  for (const child of children) group.addCommand(child);
  return group.addCommand(helpCommand(cli, group));
}

/** The `help` (`h`) command of a group or of the whole program. */
export function helpCommand(cli: Cli, group: Command): Command {
  return newCommand(cli, 'help', HELP_SUMMARY)
    .alias('h')
    .argument('[command...]')
    .action((path: readonly string[]) => {
      const found = path.reduce<Command>((current, word) => childNamed(current, word), group);
      found.outputHelp();
    });
}

/** Shown where something is listed. */
export function withJson(cli: Cli, command: Command): Command {
  const summary = text('print JSON, for scripts', '输出 JSON，供脚本使用');
  return command.option('--json', inLanguage(cli.terminal, summary));
}

function childNamed(command: Command, word: string): Command {
  const found = command.commands.find((child) => child.name() === word || child.aliases().includes(word));
  if (found !== undefined) return found;
  throw noCommand(command, word);
}

function noCommand(group: Command, word: string): UsageError {
  return new UsageError(text(`There is no command "${word}".`, `没有命令“${word}”。`), {
    hint: text(
      `Run \`${pathOf(group)} help\` to see the commands.`,
      `运行 \`${pathOf(group)} help\` 查看全部命令。`,
    ),
  });
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

/** Help and version asked for are no errors and pass through as they are. */
function usageErrorOf(error: CommanderError, command: Command): Error {
  if (error.exitCode === 0) return error;
  // A group that does something when run bare takes the name of a command for an argument.
  const [word] = command.args;
  if (error.code === 'commander.excessArguments' && command.commands.length > 0 && word !== undefined)
    return noCommand(command, word);
  return error.code === 'commander.help' ? error : explainUsage(error, pathOf(command));
}

/** All names of a command, since the Go program's names are what its users know. */
function subcommandTerm(command: Command): string {
  const names = [command.name(), ...command.aliases()].join('|');
  const parameters = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [names, ...parameters].join(' ');
}

/** Choices stand in the option's own term; only the default is added. */
function optionDescription(option: Option, language: Language): string {
  const value: unknown = option.defaultValue;
  if (value === undefined || typeof value === 'boolean') return option.description;
  const shown = Array.isArray(value) ? value.join(' ') : JSON.stringify(value).replaceAll('"', '');
  return language === 'zh' ? `${option.description}（默认 ${shown}）` : `${option.description} (${shown})`;
}

const INDENT = 2;
const LEAST_WIDTH = 30;

function formatItem(this: Help, term: string, termWidth: number, description: string): string {
  const start = ' '.repeat(INDENT) + padTo(term, termWidth) + ' '.repeat(INDENT);
  const room = (this.helpWidth ?? 80) - displayWidth(start);
  if (description === '' || room < LEAST_WIDTH) return `${start}${description}`.trimEnd();
  return start + wrapText(description, room).replaceAll('\n', `\n${' '.repeat(displayWidth(start))}`);
}
