/** The configuration changes while the leader hears only some of the others. */
import { drawEdit, editOf } from './configuration-edit.ts';
import type { FaultKind } from './fault-kind.ts';
import { allIds, leaderId } from './fault-kind.ts';
import { textsOf } from './parameters.ts';
import { bothWays } from './wires.ts';

export const configurationInPartition: FaultKind = {
  kind: 'configuration-in-partition',
  weight: 3,
  draw: (chance, plan) => {
    const others = allIds(plan).filter((id) => id !== leaderId(plan));
    const away = chance.some(others, chance.whole(1, others.length));
    return { lastsMs: chance.duration(), away, ...drawEdit(chance, plan) };
  },
  apply: (scene, fault, undo) => {
    const away = textsOf(fault, 'away');
    const rest = scene.ids.filter((id) => !away.includes(id));
    undo(scene.wires.cut(away.flatMap((a) => rest.flatMap((b) => bothWays(a, b)))));
    const { edit, back } = editOf(scene.schedule.cluster, fault);
    scene.after(scene.clamp(Math.floor(fault.lastsMs / 3)), () => {
      scene.edit(edit);
    });
    if (back === null) return;
    scene.after(scene.clamp(Math.floor((fault.lastsMs * 2) / 3)), () => {
      scene.edit(back);
    });
  },
};
