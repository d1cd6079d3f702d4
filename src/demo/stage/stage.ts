import type { ClusterView } from '../../model/cluster-view.ts';
import { LINES, type Line } from '../../model/line.ts';
import { text, type Text } from '../../model/text.ts';
import type { Timers } from '../../model/timers.ts';
import { sleep, systemClock } from '../../platform/clock.ts';
import { askAsVisitor } from '../../sandbox/dns/ask.ts';
import type { SandboxRecord } from '../../sandbox/record.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { HOST, NODE_NAMES, VISITORS, type NodeName } from '../cast.ts';
import { DemoFailure, Interrupted } from '../failure.ts';
import { movesOf, type Move } from '../moves.ts';
import type { Narrator } from './narrator.ts';
import type { NodeProcess } from './node-process.ts';

/** Answers: what do the acts of the demonstration play with, and how do they wait for something to happen? */
export interface StageParts {
  readonly sandbox: Sandbox;
  readonly nodes: Readonly<Record<NodeName, NodeProcess>>;
  readonly narrator: Narrator;
  readonly timers: Timers;
  /** Aborted with the name of a signal when somebody stops the demonstration. */
  readonly stopped: AbortSignal;
}

/** Something that must come true. */
export interface Wait<T> {
  readonly expected: Text;
  readonly withinMs: number;
  /** null: not yet. Errors count as not yet, but for a DemoFailure. */
  readonly check: () => T | null | Promise<T | null>;
  /** What there is instead, when it did not come true. */
  readonly found: () => Text | Promise<Text>;
}

/** A death or a return, with the seconds from it to each record that it moved. */
export interface Result {
  readonly what: Text;
  readonly reason: 'taken-over' | 'yielded';
  readonly seconds: readonly number[];
}

const POLL_MS = 100;
/** A node that no longer answers is known to have ended after so long. */
const EXIT_NOTICE_MS = 500;
/** A spectator reads a table in so long. */
const READING_MS = 2_000;

export class Stage {
  readonly sandbox: Sandbox;
  readonly nodes: Readonly<Record<NodeName, NodeProcess>>;
  readonly narrator: Narrator;
  readonly timers: Timers;
  /** Moves that were foreseen and have happened. */
  readonly foreseen: Move[] = [];
  /** What has been shown so far, for the balance. */
  readonly results: Result[] = [];
  readonly #stopped: AbortSignal;
  /** Host part of the record to node. */
  #witnesses: ReadonlyMap<string, NodeName> = new Map();

  constructor(parts: StageParts) {
    this.sandbox = parts.sandbox;
    this.nodes = parts.nodes;
    this.narrator = parts.narrator;
    this.timers = parts.timers;
    this.#stopped = parts.stopped;
  }

  running(): readonly NodeProcess[] {
    return NODE_NAMES.map((name) => this.nodes[name]).filter(({ isRunning }) => isRunning);
  }

  /** Number of the newest call in the sandbox's journal. */
  mark(): number {
    return this.sandbox.journal().at(-1)?.number ?? 0;
  }

  movesSince(mark: number): readonly Move[] {
    return movesOf(this.sandbox.journal(mark));
  }

  /** Which witness record is whose; told by the leader once, when the cluster stands. */
  knowWitnesses(names: ReadonlyMap<string, NodeName>): void {
    this.#witnesses = names;
  }

  /** When the node last wrote its witness record, ms since 1970 by the sandbox's clock; 0: never. */
  witnessWrittenAt(name: NodeName): number {
    const isIts = ({ rr, type }: SandboxRecord): boolean =>
      type === 'TXT' && this.#witnesses.get(rr) === name;
    return Math.max(
      0,
      ...this.sandbox
        .records()
        .filter(isIts)
        .map(({ updatedAt }) => updatedAt),
    );
  }

  /** What visitors of each line get from the name server at this moment; null: no single address. */
  async answers(): Promise<ReadonlyMap<Line, string | null>> {
    const { dnsHost: host, dnsPort: port } = this.sandbox;
    const answers = LINES.map(async (line) => {
      const { addresses } = await askAsVisitor({ host, port, name: HOST, subnet: VISITORS[line].subnet });
      return [line, addresses.length === 1 ? (addresses[0] ?? null) : null] as const;
    });
    return new Map(await Promise.all(answers));
  }

  /** What the running nodes say about themselves and the others; who does not answer is left out. */
  async views(): Promise<ReadonlyMap<NodeName, ClusterView>> {
    const asked = this.running().map(async ({ part, client }) => [part.name, await client.view()] as const);
    const settled = await Promise.allSettled(asked);
    return new Map(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
  }

  /** Rejects with Interrupted when the demonstration is stopped, and with DemoFailure when it is too late. */
  async until<T>(wait: Wait<T>): Promise<T> {
    const deadline = performance.now() + wait.withinMs;
    for (;;) {
      this.#assertGoingOn();
      const result = await this.#tryCheck(wait);
      if (result !== null) return result;
      if (performance.now() > deadline) throw await this.#tooLate(wait);
      await sleep(systemClock, POLL_MS, this.#stopped);
    }
  }

  /** Time to read what has been shown; none when nobody watches. */
  async letRead(): Promise<void> {
    if (this.narrator.isWatched) await sleep(systemClock, READING_MS, this.#stopped);
    this.#assertGoingOn();
  }

  /** Rejects with what lies behind an error: that it was stopped, or that a node has gone. */
  async assertNoCause(): Promise<void> {
    await sleep(systemClock, EXIT_NOTICE_MS);
    this.#assertGoingOn();
  }

  #assertGoingOn(): void {
    if (this.#stopped.aborted) throw new Interrupted(String(this.#stopped.reason));
    for (const name of NODE_NAMES) {
      const end = this.nodes[name].unexpectedEnd;
      if (end === null) continue;
      throw new DemoFailure(
        text(`node ${name} keeps running`, `节点 ${name} 持续运行`),
        text(`it ended by itself: ${end}`, `它自行结束了：${end}`),
      );
    }
  }

  async #tryCheck<T>(wait: Wait<T>): Promise<T | null> {
    try {
      return await wait.check();
    } catch (error) {
      if (error instanceof DemoFailure) throw error;
      return null;
    }
  }

  async #tooLate<T>({ expected, withinMs, found }: Wait<T>): Promise<DemoFailure> {
    const seconds = (withinMs / 1000).toFixed(0);
    const instead = await Promise.resolve(found()).catch((error: unknown) =>
      text(`nothing readable: ${String(error)}`, `无法读取：${String(error)}`),
    );
    return new DemoFailure(
      text(`${expected.en} (within ${seconds} s)`, `${expected.zh}（${seconds} 秒内）`),
      instead,
    );
  }
}
