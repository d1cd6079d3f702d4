/**
 * A node is away for so long that the others hardly renew their witnesses for it any more, and comes back behind a cut:
 * its process starts again or has run all the while, and the DNS service is in its reach at once or some time later.
 */
import { UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { isSet, numberOf, textOf } from './parameters.ts';
import { bothWays } from './wires.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

export const longAbsence: FaultKind = {
  kind: 'long-absence',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan) => {
    const awayMs = chance.whole(11 * MINUTE, 25 * MINUTE);
    const blindMs = chance.isLucky(0.5) ? 0 : chance.whole(30, 500) * SECOND;
    return {
      ...{ lastsMs: awayMs + blindMs + chance.whole(3 * MINUTE, 15 * MINUTE), awayMs, blindMs },
      ...{ node: chance.one(ownIds(plan)), isDown: chance.isLucky(0.6), isCut: chance.isLucky(0.75) },
    };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    const awayMs = numberOf(fault, 'awayMs');
    const others = scene.ids.filter((id) => id !== node);
    const cut = (): void => {
      undo(scene.wires.cut(others.flatMap((other) => bothWays(node, other))));
    };
    const regain = scene.edge(node).lose(() => UNREACHABLE);
    undo(regain);
    scene.after(scene.clamp(awayMs + numberOf(fault, 'blindMs')), regain);
    if (!isSet(fault, 'isDown')) {
      cut();
      return;
    }
    const start = scene.keepDown(node, true);
    undo(start);
    if (isSet(fault, 'isCut')) cut();
    scene.after(scene.clamp(awayMs), start);
  },
};
