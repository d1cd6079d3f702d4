/** An operator changes the configuration, and takes most changes back later. */
import { drawEdit, editOf } from './configuration-edit.ts';
import type { FaultKind } from './fault-kind.ts';

export const configurationChange: FaultKind = {
  kind: 'configuration-change',
  weight: 5,
  draw: (chance, plan) => ({ lastsMs: chance.duration(), ...drawEdit(chance, plan) }),
  apply: (scene, fault, undo) => {
    const { edit, back } = editOf(scene.schedule.cluster, fault);
    scene.edit(edit);
    undo(() => {
      if (back !== null) scene.edit(back);
    });
  },
};
