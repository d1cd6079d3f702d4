/** Made-up schedules and outcomes for the tests of the command. */
import type { Fault, Figures, Outcome, Schedule } from '../schedule/schedule.ts';

export function faultAt(second: number, parameters: Readonly<Record<string, string | number>> = {}): Fault {
  return { kind: 'crash', at: second * 1_000, lastsMs: 60_000, ...parameters };
}

export function scheduleOf(faults: readonly Fault[]): Schedule {
  const node = { lines: [], hasV6: true, isLegacy: false, clockRate: 1.01, wallOffsetMs: 5 };
  return {
    seed: 7,
    profile: 'normal',
    cluster: { nodes: ['a', 'b', 'c', 'd'].map((id) => ({ id, ...node })), labels: ['www', 'git'] },
    troubleMs: 7_200_000,
    faults,
  };
}

export function outcomeOf(
  seed: number,
  figures: Partial<Figures> = {},
  ...promises: readonly string[]
): Outcome {
  return {
    seed,
    traceHash: seed.toString(16).padStart(64, '0'),
    virtualMs: 3_600_000,
    breaches: promises.map((promise) => ({ promise, at: 61_500, evidence: [`${promise} of ${seed}`] })),
    figures: {
      ...{ faults: {}, moves: 0, races: 0, wrongfulTakeOvers: 0, longestOnDeadMs: 0 },
      ...{ failoverMs: {}, providerCalls: {} },
      ...figures,
    },
  };
}
