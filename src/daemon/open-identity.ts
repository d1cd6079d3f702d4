/** Who is this node? Decided once, at the first start, and kept in the store from then on. */
import { foundedCluster, unjoinedCluster } from '../cluster/new-cluster.ts';
import type { StoredCluster } from '../cluster/push-rules.ts';
import type { Config } from '../config/config.ts';
import { LINES } from '../model/line.ts';
import type { Identity } from '../model/node.ts';
import { Secret } from '../model/secret.ts';
import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { Log } from '../platform/log.ts';
import type { Random } from '../platform/random.ts';
import type { Store } from '../store/store.ts';

const SECRET_BYTES = 24;
const CLUSTER_KEY_BYTES = 32;

export interface OpenedIdentity {
  readonly identity: Identity;
  readonly isFirstStart: boolean;
  /** What the settings say otherwise than the store; null: nothing. */
  readonly difference: Text | null;
}

/** Reads the identity, or makes it from the settings. What the settings say differently is reported. */
export async function openIdentity(
  store: Store,
  config: Config,
  random: Random,
  log: Log,
): Promise<OpenedIdentity> {
  const stored = await store.loadIdentity();
  if (stored !== null) {
    const { configuration } = await store.loadCluster();
    // Name and address may have been changed on the leader since.
    const present = configuration.members.find(({ id }) => id === stored.id) ?? stored;
    const difference = differenceOf(present, config);
    if (difference !== null) log.warn('identity-differs', difference);
    return { identity: stored, isFirstStart: false, difference };
  }
  const identity: Identity = {
    id: config.nodeCode,
    name: config.nodeName,
    url: config.nodeAddress,
    role: config.role,
    secret: config.secret ?? newSecret(random, SECRET_BYTES),
  };
  await store.initialise(identity, firstCluster(identity, config, random));
  return { identity, isFirstStart: true, difference: null };
}

function firstCluster(identity: Identity, config: Config, random: Random): StoredCluster {
  if (identity.role === 'follower') return unjoinedCluster(identity);
  // To try it out, the one node serves everything; a real leader is given its lines by hand.
  const settings = config.sandbox === null ? {} : { lines: LINES };
  const founded = foundedCluster(identity, newSecret(random, CLUSTER_KEY_BYTES), settings);
  if (config.timeoutMinutes === null) return founded;
  return {
    ...founded,
    configuration: { ...founded.configuration, timeoutMinutes: config.timeoutMinutes },
  };
}

function newSecret(random: Random, bytes: number): Secret {
  return Secret.of(Buffer.from(random.bytes(bytes)).toString('base64url'));
}

/** A file that disagrees with the store is neither obeyed nor passed over in silence. */
function differenceOf(stored: Identity, config: Config): Text | null {
  const differences: string[] = [];
  if (stored.name !== config.nodeName) differences.push('NodeName');
  if (stored.id !== config.nodeCode) differences.push('NodeCode');
  if (stored.url !== config.nodeAddress) differences.push('NodeAddress');
  if (stored.role !== config.role) differences.push('WorkMode');
  if (config.secret !== null && !config.secret.sameAs(stored.secret)) differences.push('CocoaSecret');
  if (differences.length === 0) return null;
  const keys = differences.join(', ');
  return text(
    `the settings differ from what this node was set up with, in: ${keys}. The stored values stay in force; change a node on the leader with \`cocoasyncer node set\`, or set it up anew with an empty database`,
    `配置与本节点初始化时不同：${keys}。仍以已保存的值为准；请在主节点上用 \`cocoasyncer node set\` 修改，或使用空数据库重新初始化`,
  );
}
