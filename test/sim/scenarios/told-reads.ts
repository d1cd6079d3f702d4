/** How often the zone was read, where that matters: stretches in which a node reads as fast as it ever does. */
import type { World } from '../world.ts';
import type { Told } from './transcript.ts';

/** A stretch is worth a line from so many reads on. */
const LEAST_READS = 4;
const SPREAD = 1.3;

export function toldReads(world: World, since: number): readonly Told[] {
  const { readFastMs } = world.timers;
  const told: Told[] = [];
  for (const who of world.machines.keys()) {
    let stretch: number[] = [];
    const end = (): void => {
      const [first] = stretch;
      if (first !== undefined && stretch.length >= LEAST_READS) {
        told.push({
          at: first,
          who,
          what: `reads the zone every ${readFastMs / 1000} s from here on`,
        });
      }
      stretch = [];
    };
    for (const at of world.readsOf(who, since)) {
      if (at - (stretch.at(-1) ?? at) > SPREAD * readFastMs) end();
      stretch.push(at);
    }
    end();
  }
  return told;
}
