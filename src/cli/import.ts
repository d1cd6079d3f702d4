import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Config } from '../config/config.ts';
import { AppError } from '../model/app-error.ts';
import type { Identity } from '../model/node.ts';
import { Secret } from '../model/secret.ts';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand } from './command.ts';
import { takeOverLines } from './describe-import.ts';
import { hasConsent } from './edit-flow.ts';
import { inLanguage, printLines, say } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Answers: what does `cocoasyncer import` do? This node takes over what the Go program kept in its database. */

interface ImportOptions {
  readonly from?: string;
  readonly fromFile?: string;
  readonly type?: string;
  readonly yes?: boolean;
}

const DSN_VARIABLE = 'COCOASYNCER_IMPORT_DSN';

export function importCommand(cli: Cli): Command {
  const words = (en: string, zh: string): string => inLanguage(cli.terminal, text(en, zh));
  return newCommand(cli, 'import', text("take over the Go program's database", '导入旧版 (Go) 程序的数据库'))
    .option('--from <dsn>', words('its DSN, as in its config.yaml', '数据库 DSN，与其 config.yaml 中相同'))
    .option(
      '--from-file <path>',
      words(
        `file with the DSN: keeps the password out of the process list (or ${DSN_VARIABLE})`,
        `存放 DSN 的文件，避免密码出现在进程列表中（或用 ${DSN_VARIABLE}）`,
      ),
    )
    .option(
      '--type <type>',
      words('its DataBaseType, when the DSN does not show it', '其 DataBaseType（DSN 看不出时需要）'),
    )
    .option('-y, --yes', words('do it without asking', '不再询问，直接执行'))
    .action(async (options: ImportOptions) => {
      cli.finish(await takeOver(cli, options));
    });
}

async function takeOver(cli: Cli, options: ImportOptions): Promise<number> {
  const dsn = await dsnOf(cli, options);
  const { config } = await cli.settings();
  const legacy = await cli.parts.readLegacy(options.type ?? null, dsn);
  printLines(cli.terminal, takeOverLines(legacy, config, cli.terminal.language));
  const stored = await cli.parts.storedIdentity(config);
  if (stored !== null) throw alreadyInitialised(stored, config);
  if (!(await hasConsent(cli, options.yes === true))) return 2;
  await cli.parts.initialiseFromLegacy(config, legacy);
  say(
    cli.terminal,
    text(
      'Imported. Stop the Go program on this machine, then start this one with `cocoasyncer run`.',
      '导入完成。请停止本机上的旧版程序，然后用 `cocoasyncer run` 启动本程序。',
    ),
  );
  return 0;
}

async function dsnOf(cli: Cli, { from, fromFile }: ImportOptions): Promise<Secret> {
  if (fromFile !== undefined) return Secret.of(await readDsn(fromFile));
  const dsn = from ?? cli.terminal.env[DSN_VARIABLE] ?? '';
  if (dsn !== '') return Secret.of(dsn);
  throw new UsageError(text('Say which database to import.', '请指明要导入的数据库。'), {
    field: '--from',
    hint: text(
      "Give the Go program's DSN: --from 'file:test.db' or --from 'user:password@tcp(host:3306)/db'.",
      "给出旧版程序的 DSN：--from 'file:test.db' 或 --from 'user:password@tcp(host:3306)/db'。",
    ),
  });
}

async function readDsn(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new UsageError(text(`--from-file: "${path}" cannot be read.`, `--from-file：无法读取“${path}”。`), {
      field: '--from-file',
      cause,
    });
  }
}

function alreadyInitialised(stored: Identity, config: Config): AppError {
  const where = config.path ?? 'data/';
  return new AppError(
    'conflict',
    text(
      `Nothing was imported: this node's store already belongs to ${stored.name} (${stored.role}).`,
      `未导入：本节点的数据库已属于 ${stored.name}（${stored.role}）。`,
    ),
    {
      hint: text(
        `To begin anew, stop the daemon and set DSN (${where}) to an empty database, then import again.`,
        `如需重新开始，请停止守护进程，把 DSN（${where}）改为一个空数据库，再次导入。`,
      ),
    },
  );
}
