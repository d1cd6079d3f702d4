import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Rotation, isLarge, shuffled, tellingsOf } from '../../src/cluster/gossip.ts';
import { seededRandom } from '../sim/seeded-random.ts';

const IDS = Array.from({ length: 50 }, (_, index) => `n${index}`);

describe('whose turn it is', () => {
  it('meets everybody once per round', () => {
    const rotation = new Rotation();
    const chance = seededRandom('turns');
    for (let round = 0; round < 3; round += 1) {
      const met = IDS.map(() => rotation.next(IDS, chance));
      assert.deepEqual([...met].sort(), [...IDS].sort());
    }
  });

  it('takes another order in each round', () => {
    const rotation = new Rotation();
    const chance = seededRandom('orders');
    const rounds = [0, 1].map(() => IDS.map(() => rotation.next(IDS, chance)));
    assert.notDeepEqual(rounds[0], rounds[1]);
  });

  it('begins anew when the members change, and has nobody to meet when there is nobody', () => {
    const rotation = new Rotation();
    const chance = seededRandom('change');
    rotation.next(IDS, chance);
    assert.equal(rotation.next(['other'], chance), 'other');
    assert.equal(rotation.next([], chance), null);
  });

  it('puts each node in each place equally often', () => {
    const chance = seededRandom('fair');
    const first = new Map<string, number>();
    for (let count = 0; count < 4_000; count += 1) {
      const [id = ''] = shuffled(['a', 'b', 'c', 'd'], chance);
      first.set(id, (first.get(id) ?? 0) + 1);
    }
    for (const times of first.values()) assert.ok(Math.abs(times - 1_000) < 120, String(times));
  });
});

describe('the size of a cluster', () => {
  it('is large from 33 nodes on, and a change is then told 3 log2 N times', () => {
    assert.deepEqual([isLarge(32), isLarge(33)], [false, true]);
    assert.deepEqual([tellingsOf(64), tellingsOf(1_000)], [18, 30]);
  });
});
