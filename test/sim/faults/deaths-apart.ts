/**
 * A holder dies; of its heirs one moves nothing by its operator's word and dies a little later, and one can talk to
 * nobody: it finds each of the two dead when that one's lease ends, and the rest find it sooner.
 */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';
import { bothWays } from './wires.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const deathsApart: FaultKind = {
  kind: 'deaths-apart',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan) => {
    const ids = ownIds(plan);
    if (ids.length < 4) return null;
    const [holder = '', frozen = '', apart = ''] = chance.some(ids, 3);
    const firstMs = chance.whole(2 * MINUTE, 5 * MINUTE);
    const laterMs = chance.whole(60 * SECOND, 200 * SECOND);
    return { lastsMs: firstMs + laterMs + 6 * MINUTE, holder, frozen, apart, firstMs, laterMs };
  },
  apply: (scene, fault, undo) => {
    const [holder, frozen, apart] = [
      textOf(fault, 'holder'),
      textOf(fault, 'frozen'),
      textOf(fault, 'apart'),
    ];
    const others = scene.ids.filter((id) => id !== apart);
    undo(scene.wires.cut(others.flatMap((other) => bothWays(apart, other))));
    scene.whenAwake(frozen, ({ application }) => application.setFrozen(true));
    undo(() => {
      scene.whenAwake(frozen, ({ application }) => application.setFrozen(false));
    });
    let isOver = false;
    undo(() => {
      isOver = true;
    });
    const firstMs = numberOf(fault, 'firstMs');
    for (const [id, ms] of [
      [holder, firstMs],
      [frozen, firstMs + numberOf(fault, 'laterMs')],
    ] as const) {
      scene.after(ms, () => {
        if (!isOver) undo(scene.keepDown(id, false));
      });
    }
  },
};
