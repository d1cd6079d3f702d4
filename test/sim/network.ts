/**
 * The wires between the nodes: delay, loss, doubling, and cuts in either direction. What travels is the real text of
 * the API, written and read by the same functions as over HTTP.
 */
import type { PeerClient, PeerTarget } from '../../src/cluster/peer/peer-api.ts';
import { encodePushFor } from '../../src/cluster/peer/push-body.ts';
import { answerOrRefusal } from '../../src/http/answer-or-refusal.ts';
import type { Application } from '../../src/http/application.ts';
import type { Identity } from '../../src/model/node.ts';
import type { Random } from '../../src/platform/random.ts';
import { doneEnvelope, notAllowedEnvelope, unauthorizedEnvelope } from '../../src/wire/envelope.ts';
import { parseExitNote } from '../../src/wire/exit-note-reader.ts';
import { parseHeartbeat } from '../../src/wire/heartbeat.ts';
import { LEAVE_NOTICE_PATH, encodeLeaveNotice, parseLeaveNotice } from '../../src/wire/leave-notice.ts';
import { encodePushAnswer, parsePush, parsePushAnswer } from '../../src/wire/push.ts';
import { parseRequestText, readSecret } from '../../src/wire/request-body.ts';
import { encodeStateAnswer, encodeStateRequest } from '../../src/wire/state-answer.ts';
import { parseStateAnswer } from '../../src/wire/state-reader.ts';
import type { BootClock, Gate, VirtualTime } from './virtual-clock.ts';

export type Path = 'state' | 'push' | 'leave' | 'dismiss';

const PATHS: readonly Path[] = ['state', 'push', 'leave', 'dismiss'];
const HTTP_PATHS: Readonly<Record<Path, string>> = {
  state: '/v1/getClusterInfo',
  push: '/v1/updateClusterInfo',
  leave: LEAVE_NOTICE_PATH,
  dismiss: '/v1/cocoaSyncer/quit',
};
/** A program without time-outs of its own has those of the network. */
const TCP_TIMEOUT_MS = 127_000;

/** A process as the network knows it. */
export interface Endpoint {
  readonly identity: Identity;
  readonly gate: Gate;
  readonly clock: BootClock;
  readonly random: Random;
  /** null: it does not listen yet. */
  readonly application: () => Application | null;
}

/** Whoever answers at a URL, as the wires know it. */
interface Party {
  readonly id: string;
  readonly gate: Gate;
  /** null: a status other than 200, or nothing at all. */
  readonly respond: (path: Path, body: string) => Promise<string | null>;
}

/** Whoever asks. */
export interface Caller {
  readonly id: string;
  readonly gate: Gate;
  readonly clock: Pick<BootClock, 'after'>;
}

/** A program of another make that speaks the same API. */
export interface Stranger {
  readonly id: string;
  readonly url: string;
  readonly gate: Gate;
  /** The answer's body; null: a status other than 200. */
  readonly answer: (path: string, body: string) => string | null;
}

export interface Wire {
  /** One way, ms. */
  delayMs: number;
  /** Share of messages that never arrive. */
  loss: number;
  /** Share of requests that arrive twice. */
  doubling: number;
}

/** Called with the answer to a push, as soon as there is one. */
export type OnAnswer = (answer: string | null) => void;

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
  /** Told of every message that leaves; a null text is an answer with another status than 200. */
  readonly watchers: ((sent: Sent, text: string | null) => void)[] = [];
  /** Told of every push before its receiver is; a copy of one is a push of its own. */
  readonly pushWatchers: ((to: string) => OnAnswer)[] = [];
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #parties = new Map<string, Party>();
  readonly #cuts = new Set<string>();

  constructor(time: VirtualTime, random: Random) {
    this.#time = time;
    this.#random = random;
  }

  /** Whoever answers at the identity's URL from now on. */
  listen(endpoint: Endpoint): void {
    const { identity, gate } = endpoint;
    this.#parties.set(identity.url, {
      id: identity.id,
      gate,
      respond: async (path, body) => {
        const application = endpoint.application();
        return application === null ? never() : respond(application, endpoint, path, body);
      },
    });
  }

  /** The stranger answers from now on; the answer posts its own requests, and rejects when none is answered. */
  connect({ id, url, gate, answer }: Stranger): (url: string, body: string) => Promise<string> {
    this.#parties.set(url, { id, gate, respond: async (path, body) => answer(HTTP_PATHS[path], body) });
    const clock = { after: (delayMs: number, run: () => void) => this.#time.after(delayMs, run) };
    return async (target, body) => {
      const path = PATHS.find((name) => target.endsWith(HTTP_PATHS[name]));
      if (path === undefined) throw new Error(`nobody has a path for ${target}`);
      const base = target.slice(0, -HTTP_PATHS[path].length);
      const text = await this.#exchange({ id, gate, clock }, base, path, body, TCP_TIMEOUT_MS);
      if (text === null) throw new Error('time-out');
      return text;
    };
  }

  /** Nothing gets from `from` to `to` any more. */
  cutOneWay(from: string, to: string): void {
    this.#cuts.add(`${from}>${to}`);
  }

  cut(a: string, b: string): void {
    this.cutOneWay(a, b);
    this.cutOneWay(b, a);
  }

  /** Whether what leaves `from` can get to `to`. */
  isOpen(from: string, to: string): boolean {
    return this.#cuts.size === 0 || !this.#cuts.has(`${from}>${to}`);
  }

  /** How many ways from one node to another are cut. */
  get cutCount(): number {
    return this.#cuts.size;
  }

  /** Everything is connected again. */
  heal(): void {
    this.#cuts.clear();
  }

  /** A request of a machine's watcher, which outlives the process. null: no answer in time. */
  post(self: Caller, url: string, body: string, timeoutMs: number): Promise<string | null> {
    return this.#exchange(self, url.slice(0, -HTTP_PATHS.state.length), 'state', body, timeoutMs);
  }

  clientOf(self: Endpoint): PeerClient {
    const caller: Caller = { id: self.identity.id, gate: self.gate, clock: self.clock };
    const ask = <T>(
      target: PeerTarget,
      path: Path,
      body: string,
      timeoutMs: number,
      read: (answer: unknown) => T,
    ): Promise<T | { readonly kind: 'silent'; readonly why: string }> =>
      this.#exchange(caller, target.url, path, body, timeoutMs).then((answer) => {
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
      replicate: (target, configuration, timeoutMs, liveness) => {
        const pusher = { at: self.clock.wallMs(), selfId: self.identity.id };
        const body = encodePushFor(target, configuration, liveness, pusher);
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
  #exchange(self: Caller, url: string, path: Path, body: string, timeoutMs: number): Promise<string | null> {
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
      const from = self.id;
      const peer = this.#parties.get(url);
      if (peer === undefined) return;
      const arrive = (): void => {
        this.#arrive(peer, path, body, (answer) => {
          this.#note(peer.id, from, path, 'answer', answer);
          this.#travel(peer.id, from, () => {
            finish(answer);
          });
        });
      };
      this.#note(from, peer.id, path, 'request', body);
      this.#travel(from, peer.id, arrive);
      if (this.#random.next() < this.wire.doubling) this.#travel(from, peer.id, arrive);
    });
  }

  #arrive(peer: Party, path: Path, body: string, reply: (answer: string | null) => void): void {
    peer.gate.deliver(() => {
      const told = path === 'push' ? this.pushWatchers.map((watcher) => watcher(peer.id)) : [];
      void peer.respond(path, body).then((answer) => {
        for (const onAnswer of told) onAnswer(answer);
        // A process that died meanwhile answers nobody.
        if (peer.gate.isOpen) reply(answer);
      });
    });
  }

  #travel(from: string, to: string, arrive: () => void): void {
    const isLost = this.#random.next() < this.wire.loss;
    const delayMs = this.wire.delayMs * (0.5 + this.#random.next());
    if (isLost || !this.isOpen(from, to)) return;
    this.#time.after(delayMs, () => {
      if (this.isOpen(from, to)) arrive();
    });
  }

  #note(from: string, to: string, path: Path, kind: Sent['kind'], text: string | null): void {
    const sent: Sent = { at: this.#time.now, from, to, path, kind };
    this.lastSent.set(from, sent);
    for (const watcher of this.watchers) watcher(sent, text);
  }
}

/** It does not listen yet: no answer ever comes. */
function never(): Promise<null> {
  return new Promise(() => undefined);
}

/** What the HTTP routes do, without the HTTP. null: a status other than 200. */
async function respond(
  application: Application,
  { clock, random }: Endpoint,
  path: Path,
  text: string,
): Promise<string | null> {
  const body = parseRequestText(text);
  const secret = readSecret(body);
  if (path === 'state') {
    const heartbeat = parseHeartbeat(body['hb']);
    const exitNote = parseExitNote(body['exit']);
    const answer = await application.readState({ secret, heartbeat, exitNote });
    if (answer.kind === 'stalled') return null;
    const options = {
      isBrief: heartbeat !== null || exitNote !== null,
      at: clock.wallMs(),
      nonce: random.bytes(12),
    };
    return encodeStateAnswer(answer, options);
  }
  if (path === 'push' && application.view().self.role === 'leader') return JSON.stringify(notAllowedEnvelope);
  if (!application.isAuthorized(secret)) return JSON.stringify(unauthorizedEnvelope);
  const answer = await answerOrRefusal(async () => {
    if (path === 'push') {
      const pushed = parsePush(body['cocoaBasic']);
      return encodePushAnswer(await application.replicate({ secret, pushed }), pushed.isVersioned);
    }
    if (path === 'leave') await application.memberLeft(parseLeaveNotice(body));
    else await application.quit(false);
    return doneEnvelope;
  });
  return JSON.stringify(answer);
}
