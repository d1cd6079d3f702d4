/**
 * Two machines swap their addresses and find it out together, and one sees the other's writes before it has its word:
 * the address that it has just lost stands in a record, by a hand that it does not know. It may move nothing, or it
 * would offer the record to the other one instead of writing it.
 */
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';
import { bothWays } from './wires.ts';

const SECOND = 1_000;
const CUT_MS = 12 * SECOND;
const LOOK_EVERY_MS = 10;

export const swapInSight: FaultKind = {
  kind: 'swap-in-sight',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan) => {
    const ids = ownIds(plan);
    if (ids.length < 2) return null;
    const [writer = '', watcher = ''] = chance.some(ids, 2);
    return { lastsMs: chance.whole(200, 400) * SECOND, writer, watcher, slowMs: chance.whole(800, 1_800) };
  },
  apply: (scene, fault, undo) => {
    const [writer, watcher] = [textOf(fault, 'writer'), textOf(fault, 'watcher')];
    const freeze = (isFrozen: boolean): void => {
      scene.whenAwake(watcher, ({ application }) => application.setFrozen(isFrozen));
    };
    freeze(true);
    undo(() => {
      freeze(false);
    });
    const requestDelayMs = numberOf(fault, 'slowMs');
    undo(scene.edge(watcher).add(({ action }) => (action === 'readZone' ? { requestDelayMs } : null)));
    const [ofWriter, ofWatcher] = [writer, watcher].map((id) => scene.world.machine(id).addresses.v4 ?? null);
    scene.setAddress(writer, 'v4', ofWatcher ?? null);
    scene.setAddress(watcher, 'v4', ofWriter ?? null);
    let isOver = false;
    undo(() => {
      isOver = true;
    });
    const look = (): void => {
      if (isOver) return;
      const known = scene.world.machine(writer).process?.state.own.v4.verified;
      if (known !== ofWatcher) {
        scene.after(LOOK_EVERY_MS, look);
        return;
      }
      const mend = scene.wires.cut(bothWays(writer, watcher));
      undo(mend);
      scene.after(scene.clamp(CUT_MS), mend);
    };
    look();
  },
};
