/** The clusters of the protocol's worked examples. */
import type { Line } from '../../src/model/line.ts';
import type { WorldSetup } from './world.ts';
import { World } from './world.ts';

export const A_LINES: readonly Line[] = ['default', 'china-telecom', 'overseas'];
export const B_LINES: readonly Line[] = ['china-unicom', 'china-mobile', 'cernet'];
export const ADDRESS = { a: '47.92.0.1', b: '47.92.0.2', c: '47.92.0.3', d: '47.92.0.4' } as const;

/** A owns default, CT and OverSea; B owns CU, CMCC and CNEdu; two services; 12 cells. */
export function twoNodes(differing: Partial<WorldSetup> = {}): Promise<World> {
  return World.create({
    nodes: { a: { v4: ADDRESS.a, lines: A_LINES }, b: { v4: ADDRESS.b, lines: B_LINES } },
    ...differing,
  });
}

/** A, B and C with two lines each; the order of A's lines is A, C, B, that of C's is C, A, B. */
export function threeNodes(differing: Partial<WorldSetup> = {}): Promise<World> {
  return World.create({
    nodes: {
      a: { v4: ADDRESS.a, lines: ['default', 'overseas'] },
      b: { v4: ADDRESS.b, lines: ['china-unicom', 'cernet'] },
      c: { v4: ADDRESS.c, lines: ['china-telecom', 'china-mobile'] },
    },
    document: {
      lineBackups: {
        default: ['c', 'b'],
        overseas: ['c', 'b'],
        'china-telecom': ['a', 'b'],
        'china-mobile': ['a', 'b'],
        'china-unicom': ['c', 'a'],
        cernet: ['c', 'a'],
      },
    },
    ...differing,
  });
}

/** Runs on until A's last message was an answer and is `ageMs` old, give or take 50 ms. */
export async function untilLastHeard(world: World, id: string, ageMs: number): Promise<void> {
  for (let step = 0; step < 20_000; step += 1) {
    await world.run(50);
    const last = world.network.lastSent.get(id);
    if (last?.kind !== 'answer') continue;
    if (Math.abs(world.time.now - last.at - ageMs) <= 50) return;
  }
  throw new Error(`no such moment in the life of ${id}`);
}

export const SECOND = 1_000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
