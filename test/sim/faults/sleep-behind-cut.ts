/** A machine sleeps for so long that the others take it for dead for good, and wakes where it can hear none of them. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';
import { bothWays } from './wires.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const sleepBehindCut: FaultKind = {
  kind: 'sleep-behind-cut',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan, timers) => {
    const sleepMs = timers.oldMs + timers.deadMs + chance.whole(30, 8 * 60) * SECOND;
    return {
      lastsMs: sleepMs + chance.whole(2 * MINUTE, 6 * MINUTE),
      node: chance.one(ownIds(plan)),
      sleepMs,
    };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const sleepMs = scene.clamp(numberOf(fault, 'sleepMs'));
    const others = scene.ids.filter((id) => id !== node);
    let isOver = false;
    undo(() => {
      isOver = true;
    });
    scene.world.machine(node).suspend(sleepMs);
    scene.after(Math.max(0, sleepMs - 10 * SECOND), () => {
      if (!isOver) undo(scene.wires.cut(others.flatMap((other) => bothWays(node, other))));
    });
  },
};
