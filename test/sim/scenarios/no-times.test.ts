/** A provider that tells no times: neither its own nor those of changes. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { World } from '../world.ts';
import { MINUTE, SECOND, twoNodes } from '../clusters.ts';
import { seededRandom } from '../seeded-random.ts';

/** `staleMs`: reads are up to so much older than the truth. */
async function timeless(staleMs = 0): Promise<World> {
  const world = await twoNodes();
  const chance = seededRandom('timeless');
  for (const machine of world.machines.values()) {
    machine.tamper = ({ records }) => ({
      records: records.map((record) => ({ ...record, updatedAt: null })),
      providerNow: null,
    });
    machine.disturb = ({ action }) =>
      action === 'readZone' ? { stalenessMs: staleMs * chance.next() } : null;
  }
  await world.startCalm();
  return world;
}

describe('a provider that tells no times', () => {
  it('a death is taken over in time, and the cells come back', async () => {
    const world = await timeless();
    world.machine('a').crash();
    const at = world.time.now;
    await world.runUntil(() => world.holdings()['b'] === 12, 87 * SECOND, 'the take-over');
    await world.start('a');
    await world.runUntil(() => world.holdings()['a'] === 6, 160 * SECOND, 'the return');
    await world.run(10 * MINUTE);
    assert.equal(world.cellWrites(at).length, 12);
    world.checks.assertNone();
  });

  it('a partition moves nothing, and nobody takes itself for a clone', async () => {
    const world = await timeless(9 * SECOND);
    const at = world.time.now;
    world.network.cut('a', 'b');
    await world.run(20 * MINUTE);
    world.machine('a').crash();
    await world.run(10 * SECOND);
    await world.start('a');
    await world.run(20 * MINUTE);
    assert.deepEqual(world.cellWrites(at), []);
    for (const id of ['a', 'b']) {
      const codes = world.view(id).alarms.map(({ code }) => code);
      assert.ok(!codes.includes('duplicate-identity'), `${id}: ${codes.join(' ')}`);
    }
    world.checks.assertNone();
  });
});
