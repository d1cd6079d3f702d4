/**
 * The wires between the nodes: delay, loss, doubling, and cuts in either direction. What travels is the real text of
 * the API, written and read by the same functions as over HTTP.
 */
import type { PeerClient, PeerTarget } from '../../src/cluster/peer/peer-api.ts';
import type { Application } from '../../src/http/application.ts';
import type { Identity } from '../../src/model/node.ts';
import type { Random } from '../../src/platform/random.ts';
import { doneEnvelope, notAllowedEnvelope, unauthorizedEnvelope } from '../../src/wire/envelope.ts';
import { parseHeartbeat } from '../../src/wire/heartbeat.ts';
import { encodeLeaveNotice, parseLeaveNotice } from '../../src/wire/leave-notice.ts';
import { encodePush, encodePushAnswer, parsePush, parsePushAnswer } from '../../src/wire/push.ts';
import { parseRequestBody, readSecret } from '../../src/wire/request-body.ts';
import { encodeStateAnswer, encodeStateRequest } from '../../src/wire/state-answer.ts';
import { parseStateAnswer } from '../../src/wire/state-reader.ts';
import type { BootClock, Gate, VirtualTime } from './virtual-clock.ts';

export type Path = 'state' | 'push' | 'leave' | 'dismiss';

/** A process as the network knows it. */
export interface Endpoint {
  readonly identity: Identity;
  readonly gate: Gate;
  readonly clock: BootClock;
  readonly random: Random;
  /** null: it does not listen yet. */
  readonly application: () => Application | null;
}

export interface Wire {
  /** One way, ms. */
  delayMs: number;
  /** Share of messages that never arrive. */
  loss: number;
  /** Share of requests that arrive twice. */
  doubling: number;
}

/** A message that left a node. */
export interface Sent {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly path: Path;
  readonly kind: 'request' | 'answer';
}

export class Network {
  readonly wire: Wire = { delayMs: 20, loss: 0, doubling: 0 };
  /** The newest message of each node. */
  readonly lastSent = new Map<string, Sent>();
  /** Bodies as they travelled, newest last; only kept while somebody listens. */
  onText: ((text: string) => void) | null = null;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #cuts = new Set<string>();

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  /** Whoever answers at the identity's URL from now on. */
  listen(endpoint: Endpoint): void {
    this.#endpoints.set(endpoint.identity.url, endpoint);
  }

  /** Nothing gets from `from` to `to` any more. */
  cutOneWay(from: string, to: string): void {
    this.#cuts.add(`${from}>${to}`);
  }

  cut(a: string, b: string): void {
    this.cutOneWay(a, b);
    this.cutOneWay(b, a);
  }

  /** Everything is connected again. */
  heal(): void {
    this.#cuts.clear();
  }

  clientOf(self: Endpoint): PeerClient {
    const ask = <T>(
      target: PeerTarget,
      path: Path,
      body: string,
      timeoutMs: number,
      read: (answer: unknown) => T,
    ): Promise<T | { readonly kind: 'silent'; readonly why: string }> =>
      this.#exchange(self, target, path, body, timeoutMs).then((answer) => {
        try {
          if (answer === null) return { kind: 'silent', why: 'time-out' } as const;
          return read(JSON.parse(answer));
        } catch (error) {
          return { kind: 'silent', why: String(error) } as const;
        }
      });
    return {
      readState: (target, heartbeat, timeoutMs) =>
        ask(target, 'state', encodeStateRequest(target.secret.reveal(), heartbeat), timeoutMs, (answer) =>
          parseStateAnswer(answer, { isFull: heartbeat === null, reader: self.identity }),
        ),
      replicate: (target, configuration, timeoutMs) => {
        const options = { liveness: {}, isCompact: false, isLegacy: false };
        const body = encodePush(target.secret.reveal(), configuration, options);
        return ask(target, 'push', body, timeoutMs, parsePushAnswer);
      },
      announceLeave: (target, nodeId, timeoutMs) =>
        ask(target, 'leave', encodeLeaveNotice(target.secret.reveal(), nodeId), timeoutMs, parsePushAnswer),
      dismiss: (target, timeoutMs) =>
        ask(
          target,
          'dismiss',
          JSON.stringify({ cocoaSecret: target.secret.reveal() }),
          timeoutMs,
          parsePushAnswer,
        ),
    };
  }

  /** null: no answer in time, or none with status 200. */
  #exchange(
    self: Endpoint,
    target: PeerTarget,
    path: Path,
    body: string,
    timeoutMs: number,
  ): Promise<string | null> {
    return new Promise((resolve) => {
      const cancel = self.clock.after(timeoutMs, () => {
        resolve(null);
      });
      const finish = (answer: string | null): void => {
        self.gate.deliver(() => {
          cancel();
          resolve(answer);
        });
      };
      const from = self.identity.id;
      const peer = this.#endpoints.get(target.url);
      if (peer === undefined) return;
      const arrive = (): void => {
        this.#arrive(peer, path, body, (answer) => {
          this.#note(peer.identity.id, from, path, 'answer');
          this.#travel(peer.identity.id, from, () => {
            finish(answer);
          });
        });
      };
      this.#note(from, peer.identity.id, path, 'request');
      this.onText?.(body);
      this.#travel(from, peer.identity.id, arrive);
      if (this.#random.next() < this.wire.doubling) this.#travel(from, peer.identity.id, arrive);
    });
  }

  #arrive(peer: Endpoint, path: Path, body: string, reply: (answer: string | null) => void): void {
    peer.gate.deliver(() => {
      const application = peer.application();
      if (application === null) return;
      void respond(application, peer, path, body).then((answer) => {
        // A process that died meanwhile answers nobody.
        if (peer.gate.isOpen) reply(answer);
      });
    });
  }

  #travel(from: string, to: string, arrive: () => void): void {
    const isLost = this.#random.next() < this.wire.loss;
    const delayMs = this.wire.delayMs * (0.5 + this.#random.next());
    if (isLost || this.#cuts.has(`${from}>${to}`)) return;
    this.#time.after(delayMs, () => {
      if (!this.#cuts.has(`${from}>${to}`)) arrive();
    });
  }

  #note(from: string, to: string, path: Path, kind: Sent['kind']): void {
    this.lastSent.set(from, { at: this.#time.now, from, to, path, kind });
  }
}

/** What the HTTP routes do, without the HTTP. null: a status other than 200. */
async function respond(
  application: Application,
  { clock, random }: Endpoint,
  path: Path,
  text: string,
): Promise<string | null> {
  const body = parseRequestBody(Buffer.from(text));
  const secret = readSecret(body);
  if (path === 'state') {
    const heartbeat = parseHeartbeat(body['hb']);
    const answer = await application.readState({ secret, heartbeat });
    if (answer.kind === 'stalled') return null;
    const options = { isBrief: heartbeat !== null, at: clock.wallMs(), nonce: random.bytes(12) };
    return JSON.stringify(encodeStateAnswer(answer, options));
  }
  if (path === 'push' && application.view().self.role === 'leader') return JSON.stringify(notAllowedEnvelope);
  if (!application.isAuthorized(secret)) return JSON.stringify(unauthorizedEnvelope);
  if (path === 'push') {
    const pushed = parsePush(body['cocoaBasic']);
    const answer = await application.replicate({ secret, pushed });
    return JSON.stringify(encodePushAnswer(answer, pushed.isVersioned));
  }
  if (path === 'leave') await application.memberLeft(parseLeaveNotice(body));
  else await application.quit(false);
  return JSON.stringify(doneEnvelope);
}
