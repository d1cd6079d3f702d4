/** A machine that runs the Go program is upgraded: that program ends, ours begins. */
import type { FaultKind } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const upgrade: FaultKind = {
  kind: 'upgrade',
  weight: 8,
  draw: (chance, plan) => {
    const legacy = plan.nodes.filter(({ isLegacy }) => isLegacy);
    return legacy.length === 0 ? null : { lastsMs: 0, node: chance.one(legacy).id };
  },
  apply: (scene, fault) => {
    scene.upgrade(textOf(fault, 'node'));
  },
};
