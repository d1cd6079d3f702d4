/** What was written into cells, told in groups: one line for all that a node wrote in one go and for one reason. */
import type { World, Write } from '../world.ts';
import type { Told } from './transcript.ts';
import { cells } from './transcript.ts';

/** Writes that follow each other faster than this are one act. */
const ONE_ACT_MS = 5_000;

interface Group {
  readonly first: Write;
  readonly reason: string;
  lastAt: number;
  count: number;
}

export function toldWrites(world: World, since: number): readonly Told[] {
  const groups: Group[] = [];
  for (const write of world.writes) {
    if (write.at < since || write.cellKey === null) continue;
    const reason = world.reasonOf(write);
    const group = groups.find(
      ({ first, reason: why, lastAt }) =>
        first.node === write.node &&
        first.from === write.from &&
        why === reason &&
        write.at - lastAt < ONE_ACT_MS,
    );
    if (group === undefined) groups.push({ first: write, reason, lastAt: write.at, count: 1 });
    else Object.assign(group, { lastAt: write.at, count: group.count + 1 });
  }
  return groups.map(({ first, reason, count }) => ({
    at: first.at,
    who: first.node,
    what: nameOf(first, reason, count),
  }));
}

function nameOf({ from }: Write, reason: string, count: number): string {
  const whose = from ?? 'nobody';
  switch (reason) {
    case 'taken-over':
      return `takes ${cells(count)} over from ${whose}`;
    case 'yielded':
      return `takes the ${cells(count)} that ${whose} yields`;
    case 'own-address':
      return `writes its new address into ${cells(count)}`;
    default:
      return `writes ${cells(count)} of ${whose} (${reason})`;
  }
}
