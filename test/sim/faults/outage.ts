/** Everything goes dark: all machines, and they come back one after another. */
import type { FaultKind } from './fault-kind.ts';
import { numberOf } from './parameters.ts';

const SECOND = 1_000;

export const outage: FaultKind = {
  kind: 'outage',
  weight: 1,
  draw: (chance) => ({ lastsMs: chance.duration(), spreadMs: chance.whole(0, 120) * SECOND }),
  apply: (scene, fault, undo) => {
    const spreadMs = numberOf(fault, 'spreadMs');
    const starts = scene.ids.map((id) => scene.keepDown(id, true));
    undo(() => {
      for (const [index, start] of starts.entries()) {
        scene.after(scene.clamp(spreadMs * index), start);
      }
    });
  },
};
