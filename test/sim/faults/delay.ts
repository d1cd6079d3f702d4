/** Messages take up to 5 s, each another time, so that they overtake each other. */
import type { FaultKind } from './fault-kind.ts';
import { numberOf } from './parameters.ts';

/** The wires spread delays by half in both directions. */
const LONGEST_MS = 3_300;

export const delay: FaultKind = {
  kind: 'delay',
  weight: 3,
  draw: (chance) => ({ lastsMs: chance.while(), delayMs: chance.whole(200, LONGEST_MS) }),
  apply: (scene, fault, undo) => {
    undo(scene.wires.worsen({ delayMs: numberOf(fault, 'delayMs') }));
  },
};
