// How are `getClusterInfo`'s request and answer written?
import type { MemberLiveness, NodeSnapshot, ReadStateAnswer } from '../cluster/peer/peer-api.ts';
import type { Heartbeat } from '../model/heartbeat.ts';
import type { Identity, Member } from '../model/node.ts';
import { encodeExtras } from './cluster-document.ts';
import type { WireExtras } from './cluster-document.ts';
import { doneEnvelope, envelope, unauthorizedEnvelope, waitingEnvelope } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { encodeHeartbeat } from './heartbeat.ts';
import { formatInstant } from './instant.ts';
import { quoted } from './json-text.ts';
import { NEVER_HEARD, carriedServices, encodeNode } from './node-info.ts';
import type { WireNode } from './node-info.ts';
import { sealSecrets } from './sealed-secrets.ts';
import { MASK, masked } from './secret-text.ts';
import { encodeAccount, encodeService } from './service-info.ts';
import type { WireAccount, WireService } from './service-info.ts';

/** Keys in the order of the API document, then ours. */
export interface WireBasic extends WireExtras {
  readonly apiPort: number;
  readonly nodeName: string;
  readonly nodeCode: string;
  readonly nodeAddress: string;
  readonly workMode: string;
  readonly cocoaSecret: string;
  readonly reverseProxy: boolean;
  readonly otherCocoaSyncer: readonly WireNode[];
  readonly cocoaManagedService: readonly WireService[] | null;
  readonly cloudPlatformInfo: readonly WireAccount[] | null;
  readonly timeout: number;
  readonly DataBaseType: string;
  readonly Dsn: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly configImported: boolean;
  /** Secrets for the leader alone, see `sealed-secrets.ts`. */
  readonly sealed?: string;
}

export interface AnswerOptions {
  /** The request had a heartbeat: the asker wants to know that this node is there, nothing more. */
  readonly isBrief: boolean;
  /** ms since 1970, by this machine's clock: the moment at which this node proves to be alive. */
  readonly at: number;
  /** 12 fresh random bytes. */
  readonly nonce: Uint8Array;
}

/** JSON. */
export function encodeStateAnswer(answer: ReadStateAnswer, options: AnswerOptions): string {
  if (answer.kind === 'unauthorized') return JSON.stringify(unauthorizedEnvelope);
  if (answer.kind === 'stalled')
    return JSON.stringify(envelope(500, 'The main loop of this node does not run.'));
  const { snapshot, heartbeat } = answer;
  const { statusCode, statusString }: Envelope = isInCluster(snapshot) ? doneEnvelope : waitingEnvelope;
  const basic = options.isBrief
    ? briefBasic(snapshot, options.at)
    : JSON.stringify(fullBasic(snapshot, options));
  return (
    `{"statusCode":${statusCode},"statusString":${quoted(statusString)},"cocoaBasic":${basic}` +
    `${heartbeat === null ? '' : `,"hb":${encodeHeartbeat(heartbeat)}`}}`
  );
}

/** The body of a request. Send it, never log it. */
export function encodeStateRequest(secret: string, heartbeat: Heartbeat | null): string {
  const hb = heartbeat === null ? '' : `,"hb":${encodeHeartbeat(heartbeat)}`;
  return `{"cocoaSecret":${JSON.stringify(secret)}${hb}}`;
}

function isInCluster(snapshot: NodeSnapshot): boolean {
  return snapshot.identity.role === 'leader' || snapshot.isJoined;
}

function fullBasic(snapshot: NodeSnapshot, options: AnswerOptions): WireBasic {
  const { configuration, identity } = snapshot;
  const { services, accounts } = configuration;
  const others = configuration.members.filter(({ id }) => id !== identity.id);
  const own = encodeOwn(snapshot, options.at, true);
  const encodeOther = (member: Member): WireNode =>
    encodeNode(member, MASK, livenessOf(snapshot, member.id), carriedServices(member, services));
  // The Go program takes the last entry of an unjoined follower for the node itself.
  const nodes = isInCluster(snapshot)
    ? placeOwn(configuration.members, identity.id, own, encodeOther)
    : [...others.map(encodeOther), own];
  const sealed = isInCluster(snapshot) ? sealSecrets(configuration, identity.id, options.nonce) : null;
  return {
    ...frame(snapshot, nodes, {
      services: services.length === 0 ? null : services.map(encodeService),
      accounts: accounts.length === 0 ? null : accounts.map((account) => encodeAccount(account, masked)),
    }),
    ...(sealed === null ? {} : { sealed }),
  };
}

/**
 * The brief answer of the same node differs from its last by two instants. All else is kept as text, cut where the
 * instants stand; every other occurrence of the two keys would have its quotation marks escaped.
 */
function briefBasic(snapshot: NodeSnapshot, at: number): string {
  const { identity, updatedAt } = snapshot;
  let kept = keptBriefs.get(identity);
  if (kept === undefined || !isSameButTime(kept.snapshot, snapshot)) {
    const own = encodeOwn(snapshot, at, false);
    const basic = frame(snapshot, [own], { services: null, accounts: null });
    kept = { snapshot, pieces: JSON.stringify(basic).split(INSTANTS) };
    keptBriefs.set(identity, kept);
  }
  const [head = '', middle = '', tail = ''] = kept.pieces;
  const present = formatInstant(at);
  return `${head}${present}${middle}${updatedAt === at ? present : formatInstant(updatedAt)}${tail}`;
}

const INSTANTS = /(?<="(?:watchDog|updatedAt)":")[^"]*/;
const keptBriefs = new WeakMap<
  Identity,
  { readonly snapshot: NodeSnapshot; readonly pieces: readonly string[] }
>();

function isSameButTime(a: NodeSnapshot, b: NodeSnapshot): boolean {
  return (
    a.isJoined === b.isJoined &&
    a.configuration === b.configuration &&
    a.apiPort === b.apiPort &&
    a.isBehindReverseProxy === b.isBehindReverseProxy &&
    a.databaseType === b.databaseType &&
    a.maskedDsn === b.maskedDsn &&
    a.createdAt === b.createdAt
  );
}

function placeOwn(
  members: readonly Member[],
  ownId: string,
  own: WireNode,
  encodeOther: (member: Member) => WireNode,
): readonly WireNode[] {
  const nodes = members.map((member) => (member.id === ownId ? own : encodeOther(member)));
  return members.some(({ id }) => id === ownId) ? nodes : [...nodes, own];
}

/**
 * This node's entry, alive at this very moment: the Go program takes the time from here and nothing else.
 * Only one that waits to join tells its secret, to an asker that has just proved to know it.
 */
function encodeOwn(snapshot: NodeSnapshot, at: number, withServices: boolean): WireNode {
  const { configuration, identity } = snapshot;
  const configured = configuration.members.find(({ id }) => id === identity.id);
  const isWaiting = !isInCluster(snapshot);
  const member: Member =
    configured === undefined
      ? { ...unconfigured, ...identity }
      : isWaiting
        ? { ...configured, ...identity }
        : configured;
  return encodeNode(
    member,
    isWaiting ? identity.secret.reveal() : MASK,
    { lastHeartbeatAt: at, health: 'alive' },
    withServices ? carriedServices(member, configuration.services) : null,
  );
}

const unconfigured: Omit<Member, 'id' | 'name' | 'url' | 'role' | 'secret'> = {
  lines: [],
  families: [],
  priority: 100,
  standby: true,
  maintenance: false,
  carries: 'all',
};

/** Node codes are free words, so `constructor` must not find what every object has. */
function livenessOf({ liveness }: NodeSnapshot, id: string): MemberLiveness {
  return Object.hasOwn(liveness, id) ? (liveness[id] ?? NEVER_HEARD) : NEVER_HEARD;
}

function frame(
  snapshot: NodeSnapshot,
  nodes: readonly WireNode[],
  lists: {
    readonly services: readonly WireService[] | null;
    readonly accounts: readonly WireAccount[] | null;
  },
): WireBasic {
  const { identity, configuration } = snapshot;
  return {
    apiPort: snapshot.apiPort,
    nodeName: identity.name,
    nodeCode: identity.id,
    nodeAddress: identity.url,
    workMode: identity.role,
    cocoaSecret: MASK,
    reverseProxy: snapshot.isBehindReverseProxy,
    otherCocoaSyncer: nodes,
    cocoaManagedService: lists.services,
    cloudPlatformInfo: lists.accounts,
    timeout: configuration.timeoutMinutes,
    DataBaseType: snapshot.databaseType,
    Dsn: snapshot.maskedDsn,
    createdAt: formatInstant(snapshot.createdAt),
    updatedAt: formatInstant(snapshot.updatedAt),
    configImported: true,
    ...encodeExtras(configuration),
  };
}
