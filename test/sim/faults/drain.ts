/** A node hands over what it holds, is stopped, and comes back later. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

/** What draining takes at the longest, and a little. */
const DRAIN_MS = 61_000;

export const drain: FaultKind = {
  kind: 'drain',
  weight: 2,
  draw: (chance, plan) => ({
    ...{ lastsMs: DRAIN_MS + chance.duration(), node: chance.one(ownIds(plan)) },
  }),
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    let isOver = false;
    let start: () => void = () => undefined;
    scene.whenAwake(node, ({ application }) => application.drain());
    scene.after(DRAIN_MS, () => {
      if (!isOver) start = scene.keepDown(node, false);
    });
    undo(() => {
      isOver = true;
      // A process that drains does so to its end.
      if (scene.isUp(node)) scene.crash(node, false);
      start();
      scene.start(node);
    });
  },
};
