/** One node dies while another, who may be next in the order, is told to move nothing: those behind must pass it over. */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { textOf } from './parameters.ts';

const MINUTE = 60_000;

export const stuckHeir: FaultKind = {
  kind: 'stuck-heir',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan) => {
    const ids = ownIds(plan);
    if (ids.length < 3) return null;
    const [dead = '', frozen = ''] = chance.some(ids, 2);
    return { lastsMs: chance.whole(9 * MINUTE, 20 * MINUTE), dead, frozen };
  },
  apply: (scene, fault, undo) => {
    const frozen = textOf(fault, 'frozen');
    scene.whenAwake(frozen, ({ application }) => application.setFrozen(true));
    undo(() => {
      scene.whenAwake(frozen, ({ application }) => application.setFrozen(false));
    });
    undo(scene.keepDown(textOf(fault, 'dead'), true));
  },
};
