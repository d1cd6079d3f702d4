/**
 * A process ends, its watcher says so, and the next one begins behind a cut: those who have the note never hear of it.
 * They may be without the DNS service meanwhile, for as long as it takes to make a witness seldom renewed.
 */
import { UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { numberOf, textOf, textsOf } from './parameters.ts';
import { bothWays } from './wires.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const returnUnheard: FaultKind = {
  kind: 'return-unheard',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan) => {
    const ids = ownIds(plan);
    if (ids.length < 2) return null;
    const [node = '', ...others] = chance.shuffled(ids);
    const blindMs = chance.isLucky(0.3) ? 0 : chance.whole(2 * MINUTE, 25 * MINUTE);
    return {
      ...{ lastsMs: blindMs + chance.whole(4 * MINUTE, 12 * MINUTE), blindMs, node },
      ...{ downMs: chance.whole(2, 12) * SECOND, deaf: chance.some(others, chance.whole(1, others.length)) },
    };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const deaf = textsOf(fault, 'deaf');
    const start = scene.keepDown(node, false);
    undo(start);
    scene.after(scene.clamp(numberOf(fault, 'downMs')), start);
    let isOver = false;
    undo(() => {
      isOver = true;
    });
    // The note is sent at once, and is there.
    scene.after(SECOND / 2, () => {
      if (!isOver) undo(scene.wires.cut(deaf.flatMap((other) => bothWays(node, other))));
    });
    const blindMs = numberOf(fault, 'blindMs');
    if (blindMs === 0) return;
    for (const id of deaf) {
      const regain = scene.edge(id).lose(() => UNREACHABLE);
      undo(regain);
      scene.after(scene.clamp(blindMs), regain);
    }
  },
};
