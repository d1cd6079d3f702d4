/** The cluster of worked example 19.10: the leader died while it pushed. */
import { reviseConfiguration } from '../../../src/cluster/stamp.ts';
import type { Configuration } from '../../../src/model/configuration.ts';
import type { NodeSetup } from '../world.ts';
import { World } from '../world.ts';

export const FOLLOWERS = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `f${number}`);

/** The same document as version `version` of its epoch. */
function atVersion(configuration: Configuration, version: number): Configuration {
  let result = configuration;
  while (result.stamp.version < version) result = reviseConfiguration(result, result);
  return result;
}

/** A leader and nine followers, alive or not; 1 to 4 hold version 42, 5 to 9 version 41. F1's line falls to F5. */
export async function halfPushed(): Promise<World> {
  const nodes: Record<string, NodeSetup> = { lead: { v4: '47.92.1.100', lines: ['default'] } };
  for (const [index, id] of FOLLOWERS.entries()) {
    nodes[id] = { v4: `47.92.1.${index + 1}`, lines: id === 'f1' ? ['china-unicom'] : [] };
  }
  const world = await World.create({
    nodes,
    labels: ['www'],
    document: { lineBackups: { default: ['f9'], 'china-unicom': ['f5'] } },
  });
  const older = atVersion(world.configuration, 41);
  const newer = reviseConfiguration(older, { ...older, timeoutMinutes: 11 });
  for (const id of world.machines.keys()) {
    const isLate = FOLLOWERS.indexOf(id) >= 4;
    await world.storeConfiguration(id, isLate ? older : newer);
  }
  return world;
}
