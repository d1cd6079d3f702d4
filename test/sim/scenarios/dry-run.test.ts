/** A node that only says what it would do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, twoNodes } from '../clusters.ts';

describe('DryRun', () => {
  it('writes nothing whatever happens, and plans what it would write', async () => {
    const world = await twoNodes();
    world.machine('b').isDryRun = true;
    await world.startCalm();
    world.machine('a').crash();
    world.setAddress('b', '47.92.9.2');
    await world.run(5 * MINUTE);
    const ofB = world.writes.filter((write) => write.node === 'b');
    assert.deepEqual(ofB, []);
    const planning = world.machine('b').node.application.plan({ without: [] });
    await world.run(SECOND);
    const plan = await planning;
    const reasons = new Set(plan.entries.map(({ change }) => change?.reason));
    assert.ok(reasons.has('own-address'), 'its own address');
  });

  it('is no node that others wait for: its lines go to one that can write', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('b').crash();
    world.machine('b').isDryRun = true;
    await world.run(3 * MINUTE);
    await world.start('b');
    await world.run(10 * MINUTE);
    const held = world.managed().filter(({ value }) => value === world.machine('a').addresses.v4);
    assert.equal(held.length, world.managed().length);
  });
});
