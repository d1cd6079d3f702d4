/** A node comes back, hears that it is given its lines, and its machine sleeps until that is over; it wakes behind a cut. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';
import { bothWays } from './wires.ts';
import { whenGiven } from './yield-too-late.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const sleepAfterGift: FaultKind = {
  kind: 'sleep-after-gift',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan, timers) => ({
    lastsMs: 14 * MINUTE,
    node: chance.one(ownIds(plan)),
    downMs: timers.deadMs + chance.whole(20, 60) * SECOND,
    sleepMs: timers.yieldMs + timers.freshMs + timers.providerMs + chance.whole(10, 60) * SECOND,
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const sleepMs = numberOf(fault, 'sleepMs');
    whenGiven(scene, node, numberOf(fault, 'downMs'), undo, (giver) => {
      scene.tell('sleep-after-gift', `${giver} gives to ${node}, which sleeps`);
      const mend = scene.wires.cut(
        scene.ids.filter((id) => id !== node).flatMap((other) => bothWays(node, other)),
      );
      undo(mend);
      scene.world.machine(node).suspend(scene.clamp(sleepMs));
      scene.after(scene.clamp(sleepMs + MINUTE), mend);
    });
  },
};
