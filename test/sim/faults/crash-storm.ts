/** A process that ends again and again, soon after each start. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { isSet, numberOf, textOf } from './parameters.ts';

const SECOND = 1_000;

export const crashStorm: FaultKind = {
  kind: 'crash-storm',
  weight: 3,
  draw: (chance, plan) => {
    const upMs = chance.whole(2, 150) * SECOND;
    const downMs = chance.whole(1, 100) * SECOND;
    return {
      lastsMs: (upMs + downMs) * chance.whole(3, 10),
      ...{ upMs, downMs, node: chance.one(allIds(plan)), isPowerLost: chance.isLucky(0.5) },
    };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    let isOver = false;
    let start: () => void = () => undefined;
    const fall = (): void => {
      if (isOver) return;
      start = scene.keepDown(node, isSet(fault, 'isPowerLost'));
      scene.after(numberOf(fault, 'downMs'), () => {
        start();
        scene.after(numberOf(fault, 'upMs'), fall);
      });
    };
    fall();
    undo(() => {
      isOver = true;
      start();
    });
  },
};
