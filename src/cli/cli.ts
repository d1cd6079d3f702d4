import { type Command, CommanderError, Option } from 'commander';
import { text } from '../model/text.ts';
import { accountCommand } from './account.ts';
import { clusterCommand } from './cluster.ts';
import { helpCommand, newCommand } from './command.ts';
import { configCommand } from './config.ts';
import { demoCommand } from './demo.ts';
import { drainCommand } from './drain.ts';
import { freezeCommand } from './freeze.ts';
import { importCommand } from './import.ts';
import { nodeCommand } from './node.ts';
import type { Settings } from './load-settings.ts';
import type { Parts } from './parts.ts';
import { planCommand } from './plan.ts';
import { quitCommand } from './quit.ts';
import { reportFailure } from './report-failure.ts';
import { runDemoCommand } from './run-demo.ts';
import { runCommand, runDebugCommand } from './run.ts';
import { sandboxCommand } from './sandbox.ts';
import { serviceCommand } from './service.ts';
import { statusCommand } from './status.ts';
import { inLanguage, type Terminal } from './terminal.ts';
import { secretCommand } from './secret.ts';
import { witnessCommand } from './witness.ts';

/** Answers: which commands are there, and with which exit code does one end? */

/** What every command is given. */
export interface Cli {
  readonly terminal: Terminal;
  /** The heavy things, loaded when a command first needs them: `--help` must not wait for them. */
  readonly parts: Parts;
  globals(): GlobalOptions;
  /** What settings file, environment and defaults come to. */
  settings(): Promise<Settings>;
  /** From now on failures are shown with their stack, as by `--debug`. */
  showStacks(): void;
  /** Sets the exit code; 0 unless a command says otherwise. */
  finish(exitCode: number): void;
}

export interface GlobalOptions {
  readonly config?: string;
  readonly debug?: boolean;
}

/** Adding a command: one file, one line here. The order is that of the help. */
const COMMANDS: readonly ((cli: Cli) => Command)[] = [
  runCommand,
  runDebugCommand,
  runDemoCommand,
  statusCommand,
  nodeCommand,
  accountCommand,
  serviceCommand,
  clusterCommand,
  planCommand,
  freezeCommand,
  drainCommand,
  quitCommand,
  configCommand,
  importCommand,
  witnessCommand,
  secretCommand,
  sandboxCommand,
  demoCommand,
];

/**
 * Runs one command to its end. Never throws.
 * @param argv the arguments without `node` and the script
 * @returns 0 done, 1 failed, 2 called wrongly or changes pending
 */
export async function runCli(argv: readonly string[], terminal: Terminal, parts: Parts): Promise<number> {
  let exitCode = 0;
  const debug = { isOn: false };
  const cli: Cli = {
    terminal,
    parts,
    globals: () => program.opts<GlobalOptions>(),
    settings: () => parts.loadSettings(terminal, program.opts<GlobalOptions>().config ?? null),
    showStacks: () => {
      debug.isOn = true;
    },
    finish: (code) => {
      exitCode = code;
    },
  };
  const program = buildProgram(cli);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    // Called without any command: commander has printed the help already.
    if (error instanceof CommanderError) return 2;
    return reportFailure(cli, error, debug.isOn || cli.globals().debug === true);
  }
}

function buildProgram(cli: Cli): Command {
  const { terminal, parts } = cli;
  const program = newCommand(
    cli,
    'cocoasyncer',
    text(
      'Keeps the DNS records of your services, line by line, on nodes that are alive.',
      '让各线路的 DNS 记录始终指向存活的节点。',
    ),
  )
    .version(parts.version(), '-V, --version', inLanguage(terminal, text('show the version', '显示版本')))
    .option(
      '--config <path>',
      inLanguage(
        terminal,
        text(
          'settings file (else COCOASYNCER_CONFIG, else config/config.yaml)',
          '配置文件（默认取 COCOASYNCER_CONFIG，其次 config/config.yaml）',
        ),
      ),
    )
    .addOption(
      new Option('--lang <en|zh>', inLanguage(terminal, text('language of messages', '提示语言'))).choices(
        LANGUAGES,
      ),
    )
    .option('--debug', inLanguage(terminal, text('show where an error arose', '出错时显示堆栈')));
  for (const build of COMMANDS) program.addCommand(build(cli));
  program.addCommand(helpCommand(cli, program));
  return program.addHelpText('after', `\n${inLanguage(terminal, AFTER_HELP)}`);
}

const LANGUAGES = ['en', 'zh'];

const AFTER_HELP = text(
  [
    'A command that asks the running node finds it by the settings file. To ask another one, set',
    'COCOASYNCER_URL and COCOASYNCER_COCOA_SECRET (or COCOASYNCER_COCOA_SECRET_FILE).',
    'Exit codes: 0 done, 1 failed, 2 called wrongly or changes pending.',
  ].join('\n'),
  [
    '需要询问运行中节点的命令会根据配置文件找到它。要询问其他节点，请设置 COCOASYNCER_URL',
    '和 COCOASYNCER_COCOA_SECRET（或 COCOASYNCER_COCOA_SECRET_FILE）。',
    '退出码：0 完成，1 失败，2 用法有误或有变更待确认。',
  ].join('\n'),
);
