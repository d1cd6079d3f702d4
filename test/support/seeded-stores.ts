// A cluster that has been running for long, as its databases and its zone show it: every node in, its services
// known, every record in place. What takes a user dozens of commands is there before the first start.
import { join } from 'node:path';
import { foundedCluster, newMember } from '../../src/cluster/new-cluster.ts';
import { reviseConfiguration } from '../../src/cluster/stamp.ts';
import { cellsOf } from '../../src/dns/cells.ts';
import { LINE_CODES } from '../../src/dns/provider/aliyun/limits.ts';
import type { Configuration } from '../../src/model/configuration.ts';
import type { Family } from '../../src/model/family.ts';
import type { Identity, Member } from '../../src/model/node.ts';
import { Secret } from '../../src/model/secret.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { ClusterRecord, Store } from '../../src/store/store.ts';
import { lineOfWord } from '../../src/wire/lines.ts';
import { ZONE, type TestCluster, type TestNode } from './cluster-processes.ts';

const CLUSTER_KEY_BYTES = 48;

export interface SeedOptions {
  /** Host parts under `example.test`. */
  readonly labels: readonly string[];
  /** Where a node keeps its state; its SQLite file unless this answers another store. */
  readonly storeOf?: (node: TestNode) => Store;
}

/** Puts nodes and services into the databases of nodes that have never run. Answers what they hold then. */
export async function seedStores(cluster: TestCluster, options: SeedOptions): Promise<Configuration> {
  const members = cluster.nodes.map((node) => memberOf(node, node === cluster.leader));
  const [leader] = members;
  if (leader === undefined) throw new Error('a cluster has at least one node');
  const founded = foundedCluster(leader, Secret.of('k'.repeat(CLUSTER_KEY_BYTES))).configuration;
  const services = options.labels.map((label) => ({ name: label, zone: ZONE, label, provider: 'Ali' }));
  const configuration = reviseConfiguration(founded, { ...founded, members, services });
  const record = { configuration, boundLeaderId: leader.id };
  for (const node of cluster.nodes) {
    const self = members.find(({ id }) => id === node.code) ?? leader;
    await initialise((options.storeOf ?? ownStore)(node), self, record);
  }
  return configuration;
}

/** Adds the record of every cell to the zone, held by the first node in order. */
export async function seedRecords(cluster: TestCluster, configuration: Configuration): Promise<void> {
  const additions = cellsOf(configuration).map(({ label, type, line, family }) => {
    const owner = configuration.members.find(({ lines }) => lines.includes(line));
    const value = owner === undefined ? '' : addressOf(cluster.node(owner.id), family);
    return { op: 'add', rr: label, type, line: LINE_CODES[line], value } as const;
  });
  await cluster.sandbox.edit(...additions);
}

async function initialise(store: Store, self: Identity, record: ClusterRecord): Promise<void> {
  try {
    await store.prepare();
    await store.initialise(self, record);
  } finally {
    await store.close();
  }
}

/** The SQLite file that a node uses unless its settings name another database. */
export function ownStore({ daemon }: TestNode): Store {
  const baseFolder = join(daemon.folder, 'data');
  return openStore({ type: 'sqlite', dsn: Secret.of('cocoasyncer.db'), baseFolder });
}

function memberOf(node: TestNode, isLeader: boolean): Member {
  const identity: Identity = {
    id: node.code,
    name: node.name,
    url: node.link.url,
    role: isLeader ? 'leader' : 'follower',
    secret: Secret.of(node.secret),
  };
  const lines = node.lines.flatMap((code) => lineOfWord(code) ?? []);
  return { ...newMember(identity), lines, families: ['v4', 'v6'] };
}

function addressOf(node: TestNode, family: Family): string {
  return family === 'v4' ? node.v4 : node.v6;
}
