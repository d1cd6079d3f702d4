// Answers: how is Alidns called? The only file that knows pop-core.
//
// Its traps (1.8.0, httpx 2.3.3): a GET puts key and signature into messages, so everything is a POST; split
// time-outs fire early, so there is one; `undefined` would be sent as a word; the HTTP status is ignored; a
// body that is no JSON rejects with something that is no Error; and a time-out while the body arrives leaves
// the socket open. See readFailure for what is kept of an error.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import RPCClient from '@alicloud/pop-core';
import type { Secret } from '../../../model/secret.ts';
import { unlessEnded } from '../deadline.ts';
import { isBody, textAt, UnexpectedShape, type Body } from './convert.ts';
import { API_VERSION } from './limits.ts';

export type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Answer {
  readonly body: Body;
  /** The `Date` header as received. */
  readonly date: string | null;
}

export interface AliyunApi {
  /**
   * Sends one signed request. Rejects with whatever went wrong: only for `readFailure`, never to be logged
   * or kept. When `signal` aborts the socket is destroyed, so that what has not arrived never will.
   */
  call(action: string, parameters: Parameters, signal: AbortSignal): Promise<Answer>;
  /** Destroys all sockets. */
  close(): void;
}

export interface ApiOptions {
  readonly endpoint: string;
  readonly keyId: string;
  readonly keySecret: Secret;
  /** Longest wait for one answer, ms; a net below the caller's own deadline. */
  readonly timeoutMs: number;
}

/** Not in pop-core's typings: the second argument, which makes it answer `[body, entry]`. */
type VerboseClient = new (
  config: RPCClient.Config,
  isVerbose: true,
) => { request(action: string, parameters: object, options: object): Promise<unknown> };

/**
 * Idle sockets are dropped before the service's load balancer is likely to drop them: a write on a socket
 * that the other side has closed ends as "unknown" for no good reason.
 */
const IDLE_SOCKET_MS = 4_000;
const MAX_SOCKETS = 16;

export function createAliyunApi(options: ApiOptions): AliyunApi {
  const Client = RPCClient as unknown as VerboseClient;
  const client = new Client(
    {
      endpoint: options.endpoint,
      apiVersion: API_VERSION,
      accessKeyId: options.keyId,
      accessKeySecret: options.keySecret.reveal(),
    },
    true,
  );
  const agentOptions = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_SOCKET_MS };
  const agent = options.endpoint.startsWith('https:')
    ? new HttpsAgent(agentOptions)
    : new HttpAgent(agentOptions);

  return {
    async call(action, parameters, signal) {
      const request = client.request(action, withoutUndefined(parameters), {
        method: 'POST',
        timeout: options.timeoutMs,
        agent,
        // httpx has no way to abort; Node's own request has, and httpx lets us at its options.
        beforeRequest: (nodeOptions: object) => ({ ...nodeOptions, signal }),
      });
      return readAnswer(await unlessEnded(request, signal));
    },
    close: () => {
      agent.destroy();
    },
  };
}

/** pop-core takes any JSON without `Code` for a success, whatever the status. */
function readAnswer(answer: unknown): Answer {
  const [body, entry] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  const response = isBody(entry) ? entry['response'] : null;
  if (!isBody(body) || !isBody(response)) throw new UnexpectedShape('answer', 'an object');
  if (response['statusCode'] !== 200) throw new UnexpectedShape('HTTP status', '200');
  textAt(body, 'RequestId');
  const headers = response['headers'];
  const date = isBody(headers) ? headers['date'] : null;
  return { body, date: typeof date === 'string' ? date : null };
}

function withoutUndefined(parameters: Parameters): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
