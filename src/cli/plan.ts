import type { Command } from 'commander';
import type { PlanEntry, PlanReport } from '../http/application.ts';
import { text, type Language } from '../model/text.ts';
import type { Cli } from './cli.ts';
import { newCommand, withJson } from './command.ts';
import { connect } from './connect.ts';
import { findMember, lineName } from './names.ts';
import { listOf } from './parse-values.ts';
import { printable, tableLines } from './table.ts';
import { inLanguage, printJson, printLines } from './terminal.ts';

/** Answers: what does `cocoasyncer plan` do? What would be written now, by whom and why; nothing is changed. */

interface PlanCommandOptions {
  readonly json?: boolean;
  readonly without?: readonly string[];
}

const NOTHING_TO_DO = 0;
const COULD_NOT_TELL = 1;
const CHANGES = 2;

export function planCommand(cli: Cli): Command {
  const summary = text(
    'show what would be written now, and why (exit code 2 when there is something)',
    '显示当前将写入什么、为什么（有变更时退出码为 2）',
  );
  const without = text('imagine these nodes dead', '假设这些节点已失联');
  const command = newCommand(cli, 'plan', summary).option(
    '--without <node...>',
    inLanguage(cli.terminal, without),
  );
  return withJson(cli, command).action(async ({ json, without: words }: PlanCommandOptions) => {
    const client = await connect(cli);
    const names = (words ?? []).flatMap(listOf);
    if (names.length > 0) {
      const view = await client.view();
      for (const name of names) findMember(view, name);
    }
    const report = await client.plan(names);
    if (json === true) printJson(cli.terminal, report);
    else printLines(cli.terminal, planLines(report, cli.terminal.language));
    cli.finish(exitCodeOf(report));
  });
}

/** A zone that could not be read may hide changes, so a script must not take the rest for all's well. */
function exitCodeOf({ entries, warnings }: PlanReport): number {
  if (entries.some((entry) => entry.change !== null)) return CHANGES;
  return warnings.length > 0 ? COULD_NOT_TELL : NOTHING_TO_DO;
}

export function planLines(report: PlanReport, language: Language): string[] {
  const isChinese = language === 'zh';
  const changes = report.entries.filter((entry) => entry.change !== null);
  const others = report.entries.filter((entry) => entry.change === null);
  const lines: string[] = [];
  if (changes.length > 0) lines.push(...changeTable(changes, language), '');
  if (others.length > 0) lines.push(...stayTable(others, language), '');
  lines.push(...report.warnings.map((warning) => `! ${printable(warning[language])}`));
  const total = report.entries.length;
  lines.push(
    isChinese
      ? `共 ${total} 条记录，${changes.length} 条需要更改。`
      : `${total} ${total === 1 ? 'record' : 'records'}, ${changes.length} to change.`,
  );
  return lines;
}

function changeTable(entries: readonly PlanEntry[], language: Language): string[] {
  const hasWait = entries.some((entry) => entry.wait !== null);
  const header = [
    ...recordHeader(language),
    ...[text('new value', '新值'), text('by', '执行节点')].map((title) => title[language]),
    ...(hasWait ? [text('wait', '等待')[language]] : []),
    text('why', '原因')[language],
  ];
  return tableLines(
    header,
    entries.map((entry) => [
      ...recordColumns(entry, language),
      entry.change?.newValue ?? '-',
      entry.change?.by ?? '-',
      ...(hasWait ? [waitOf(entry, language)] : []),
      entry.why[language],
    ]),
  );
}

function stayTable(entries: readonly PlanEntry[], language: Language): string[] {
  return tableLines(
    [...recordHeader(language), text('why', '原因')[language]],
    entries.map((entry) => [...recordColumns(entry, language), entry.why[language]]),
  );
}

function recordHeader(language: Language): string[] {
  const titles = [
    text('record', '记录'),
    text('type', '类型'),
    text('line', '线路'),
    text('value', '当前值'),
    text('holder', '持有节点'),
  ];
  return titles.map((title) => title[language]);
}

function recordColumns(entry: PlanEntry, language: Language): string[] {
  const { record, type, line, value, holder } = entry;
  return [record, type, lineName(line, language), value ?? '-', holder ?? '?'];
}

/** What visitors wait: verdict and write, and then as long as resolvers keep the old answer. */
function waitOf({ wait }: PlanEntry, language: Language): string {
  if (wait === null) return '-';
  const { failoverSeconds, ttlSeconds } = wait;
  return language === 'zh'
    ? `约 ${failoverSeconds} 秒 + TTL ${ttlSeconds} 秒`
    : `~${failoverSeconds} s + TTL ${ttlSeconds} s`;
}
