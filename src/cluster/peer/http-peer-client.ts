// How does this node reach another one over HTTP?
import type { Configuration } from '../../model/configuration.ts';
import type { Identity } from '../../model/node.ts';
import { exchange } from '../../platform/http.ts';
import { LEAVE_NOTICE_PATH, encodeLeaveNotice } from '../../wire/leave-notice.ts';
import { encodePush, parsePushAnswer } from '../../wire/push.ts';
import { encodeStateRequest } from '../../wire/state-answer.ts';
import { parseStateAnswer } from '../../wire/state-reader.ts';
import type { MemberLiveness, PeerClient, PeerTarget } from './peer-api.ts';

/** A full answer of a big cluster is longer than anything a node accepts as a request. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
/** What nodes accept as a request; see the API's limit. */
const MAX_PUSH_BYTES = 1024 * 1024;

export interface HttpPeerClientOptions {
  /** This program's version, for the user agent. */
  readonly version: string;
  /** Who asks: a leader can open what followers seal for it. null: not known yet. */
  readonly identity: () => Identity | null;
  /** ms since 1970; only shown to peers. */
  readonly wallMs: () => number;
}

type Liveness = Readonly<Record<string, MemberLiveness>>;
type Silent = { readonly kind: 'silent'; readonly why: string };

/** Keeps nothing open and nothing alive; every call ends by its own deadline. Bodies are never logged. */
export function createHttpPeerClient(options: HttpPeerClientOptions): PeerClient {
  async function ask<T>(
    target: PeerTarget,
    path: string,
    body: string,
    timeoutMs: number,
    read: (answer: unknown) => T,
  ): Promise<T | Silent> {
    try {
      return read(await post(target.url + path, body, timeoutMs, options.version));
    } catch (error) {
      return { kind: 'silent', why: error instanceof Error ? error.message : 'unknown failure' };
    }
  }

  return {
    readState: (target, heartbeat, timeoutMs) =>
      ask(
        target,
        '/v1/getClusterInfo',
        encodeStateRequest(target.secret.reveal(), heartbeat),
        timeoutMs,
        (answer) => parseStateAnswer(answer, { isFull: heartbeat === null, reader: options.identity() }),
      ),

    replicate: (target, configuration, timeoutMs, liveness) =>
      ask(
        target,
        '/v1/updateClusterInfo',
        pushBody(target, configuration, liveness, options.wallMs(), options.identity()?.id ?? null),
        timeoutMs,
        parsePushAnswer,
      ),

    announceLeave: (target, nodeId, timeoutMs) =>
      ask(
        target,
        LEAVE_NOTICE_PATH,
        encodeLeaveNotice(target.secret.reveal(), nodeId),
        timeoutMs,
        parsePushAnswer,
      ),

    dismiss: (target, timeoutMs) =>
      ask(
        target,
        '/v1/cocoaSyncer/quit',
        JSON.stringify({ cocoaSecret: target.secret.reveal() }),
        timeoutMs,
        parsePushAnswer,
      ),
  };
}

/**
 * Without liveness the peer runs this program, so a push too long for it can leave out each node's list of
 * services: `carries` says the same.
 */
function pushBody(
  target: PeerTarget,
  configuration: Configuration,
  liveness: Liveness | undefined,
  at: number,
  selfId: string | null,
): string {
  const secret = target.secret.reveal();
  const shown = shownLiveness(configuration, liveness, at, selfId);
  const options = { liveness: shown, isCompact: false, isLegacy: liveness !== undefined };
  const full = encodePush(secret, configuration, options);
  if (options.isLegacy || Buffer.byteLength(full) <= MAX_PUSH_BYTES) return full;
  return encodePush(secret, configuration, { ...options, isCompact: true });
}

/**
 * The Go program takes the lines of every node whose time is old. A node of which nothing is known yet, as
 * after a start, is therefore shown with the present time: when in doubt, nothing shall change.
 */
function shownLiveness(
  { members }: Configuration,
  known: Liveness | undefined,
  at: number,
  selfId: string | null,
): Liveness {
  const entries = members.map(({ id }): [string, MemberLiveness] => {
    const entry = known !== undefined && Object.hasOwn(known, id) ? known[id] : undefined;
    const isAlive = known === undefined || id === selfId;
    const health = isAlive ? 'alive' : (entry?.health ?? 'unknown');
    return [id, { lastHeartbeatAt: isAlive ? at : (entry?.lastHeartbeatAt ?? at), health }];
  });
  return Object.fromEntries(entries);
}

async function post(url: string, body: string, timeoutMs: number, version: string): Promise<unknown> {
  // A redirect is not followed: it would carry the secret to somebody the configuration does not name.
  const answer = await exchange({
    url,
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      accept: 'application/json',
      'user-agent': `CocoaSyncer/${version}`,
    },
    body,
    timeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
  });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
  return parseJson(answer.body);
}

/** The parser's own message quotes the body, and there may be a secret in it. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('the answer is not JSON');
  }
}
