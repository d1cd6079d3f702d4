// How does this node reach another one over HTTP?
import type { Identity } from '../../model/node.ts';
import { exchange } from '../../platform/http.ts';
import { LEAVE_NOTICE_PATH, encodeLeaveNotice } from '../../wire/leave-notice.ts';
import { parsePushAnswer } from '../../wire/push.ts';
import { encodeStateRequest } from '../../wire/state-answer.ts';
import { parseStateAnswer } from '../../wire/state-reader.ts';
import type { PeerClient, PeerTarget } from './peer-api.ts';
import { encodePushFor } from './push-body.ts';

/** A full answer of a big cluster is longer than anything a node accepts as a request. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

export interface HttpPeerClientOptions {
  /** This program's version, for the user agent. */
  readonly version: string;
  /** Who asks: a leader can open what followers seal for it. null: not known yet. */
  readonly identity: () => Identity | null;
  /** ms since 1970; only shown to peers. */
  readonly wallMs: () => number;
}

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
        encodePushFor(target, configuration, liveness, {
          at: options.wallMs(),
          selfId: options.identity()?.id ?? null,
        }),
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
