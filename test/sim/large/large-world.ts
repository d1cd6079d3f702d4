/** A cluster of 33 to 1,000 nodes: one service, its lines owned by many nodes each. */
import { resolveTimers } from '../../../src/config/timers.ts';
import type { Line } from '../../../src/model/line.ts';
import type { NodeSetup } from '../world.ts';
import { World } from '../world.ts';

const LINES: readonly Line[] = [
  'default',
  'china-telecom',
  'china-unicom',
  'china-mobile',
  'cernet',
  'overseas',
];
/** Nodes are not all started by the same hand at the same moment. */
const START_GAP_MS = 20;

/** The nodes in the order of the configuration; the first is the leader, each of the first six holds a line. */
export function largeWorld(nodes: number, seed: number): Promise<World> {
  const setups: Record<string, NodeSetup> = {};
  for (let index = 0; index < nodes; index += 1) {
    const line = LINES[index % LINES.length] ?? 'default';
    const isFirst = index < LINES.length;
    setups[idOf(index)] = { v4: addressOf(index), lines: [line], priority: isFirst ? 1 : 100 };
  }
  return World.create({
    seed: `large ${seed}`,
    nodes: setups,
    labels: ['www'],
    timers: resolveTimers('large'),
    providerLatencyMs: 200,
  });
}

/** Starts all of them, a moment apart. */
export async function startLarge(world: World): Promise<void> {
  for (const machine of world.machines.values()) {
    await machine.start();
    await world.run(START_GAP_MS);
  }
}

export function idOf(index: number): string {
  return `n${String(index).padStart(4, '0')}`;
}

function addressOf(index: number): string {
  return `47.${92 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
}
