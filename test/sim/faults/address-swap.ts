/** Two machines swap their addresses, at once or one after the other. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';

const SECOND = 1_000;

export const addressSwap: FaultKind = {
  kind: 'address-swap',
  weight: 1,
  draw: (chance, plan) => {
    const [a = '', b = ''] = chance.some(allIds(plan), 2);
    return { lastsMs: 0, a, b, gapMs: chance.isLucky(0.5) ? 0 : chance.whole(0, 120) * SECOND };
  },
  apply: (scene, fault) => {
    const [a, b] = [textOf(fault, 'a'), textOf(fault, 'b')];
    const [ofA, ofB] = [a, b].map((id) => scene.world.machine(id).addresses.v4);
    scene.setAddress(a, 'v4', ofB ?? null);
    scene.after(scene.clamp(numberOf(fault, 'gapMs')), () => {
      scene.setAddress(b, 'v4', ofA ?? null);
    });
  },
};
