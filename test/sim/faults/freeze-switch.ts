/** An operator forbids all moves on every node, and allows them again. */
import type { FaultKind } from './fault-kind.ts';

export const freezeSwitch: FaultKind = {
  kind: 'freeze-switch',
  weight: 1,
  draw: (chance) => ({ lastsMs: chance.while() }),
  apply: (scene, _fault, undo) => {
    const turn = (isFrozen: boolean): void => {
      for (const id of scene.ids) {
        scene.whenAwake(id, ({ application }) => application.setFrozen(isFrozen));
      }
    };
    turn(true);
    undo(() => {
      turn(false);
    });
  },
};
