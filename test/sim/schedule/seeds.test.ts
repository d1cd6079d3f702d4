/** A handful of schedules, whole: trouble, peace, silence, and every judge content. `npm run sim` runs as many as you like. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawSchedule } from './draw-schedule.ts';
import type { DrawOptions } from './draw-schedule.ts';
import { runSchedule } from './run-schedule.ts';
import type { Fault, Outcome, Schedule } from './schedule.ts';

const SEEDS = (process.env['SIM_SEEDS'] ?? '1,2').split(',').map(Number);

/** The first schedule from this seed on whose faults are of these kinds, among others. */
function scheduleWith(seed: number, draw: DrawOptions, kinds: readonly Fault['kind'][]): Schedule {
  for (let candidate = seed * 1_000; ; candidate += 1) {
    const schedule = drawSchedule(candidate, draw);
    if (kinds.every((kind) => schedule.faults.some((fault) => fault.kind === kind))) return schedule;
  }
}

async function assertKept(schedule: Schedule): Promise<Outcome> {
  const outcome = await runSchedule(schedule);
  assert.deepEqual(outcome.breaches, [], `seed ${schedule.seed}: ${JSON.stringify(schedule.faults)}`);
  return outcome;
}

describe('a cluster among random faults', () => {
  for (const seed of SEEDS) {
    for (const nodes of [2, 3]) {
      it(`${nodes} nodes come to rest where they belong and wrong nobody (SIM_SEEDS=${seed})`, async () => {
        const draw = { nodes, hours: 1, profile: 'normal' } as const;
        const kinds = ['power-loss', 'stop', 'cut', 'provider-loss', 'address-change'];
        const { figures } = await assertKept(scheduleWith(seed, draw, kinds));
        assert.ok(figures.moves > 0, 'something was at stake');
      });
    }
  }
});

describe('five nodes among random faults, while the configuration changes and the leader comes back from backups', () => {
  it('come to rest where they belong, of one mind, and wrong nobody', async () => {
    const draw = { nodes: 5, hours: 0.75, profile: 'fast' } as const;
    const kinds = ['configuration-change', 'leader-backup', 'power-loss'];
    await assertKept(scheduleWith(SEEDS[0] ?? 1, draw, kinds));
  });
});
