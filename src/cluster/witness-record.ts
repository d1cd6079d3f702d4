/**
 * What stands in a witness record, and under which name? The text is public, so it names nobody in clear and
 * cannot be forged without the cluster key.
 */
import type { Configuration } from '../model/configuration.ts';
import { hmacSha256Hex, seal, sha256, unseal } from '../platform/digest.ts';
import { remembered } from '../platform/remember.ts';

const PREFIX = 'cw1.';
const NAME_PREFIX = '_cocoa-';
/** Above so many members a bitmap over the configuration's order takes the place of hashes. */
const MAX_HASHED = 32;
const HASH_BYTES = 4;

export interface Witness {
  readonly boot: string;
  /** Counts this boot's witness records upward. */
  readonly sequence: number;
  /** 0: laid down. */
  readonly leaseMs: number;
  /** For those whom the writer has not heard for long; 0: there is none. */
  readonly longLeaseMs: number;
  readonly epoch: number;
  readonly version: number;
  /**
   * Nodes vouched for; when it is laid down, all that the writer counts as members. `everyone` when the reader cannot
   * map the list.
   */
  readonly members: readonly string[] | 'everyone';
  readonly v4: string | null;
  readonly v6: string | null;
}

/** Names and hashes of all members of a few large clusters. */
const NAMES_KEPT = 4_096;
/** The records of all members of one. */
const RECORDS_KEPT = 1_024;

const namesOf = remembered(8, (clusterKey) =>
  remembered(NAMES_KEPT, (nodeId) => NAME_PREFIX + hmacSha256Hex(clusterKey, `wn|${nodeId}`).slice(0, 10)),
);

/** Host part of a node's witness record. */
export function witnessName(clusterKey: string, nodeId: string): string {
  return namesOf(clusterKey)(nodeId);
}

/** `bound` ties the text to its place: `zone|rr`. `nonce`: 12 bytes, never used twice. */
export function encodeWitness(
  witness: Witness,
  configuration: Configuration,
  clusterKey: string,
  bound: string,
  nonce: Uint8Array,
): string {
  const { boot, sequence, leaseMs, longLeaseMs, epoch, version, v4, v6 } = witness;
  const members = packMembers(witness.members, configuration);
  const fields = [boot, sequence, leaseMs / 1000, epoch, version, members, v4, v6];
  const plain = JSON.stringify(longLeaseMs > 0 ? [...fields, longLeaseMs / 1000] : fields);
  return PREFIX + Buffer.from(seal(clusterKey, 'witness', nonce, plain, bound)).toString('base64url');
}

/** null: not a witness record of this cluster. */
export function decodeWitness(
  value: string,
  configuration: Configuration,
  clusterKeys: readonly string[],
  bound: string,
): Witness | null {
  const body = value.replaceAll('"', '').trim();
  if (!body.startsWith(PREFIX)) return null;
  for (const key of clusterKeys) {
    const plain = openedWith(key)(`${bound}${AFTER_PLACE}${body.slice(PREFIX.length)}`);
    if (plain !== null) return readUnder(configuration)(plain);
  }
  return null;
}

/** Every read shows every record again, and most have not changed. Stands in no name and in no base64url. */
const AFTER_PLACE = ' ';
const openedWith = remembered(8, (key) =>
  remembered(NAMES_KEPT, (text) => {
    const end = text.lastIndexOf(AFTER_PLACE);
    const sealed = Buffer.from(text.slice(end + 1), 'base64url');
    return unseal(key, 'witness', sealed, text.slice(0, end));
  }),
);

const readers = new WeakMap<Configuration, (plain: string) => Witness | null>();

/** Whom a record names depends on the configuration that it is read under, and on nothing else. */
function readUnder(configuration: Configuration): (plain: string) => Witness | null {
  const known = readers.get(configuration);
  if (known !== undefined) return known;
  const reader = remembered(RECORDS_KEPT, (plain) => parsePlain(plain, configuration));
  readers.set(configuration, reader);
  return reader;
}

function parsePlain(plain: string, configuration: Configuration): Witness | null {
  const fields: unknown = JSON.parse(plain);
  if (!Array.isArray(fields)) return null;
  const [boot, sequence, lease, epoch, version, members, v4, v6, longLease] = fields as readonly unknown[];
  if (typeof boot !== 'string' || typeof sequence !== 'number' || typeof lease !== 'number') return null;
  if (typeof epoch !== 'number' || typeof version !== 'number' || typeof members !== 'string') return null;
  return {
    boot,
    sequence,
    leaseMs: lease * 1000,
    longLeaseMs: typeof longLease === 'number' && lease > 0 ? longLease * 1000 : 0,
    epoch,
    version,
    members: unpackMembers(members, epoch, version, configuration),
    v4: typeof v4 === 'string' ? v4 : null,
    v6: typeof v6 === 'string' ? v6 : null,
  };
}

function packMembers(members: Witness['members'], configuration: Configuration): string {
  if (members === 'everyone') return '*';
  if (configuration.members.length <= MAX_HASHED) {
    return `h${Buffer.concat(members.map(shortHash)).toString('base64url')}`;
  }
  const bits = Buffer.alloc(Math.ceil(configuration.members.length / 8));
  configuration.members.forEach(({ id }, index) => {
    if (members.includes(id)) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return `b${bits.toString('base64url')}`;
}

function unpackMembers(
  packed: string,
  epoch: number,
  version: number,
  configuration: Configuration,
): Witness['members'] {
  const bytes = Buffer.from(packed.slice(1), 'base64url');
  const ids = configuration.members.map(({ id }) => id);
  if (packed.startsWith('h')) {
    const hashes = new Set<string>();
    for (let at = 0; at + HASH_BYTES <= bytes.length; at += HASH_BYTES) {
      hashes.add(bytes.subarray(at, at + HASH_BYTES).toString('hex'));
    }
    return ids.filter((id) => hashes.has(shortHash(id).toString('hex')));
  }
  const isSameOrder = epoch === configuration.stamp.epoch && version === configuration.stamp.version;
  if (!packed.startsWith('b') || !isSameOrder) return 'everyone';
  return ids.filter((_, index) => ((bytes[index >> 3] ?? 0) & (1 << (index & 7))) !== 0);
}

const shortHash = remembered(NAMES_KEPT, (nodeId) => sha256(nodeId).subarray(0, HASH_BYTES));
