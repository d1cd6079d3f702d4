/** Witness records as they were published, renewed and laid down; a renewal says nothing new and is left out. */
import { decodeWitness, witnessName } from '../../../src/cluster/witness-record.ts';
import type { Witness } from '../../../src/cluster/witness-record.ts';
import type { World } from '../world.ts';
import { ZONE } from '../world.ts';
import type { Told } from './transcript.ts';
import { naming } from './transcript.ts';

interface Posted {
  readonly text: string;
  readonly leaseMs: number;
  readonly address: string | null;
}

export function toldWitnesses(world: World, since: number): readonly Told[] {
  const told: Told[] = [];
  const posted = new Map<string, Posted>();
  for (const { at, node, cellKey, newValue } of world.writes) {
    if (node === null || cellKey !== null || newValue === null) continue;
    const witness = read(world, node, newValue);
    if (witness === null) continue;
    const before = posted.get(node) ?? { text: '', leaseMs: 0, address: null };
    const text = describe(witness);
    const isMoved = before.leaseMs > 0 && witness.v4 !== before.address;
    const isRenewal = text === before.text && witness.leaseMs > 0;
    posted.set(node, { text, leaseMs: witness.leaseMs, address: witness.v4 });
    if (isRenewal && isMoved && at >= since)
      told.push({ at, who: node, what: 'tells its new address by its witness' });
    if (isRenewal) continue;
    const what = nameOf(witness, text, before);
    if (at >= since) told.push({ at, who: node, what });
  }
  return told;
}

function nameOf(witness: Witness, text: string, before: Posted): string {
  if (witness.leaseMs > 0) return `${before.leaseMs > 0 ? 'now vouches' : 'publishes its witness'}: ${text}`;
  return before.leaseMs > 0 ? 'lays its witness down' : 'tests that it can write its witness';
}

function describe({ leaseMs, longLeaseMs, members }: Witness): string {
  const names = members === 'everyone' ? 'everybody' : naming(members);
  const far = longLeaseMs > 0 ? `, for those dead for long ${longLeaseMs / 1000} s` : '';
  return `${names} alive for ${leaseMs / 1000} s${far}`;
}

function read(world: World, node: string, value: string): Witness | null {
  const key = world.configuration.clusterKey?.reveal();
  if (key === undefined) return null;
  return decodeWitness(value, world.configuration, [key], `${ZONE}|${witnessName(key, node)}`);
}
