/** A machine gets one address after another. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textOf, textsOf } from './parameters.ts';

const SECOND = 1_000;

export const addressStorm: FaultKind = {
  kind: 'address-storm',
  weight: 2,
  draw: (chance, plan) => {
    const addresses = Array.from({ length: chance.whole(3, 10) }, () => chance.freshV4());
    const everyMs = chance.whole(5, 90) * SECOND;
    return { lastsMs: everyMs * addresses.length, node: chance.one(allIds(plan)), everyMs, addresses };
  },
  apply: (scene, fault, undo) => {
    let isOver = false;
    for (const [index, address] of textsOf(fault, 'addresses').entries()) {
      scene.after(index * numberOf(fault, 'everyMs'), () => {
        if (!isOver) scene.setAddress(textOf(fault, 'node'), 'v4', address);
      });
    }
    undo(() => {
      isOver = true;
    });
  },
};
