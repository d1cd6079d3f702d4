/** The calendar of a machine jumps, by seconds or by a year, and is put right later or not. */
import type { FaultKind } from './fault-kind.ts';
import { allIds } from './fault-kind.ts';
import { numberOf, textOf } from './parameters.ts';

const SECOND = 1_000;
const YEAR = 365 * 24 * 3_600 * SECOND;

export const wallJump: FaultKind = {
  kind: 'wall-jump',
  weight: 2,
  draw: (chance, plan) => {
    const sign = chance.one([-1, 1]);
    const byMs = chance.isLucky(0.5) ? YEAR : chance.whole(1, 3_600) * SECOND;
    return {
      lastsMs: chance.isLucky(0.5) ? 0 : chance.duration(),
      byMs: sign * byMs,
      node: chance.one(allIds(plan)),
    };
  },
  apply: (scene, fault, undo) => {
    const machine = scene.world.machine(textOf(fault, 'node'));
    const jump = (byMs: number): void => {
      machine.wallOffsetMs += byMs;
      if (machine.process !== null) machine.process.clock.wallOffsetMs += byMs;
    };
    jump(numberOf(fault, 'byMs'));
    if (fault.lastsMs > 0) {
      undo(() => {
        jump(-numberOf(fault, 'byMs'));
      });
    }
  },
};
