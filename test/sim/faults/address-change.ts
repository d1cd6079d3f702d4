/** A machine gets another address, of one family or both. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

export const addressChange: FaultKind = {
  kind: 'address-change',
  weight: 6,
  draw: (chance, plan) => {
    const node = chance.one(allIds(plan));
    const hasV6 = plan.nodes.find(({ id }) => id === node)?.hasV6 === true;
    const isV6 = hasV6 && chance.isLucky(0.5);
    return { lastsMs: 0, node, v4: isV6 ? '' : chance.freshV4(), v6: isV6 ? chance.freshV6() : '' };
  },
  apply: (scene, fault) => {
    const [v4, v6] = [textOf(fault, 'v4'), textOf(fault, 'v6')];
    if (v4 !== '') scene.setAddress(textOf(fault, 'node'), 'v4', v4);
    if (v6 !== '') scene.setAddress(textOf(fault, 'node'), 'v6', v6);
  },
};
