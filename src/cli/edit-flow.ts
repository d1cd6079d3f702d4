import type { EditReport } from '../http/application.ts';
import type { Edit } from '../model/edit.ts';
import { text } from '../model/text.ts';
import type { Cli } from './cli.ts';
import type { DaemonClient } from './daemon-client.ts';
import { reportLines } from './describe-edit.ts';
import { complain, inLanguage, printLines, say } from './terminal.ts';

/**
 * Answers: how does a change come about? It is previewed, shown, consented to, and only then done. The
 * records are what visitors see, so nothing is made or adopted that was not shown before.
 */

export interface EditOptions {
  readonly yes?: boolean;
  /** False: change the configuration alone. */
  readonly records?: boolean;
}

/** The whole way of one edit. Resolves with the exit code. */
export async function carryOut(
  cli: Cli,
  client: DaemonClient,
  edit: Edit,
  options: EditOptions,
): Promise<number> {
  const { terminal } = cli;
  const isTouchingRecords = options.records !== false;
  const planned = await client.preview(edit);
  const shown = isTouchingRecords ? planned : { ...planned, records: [] };
  const isDry = isTouchingRecords && (await client.view()).isDryRun;
  if (isEmpty(shown)) {
    say(terminal, text('Nothing to change; it is so already.', '无需更改，当前已是如此。'));
    return 0;
  }
  printLines(terminal, reportLines(shown, terminal.language));
  if (!isTouchingRecords) say(terminal, text('Records are left as they are.', '不改动任何解析记录。'));
  if (isDry) say(terminal, DRY_RUN);
  if (!(await hasConsent(cli, options.yes === true))) return 2;
  return showOutcome(cli, planned, await client.edit(edit, isTouchingRecords));
}

const DRY_RUN = text(
  'DryRun is on: the configuration is changed, but no record is touched.',
  'DryRun 已开启：只更改配置，不改动任何解析记录。',
);

/** `--yes`, or an answer on the terminal. Without either says what to do. */
export async function hasConsent(cli: Cli, isGiven: boolean): Promise<boolean> {
  const { terminal } = cli;
  if (isGiven) return true;
  if (terminal.isInteractive) {
    const asker = await cli.parts.openAsker(terminal);
    if (await asker.confirm(inLanguage(terminal, text('Do this?', '是否执行？')))) return true;
    complain(terminal, text('Nothing was changed.', '未作任何更改。'));
    return false;
  }
  complain(
    terminal,
    text(
      'Nothing was changed. Run the same command with --yes to do it.',
      '未作任何更改。加上 --yes 再次运行同一命令即可执行。',
    ),
  );
  return false;
}

function isEmpty(report: EditReport): boolean {
  return report.summary.length === 0 && report.records.every((record) => record.action === 'leave');
}

function showOutcome(cli: Cli, planned: EditReport, report: EditReport): number {
  const { terminal } = cli;
  const { epoch, version } = report.stamp;
  // What turned out only while it was done, such as a removed node that could not be told.
  const known = new Set(planned.warnings.map(({ en }) => en));
  for (const warning of report.warnings.filter(({ en }) => !known.has(en))) complain(terminal, warning);
  say(terminal, text(`Done: configuration ${epoch}.${version}.`, `完成：配置版本 ${epoch}.${version}。`));
  if (report.failures.length === 0) return 0;
  complain(
    terminal,
    text(
      'The configuration is stored, but some records could not be brought about:',
      '配置已保存，但部分解析记录未能处理：',
    ),
  );
  for (const failure of report.failures) complain(terminal, text(`  - ${failure.en}`, `  - ${failure.zh}`));
  complain(
    terminal,
    text(
      'Run the same command again to retry; `cocoasyncer plan` shows how things stand.',
      '再次运行同一命令即可重试；`cocoasyncer plan` 可查看当前状况。',
    ),
  );
  return 1;
}
