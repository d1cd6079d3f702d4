/** Writes that the provider loses, puts off or refuses: how soon the record is right after all. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FORBIDDEN, THROTTLED, UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import { MINUTE, SECOND, twoNodes } from '../clusters.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';

const MOVED_TO = '47.92.0.41';
const RECORDS = 6;
const WRITES_MS = RECORDS * 300;

function hasFollowed(world: World): boolean {
  return world.managed().filter(({ value }) => value === MOVED_TO).length === RECORDS;
}

async function moveNodeA(world: World): Promise<void> {
  world.setAddress('a', MOVED_TO);
  await world.runUntil(() => world.view('a').addresses.v4 === MOVED_TO, 65 * SECOND, 'the detection');
}

describe('writes that go wrong', () => {
  it('looks soon after a write of which no answer came', async () => {
    const world = await twoNodes();
    await world.startCalm();
    let lost = 0;
    world.machine('a').disturb = ({ action }) => {
      if (action !== 'updateValue' || lost === 2) return null;
      lost += 1;
      return UNREACHABLE;
    };
    const since = world.time.now;
    await moveNodeA(world);
    await world.runUntil(() => hasFollowed(world), 35 * SECOND + WRITES_MS, 'the change');
    assert.equal(lost, 2);
    await world.run(10 * MINUTE);
    assert.equal(world.cellWrites(since).length, RECORDS, 'one write per record took effect');
    world.checks.assertNone();
  });

  it('does not read for ever after a lost write of a record that another node has then taken', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').disturb = ({ action }) => (action === 'updateValue' ? UNREACHABLE : null);
    // It would hand them back, and A would rightly go on trying.
    await world.machine('b').node.application.setFrozen(true);
    await moveNodeA(world);
    await world.run(SECOND);
    for (const record of world.managed()) world.dns.editByHand(ZONE, record.id, { value: '47.92.0.2' });
    await world.run(2 * MINUTE);
    const since = world.time.now;
    await world.run(10 * MINUTE);
    assert.ok(world.readsOf('a', since).length <= 70, `${world.readsOf('a', since).length} reads`);
  });

  it('has forgotten long throttling as soon as it is over', async () => {
    const world = await twoNodes();
    await world.startCalm();
    world.machine('a').disturb = ({ action }) => (action === 'updateValue' ? THROTTLED : null);
    await moveNodeA(world);
    const since = world.time.now;
    await world.run(10 * MINUTE);
    const calls = world.readsOf('a', since).length;
    assert.ok(calls <= 10 * 10, `${calls} listings in ten minutes`);
    world.machine('a').disturb = () => null;
    await world.runUntil(() => hasFollowed(world), 20 * SECOND + WRITES_MS, 'the change');
    world.checks.assertNone();
  });

  it('asks ever less often for what the provider forbids', async () => {
    const world = await twoNodes();
    await world.startCalm();
    let asked = 0;
    world.machine('a').disturb = ({ action }) => {
      if (action !== 'updateValue') return null;
      asked += 1;
      return FORBIDDEN;
    };
    await moveNodeA(world);
    await world.run(30 * MINUTE);
    assert.ok(asked <= RECORDS * 12, `${asked} calls in half an hour`);
    assert.equal(world.holdings()['a'], undefined, 'B has corrected what A could not');
    world.checks.assertNone();
  });
});
