/** What is counted while a daemon is killed and changed. */
export interface Tally {
  /** Edits that the daemon said it has made. */
  acknowledged: number;
  /** Edits of which no answer came. */
  unanswered: number;
  /** Edits that were refused because an unanswered one had taken effect, or had not. */
  outOfStep: number;
  kills: number;
  /** From the start of a process to its first answer. */
  readonly startsMs: number[];
  /** From the start of a process to its first acknowledged edit. */
  readonly firstEditsMs: number[];
}

/** What a rehearsal measured, in lines for people. */
export function describeTally(tally: Tally): readonly string[] {
  const { kills, acknowledged, unanswered, outOfStep, startsMs, firstEditsMs } = tally;
  return [
    `${kills} kills; ${acknowledged} changes acknowledged, ${unanswered} without an answer, ${outOfStep} out of step`,
    `up again after ${quantiles(startsMs)}; changeable after ${quantiles(firstEditsMs)}`,
  ];
}

/** `612 ms (at most 940 ms, 41 times)` */
function quantiles(values: readonly number[]): string {
  if (values.length === 0) return 'never';
  const sorted = [...values].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return `${median.toFixed(0)} ms (at most ${(sorted.at(-1) ?? 0).toFixed(0)} ms, ${values.length} times)`;
}
