/** S2 and disks that are lost: what its owner cannot know is not taken from it. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MemoryState } from '../../../src/store/memory-store.ts';
import { MINUTE } from '../clusters.ts';
import { ZONE } from '../world.ts';
import { calmWorld, forgeWrite, processOf, verdict } from './bench.ts';

describe('S2, a former address that its owner has lost with its disk', () => {
  for (const [isLost, why, expected] of [
    [true, 'unknown-claimed', /^$/],
    [true, 'holder-dead', /taken from a/],
    [false, 'unknown-claimed', /taken from a/],
  ] as const) {
    it(`${why}, ${isLost ? 'another' : 'the same'} disk: ${expected.source === '^$' ? 'accepted' : 'found'}`, async () => {
      const world = await calmWorld();
      const a = world.machine('a');
      const { identity, cluster } = a.disk;
      a.crash();
      if (isLost) Object.assign(a.disk, new MemoryState(), { identity, cluster });
      world.setAddress('a', '47.92.0.77');
      await world.start('a');
      // Nobody but the forger writes.
      for (const id of ['a', 'b']) {
        const refused = { count: 1, until: Infinity };
        processOf(world, id).state.refusals.set(`${ZONE}|www|A|default`, refused);
      }
      await world.run(4 * MINUTE);
      forgeWrite(world, 'b', { why });
      assert.match(verdict(world, 'S2'), expected);
    });
  }
});
