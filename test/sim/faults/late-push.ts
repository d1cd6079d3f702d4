/** A push of the configuration arrives twice, and the second time after the one that follows it. */
import type { Edit } from '../../../src/model/edit.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';

const SECOND = 1_000;
/** The wires spread delays by half: the first copy comes after 1.7 s or more, the second up to 5 s after it was sent. */
const SLOW = { delayMs: 3_300, doubling: 1 } as const;
const EVERY_MS = 15 * SECOND;

export const latePush: FaultKind = {
  kind: 'late-push',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan) => {
    const times = chance.whole(2, 5);
    const node = chance.one(allIds(plan));
    return { lastsMs: times * EVERY_MS, times, node, slowMs: chance.whole(100, 2_500) };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    let isOver = false;
    undo(() => {
      isOver = true;
    });
    for (let time = 0; time < numberOf(fault, 'times'); time += 1) {
      scene.after(time * EVERY_MS, () => {
        if (isOver) return;
        const calm = scene.wires.worsen(SLOW);
        undo(calm);
        scene.edit(priority(node, 101 + 2 * time));
        scene.after(numberOf(fault, 'slowMs'), calm);
        scene.after(3 * SECOND, () => {
          if (!isOver) scene.edit(priority(node, 102 + 2 * time));
        });
      });
    }
  },
};

function priority(node: string, value: number): Edit {
  return { kind: 'node-set', node, priority: value };
}
