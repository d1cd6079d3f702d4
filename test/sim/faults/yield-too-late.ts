/**
 * A node comes back, is given its lines, and loses the DNS service and the giver in that very moment. When it has the
 * DNS service again the gift is long over, and the giver still out of sight.
 */
import { UNREACHABLE } from '../../../src/dns/provider/memory/disturbance.ts';
import type { FaultKind } from './fault-kind.ts';
import { ownIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';
import type { Scene } from './scene.ts';
import { bothWays } from './wires.ts';

type Undo = (end: () => void) => void;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Between a word of the gift and what its receiver sends because of it there is a read. */
const LOOK_EVERY_MS = 100;

export const yieldTooLate: FaultKind = {
  kind: 'yield-too-late',
  // Drawn for a whole schedule, not among the others.
  weight: 0,
  draw: (chance, plan, timers) => {
    const node = chance.one(ownIds(plan));
    const blindMs = timers.yieldMs + timers.freshMs + timers.providerMs + chance.whole(2, 20) * SECOND;
    const cutMs = blindMs + chance.whole(10, 200) * SECOND;
    return {
      ...{ lastsMs: 12 * MINUTE, node, downMs: timers.deadMs + chance.whole(20, 60) * SECOND },
      ...{ blindMs, cutMs },
    };
  },
  apply: (scene, fault, undo) => {
    const node = textOf(fault, 'node');
    whenGiven(scene, node, numberOf(fault, 'downMs'), undo, (giver) => {
      strike(scene, node, giver, numberOf(fault, 'blindMs'), numberOf(fault, 'cutMs'), undo);
    });
  },
};

/** The node goes down for a while, and as soon as it has heard after that who gives it its lines, `act`. */
export function whenGiven(
  scene: Scene,
  node: string,
  downMs: number,
  undo: Undo,
  act: (giver: string) => void,
): void {
  const start = scene.keepDown(node, true);
  undo(start);
  scene.after(scene.clamp(downMs), start);
  let isOver = false;
  undo(() => {
    isOver = true;
  });
  const look = (): void => {
    if (isOver) return;
    const giver = giverTo(scene, node);
    if (giver === null) scene.after(LOOK_EVERY_MS, look);
    else act(giver);
  };
  look();
}

/** Who gives the node a cell, as far as the node has heard. */
function giverTo(scene: Scene, node: string): string | null {
  for (const peer of scene.world.machine(node).process?.state.liveness.peers.values() ?? []) {
    if (Object.values(peer.statement?.yields ?? {}).includes(node)) return peer.id;
  }
  return null;
}

function strike(scene: Scene, node: string, giver: string, blindMs: number, cutMs: number, undo: Undo): void {
  scene.tell('yield-too-late', `${giver} gives to ${node}, which can do nothing`);
  const regain = scene.edge(node).lose(() => UNREACHABLE);
  const mend = scene.wires.cut(bothWays(node, giver));
  undo(regain);
  undo(mend);
  scene.after(scene.clamp(blindMs), regain);
  scene.after(scene.clamp(cutMs), mend);
}
