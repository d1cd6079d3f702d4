/** Some of all directions are cut, without rhyme or reason: who hears whom is neither mutual nor transitive. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { textsOf } from './parameters.ts';

export const partialCut: FaultKind = {
  kind: 'partial-cut',
  weight: 3,
  draw: (chance, plan) => {
    const ids = allIds(plan);
    const all = ids.flatMap((from) => ids.flatMap((to) => (from === to ? [] : [`${from}>${to}`])));
    return { lastsMs: chance.duration(), wires: chance.some(all, chance.whole(1, all.length - 1)) };
  },
  apply: (scene, fault, undo) => {
    const pairs = textsOf(fault, 'wires').map((wire) => {
      const [from = '', to = ''] = wire.split('>');
      return [from, to] as const;
    });
    undo(scene.wires.cut(pairs));
  },
};
