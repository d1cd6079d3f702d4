/** The leader changes something and dies while it tells the others: some have heard it, some have not. */
import type { FaultKind } from './fault-kind.ts';
import { allIds, leaderId } from './fault-kind.ts';
import { isSet, numberOf, textOf, textsOf } from './parameters.ts';

export const crashMidPush: FaultKind = {
  kind: 'crash-mid-push',
  weight: 3,
  draw: (chance, plan) => {
    const others = allIds(plan).filter((id) => id !== leaderId(plan));
    return {
      ...{ lastsMs: chance.duration(), node: chance.one(allIds(plan)), priority: chance.whole(50, 150) },
      ...{ deaf: chance.some(others, chance.whole(0, others.length - 1)), delayMs: chance.whole(0, 60) },
      ...{ isPowerLost: chance.isLucky(0.5), isFrozen: chance.isLucky(0.3) },
    };
  },
  apply: (scene, fault, undo) => {
    const { leaderId: leader } = scene;
    let start: () => void = () => undefined;
    let mend: () => void = () => undefined;
    let isOver = false;
    const ignore = scene.hear(({ from, path, kind }) => {
      if (from !== leader || path !== 'push' || kind !== 'request') return;
      ignore();
      scene.after(numberOf(fault, 'delayMs'), () => {
        if (isOver) return;
        scene.tell('crash-mid-push', `${leader} ends amid a push`);
        if (isSet(fault, 'isFrozen')) scene.freeze(leader, fault.lastsMs, true);
        else start = scene.keepDown(leader, isSet(fault, 'isPowerLost'));
        mend();
      });
    });
    undo(() => {
      isOver = true;
      ignore();
      mend();
      start();
    });
    mend = scene.wires.cut(textsOf(fault, 'deaf').map((id) => [leader, id] as const));
    scene.edit({ kind: 'node-set', node: textOf(fault, 'node'), priority: numberOf(fault, 'priority') });
  },
};
