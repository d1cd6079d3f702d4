/** Answers: how does a person read a breach and a schedule, and which command repeats them? */
import { text, type Text } from '../../../src/model/text.ts';
import type { Breach, Fault, Outcome, Schedule } from '../schedule/schedule.ts';
import type { DrawOptions } from './totals.ts';

/** `1:02:03.4`, since the start of the world. */
export function virtualTime(ms: number): string {
  const total = Math.floor(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = `${Math.floor(total / 3600)}:${two(Math.floor((total % 3600) / 60))}:${two(total % 60)}`;
  return `${clock}.${Math.floor((ms % 1000) / 100)}`;
}

export function breachLines({ promise, at, evidence }: Breach): readonly string[] {
  return [`${promise} ${virtualTime(at)}`, ...evidence.map((line) => `    ${line}`)];
}

export function scheduleLines(schedule: Schedule): readonly string[] {
  const { cluster, faults, profile, seed, troubleMs } = schedule;
  const nodes = cluster.nodes.map((node) => {
    const marks = [
      ...(node.hasV6 ? ['v6'] : []),
      ...(node.isLegacy ? ['Go'] : []),
      ...(node.clockRate === 1 ? [] : [`clock ×${node.clockRate.toFixed(4)}`]),
      ...(node.wallOffsetMs === 0 ? [] : [`wall ${Math.round(node.wallOffsetMs / 1000)} s`]),
    ];
    return `  ${node.id}: ${[node.lines.join(' ') || '–', ...marks].join(', ')}`;
  });
  const shownNodes = nodes.length > 12 ? [...nodes.slice(0, 10), `  … ${nodes.length - 10} more`] : nodes;
  return [
    `seed ${seed}, ${profile}, ${cluster.nodes.length} nodes, ${cluster.labels.join(' ')}, trouble for ${virtualTime(troubleMs)}`,
    ...shownNodes,
    ...faults.map((fault) => `  ${faultLine(fault)}`),
  ];
}

export function faultLine(fault: Fault): string {
  const { kind, at, lastsMs, ...parameters } = fault;
  const shown = Object.entries(parameters).map(([name, value]) => `${name}=${[value].flat().join(',')}`);
  const lasting = lastsMs === 0 ? [] : [`for ${lastsMs / 1000} s`];
  return [virtualTime(at), kind, ...shown, ...lasting].join(' ');
}

export function outcomeRows(outcome: Outcome): readonly (readonly [Text, string])[] {
  const { figures } = outcome;
  const failovers = Object.entries(figures.failoverMs)
    .filter(([, durations]) => durations.length > 0)
    .map(([kind, durations]) => `${kind} ${durations.map((ms) => (ms / 1000).toFixed(0)).join('/')} s`);
  const calls = Object.entries(figures.providerCalls).map(([action, count]) => `${action} ${count}`);
  const faults = Object.entries(figures.faults).map(([kind, count]) => `${kind} ${count}`);
  return [
    [text('virtual time', '虚拟时间'), virtualTime(outcome.virtualMs)],
    [text('faults', '故障'), faults.join(', ')],
    [text('moves', '换手'), String(figures.moves)],
    [text('races', '竞争写入'), String(figures.races)],
    [text('wrongful take-overs', '误接管'), String(figures.wrongfulTakeOvers)],
    [text('longest on a dead node', '指向宕机节点最长'), `${(figures.longestOnDeadMs / 1000).toFixed(1)} s`],
    [text('failovers', '切换用时'), failovers.join(', ')],
    [text('provider calls', '服务商调用'), calls.join(', ')],
    [text('trace hash', '轨迹散列'), outcome.traceHash],
  ];
}

const MOST_TOLD = 150;
const TOLD_AFTER_MS = 30_000;

/** What led to a breach at `atMs`: the lines before it, which begin with their second, and a little after it. */
export function storyAround(story: readonly string[], atMs: number): readonly string[] {
  const end = story.findIndex((line) => parseFloat(line) * 1000 > atMs + TOLD_AFTER_MS);
  const before = end < 0 ? story : story.slice(0, end);
  const skipped = before.length - MOST_TOLD;
  return skipped <= 0 ? before : [`… ${skipped} lines before, see --trace`, ...before.slice(skipped)];
}

/** The one command that repeats a run. */
export function repeatCommand(
  what: { readonly seed: number; readonly draw: DrawOptions } | { readonly file: string },
  mutant: string | null,
): string {
  const asked =
    'file' in what
      ? [`--schedule ${what.file}`]
      : [`--seed ${what.seed}`, ...Object.entries(what.draw).map(([name, value]) => `--${name} ${value}`)];
  return ['npm run sim --', ...asked, ...(mutant === null ? [] : [`--mutant ${mutant}`])].join(' ');
}
