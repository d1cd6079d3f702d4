/** Answers: what do many schedules come to, as rows for a terminal or a document? */
import { text, type Language, type Text } from '../../../src/model/text.ts';
import { countOf, percentile, type Histogram } from './histogram.ts';
import type { Catch } from './mutant-hunt.ts';
import type { Totals } from './totals.ts';

export type Row = readonly [name: Text, value: string];

const YEAR_MS = 365.25 * 24 * 3600 * 1000;

/** What each duration is the duration of; those that are not listed keep their own name. */
const FAILOVERS: Readonly<Record<string, Text>> = {
  F1: text('F1, holder died', 'F1 持有者宕机'),
  F1n: text('F1′, its process ended and a note told so', 'F1′ 进程结束且有通知'),
  F2: text('F2, died while only its witness was visible', 'F2 仅见证可见时宕机'),
  F3: text('F3, provider came back', 'F3 服务商恢复'),
  F4: text('F4, own address changed', 'F4 自身地址变化'),
  F5: text('F5, placeholder values', 'F5 占位值'),
  F6: text('F6, lines returned', 'F6 线路交还'),
  F7: text('F7, holder lost the provider and moved', 'F7 持有者失去服务商且换址'),
  F8: text('F8, rest after the last fault', 'F8 故障结束后恢复平静'),
};

export function summaryRows(totals: Totals): readonly Row[] {
  const { schedules, moves, races, providerCalls } = totals;
  const calls = byCount(providerCalls).map(([action, count]) => `${action} ${grouped(count)}`);
  return [
    [text('schedules', '调度'), `${grouped(schedules)} (${seedsOf(totals)})`],
    [text('simulated years', '模拟年数'), (totals.virtualMs / YEAR_MS).toFixed(2)],
    [text('promises broken', '违背的承诺'), grouped(totals.breached)],
    [text('moves', '换手'), grouped(moves)],
    [text('races', '竞争写入'), `${grouped(races)} (${perThousand(races, moves)} ‰)`],
    [text('wrongful take-overs', '误接管'), grouped(totals.wrongfulTakeOvers)],
    [text('longest on a dead node', '指向宕机节点最长'), seconds(totals.longestOnDeadMs)],
    ...failoverRows(totals.failover),
    [text('provider calls', '服务商调用'), calls.join(', ')],
    [text('faults', '故障'), grouped(sum(totals.faults))],
    ...byCount(totals.faults).map(([kind, count]): Row => [text(`  ${kind}`, `  ${kind}`), grouped(count)]),
    [text('hash of all traces', '全部轨迹的散列'), totals.traceHash.slice(0, 16)],
    [text('took', '耗时'), `${duration(totals.wallMs)}, CPU ${duration(totals.cpuMs)}`],
  ];
}

function failoverRows(failover: Totals['failover']): readonly Row[] {
  return Object.entries(failover)
    .filter(([, histogram]) => countOf(histogram) > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, histogram]): Row => [failoverName(kind), percentiles(histogram)]);
}

/** `F1`, or `F1 fast` under another profile than `normal`. */
function failoverName(kind: string): Text {
  const [code = '', profile] = kind.split(' ');
  const name = FAILOVERS[code] ?? text(code, code);
  return profile === undefined ? name : text(`${name.en} (${profile})`, `${name.zh}（${profile}）`);
}

function percentiles(histogram: Histogram): string {
  const at = (share: number): string => `${percentile(histogram, share) ?? 0} s`;
  const shares = `p50 ${at(0.5)}, p99 ${at(0.99)}, max ${seconds(histogram.maxMs)}`;
  return `${shares} (${grouped(countOf(histogram))})`;
}

/** The same rows as a table of a document. */
export function markdownTable(rows: readonly Row[], language: Language): string {
  const lines = rows.map(([name, value]) => `| ${name[language].trim()} | ${value} |`);
  return ['| Figure | Result |', '| --- | --- |', ...lines].join('\n');
}

/** Which promise caught which planted fault. */
export function mutantsTable(catches: readonly Catch[]): string {
  const rows = catches.map(
    ({ name, what, promise, schedules }) =>
      `| \`${name}\` | ${what} | ${promise ?? 'none'} | ${promise === null ? '–' : schedules} |`,
  );
  const header = [
    '| Fault | What the program does with it | Caught by | Schedules |',
    '| --- | --- | --- | --- |',
  ];
  return [...header, ...rows].join('\n');
}

/** Between its two markers, `table` takes the place of what stood there. Fails when they are not there. */
export function withTable(document: string, marker: string, table: string): string {
  const [begin, end] = [`<!-- ${marker} -->`, `<!-- /${marker} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`no place between ${begin} and ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${table}\n\n${document.slice(to)}`;
}

export function duration(ms: number): string {
  const total = Math.round(ms / 1000);
  if (total < 60) return `${(ms / 1000).toFixed(1)} s`;
  const [hours, minutes] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60)];
  return hours === 0 ? `${minutes} min ${total % 60} s` : `${hours} h ${minutes} min`;
}

/** 1234567 as `1,234,567`, whatever the machine's locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function perThousand(part: number, whole: number): string {
  return (whole === 0 ? 0 : (1000 * part) / whole).toFixed(2);
}

function seedsOf({ firstSeed, schedules }: Totals): string {
  return schedules === 0 ? 'none' : `seeds ${firstSeed} to ${firstSeed + schedules - 1}`;
}

function byCount(counts: Readonly<Record<string, number>>): readonly (readonly [string, number])[] {
  return Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
