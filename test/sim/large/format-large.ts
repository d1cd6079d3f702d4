/** The figures of a large cluster's run, one line each. */
import type { LargeOutcome } from './run-large.ts';
import type { Spread } from './samples.ts';

export function formatLarge(outcome: LargeOutcome): string {
  const { calm, thinned, failover, load, message } = outcome;
  const lines = [
    `${outcome.nodes} nodes, seed ${outcome.seed}, ${seconds(outcome.virtualMs)} of virtual time`,
    row('age of knowledge', ages(calm.heard)),
    ...(thinned === null ? [] : [row('  one in twenty down', ages(thinned.heard))]),
    row('age of acknowledgements', ages(calm.acked)),
    ...(thinned === null ? [] : [row('  one in twenty down', ages(thinned.acked))]),
    row('acknowledged too much', String(outcome.overstated.length)),
    ...outcome.overstated.slice(0, 5).map((line) => `    ${line}`),
    row('a change known by all', after(outcome.changeKnownMs)),
    row('one node dies: missed by all', after(failover.missedByAllMs)),
    row('  first witness', `${after(failover.firstWitnessMs)}, by ${failover.speakers} nodes in all`),
    row('  its records written', `${after(failover.firstWriteMs)} to ${after(failover.lastWriteMs)}`),
    row('  by', `${failover.writers} nodes; other records changed: ${failover.strayWrites}`),
    row('zone reads in calm', `${load.calmReads.toFixed(1)} per second`),
    row(
      'message',
      `${message.mean} bytes, at most ${message.most}; ${message.perNodeAndSecond} per node and second`,
    ),
    row('processor time', `${outcome.cpuMs.toFixed(2)} ms per node and second, the simulator's included`),
  ];
  if (load.cutReads !== null && load.cutWitnesses !== null) {
    lines.push(
      row('in halves: zone reads', `${load.cutReads.toFixed(1)} per second`),
      row('  witness writes', `${load.cutWitnesses.toFixed(1)} per lease`),
      row('  records moved', String(load.cutMoves)),
    );
  }
  return lines.join('\n');
}

function row(name: string, value: string): string {
  return `${name.padEnd(30)} ${value}`;
}

function ages({ median, almostAll, most }: Spread): string {
  return `median ${seconds(median)}, 99.99 % ${seconds(almostAll)}, at most ${seconds(most)}`;
}

function after(ms: number | null): string {
  return ms === null ? 'not' : `after ${seconds(ms)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(ms < 100_000 ? 1 : 0)} s`;
}
