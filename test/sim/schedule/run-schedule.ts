/**
 * One schedule, carried out: a cluster comes to rest, trouble comes as planned, then peace, then silence. The judges
 * of `checks/` watch all the while; a program that fails by itself, or never comes to an end, is a breach as well.
 */
import { AppError } from '../../../src/model/app-error.ts';
import type { LogFields } from '../../../src/platform/log.ts';
import { faultKind } from '../faults/all-faults.ts';
import { Scene } from '../faults/scene.ts';
import type { NodeSetup } from '../world.ts';
import { World } from '../world.ts';
import { timersOf } from './draw-schedule.ts';
import { countedOf, isExempt, isMixed } from './exemptions.ts';
import { areAllTakenIn, makePeace, settleDisputes } from './make-peace.ts';
import type { Breach, Fault, Outcome, Schedule } from './schedule.ts';
import { sealed } from './seal.ts';
import { Trace } from './trace.ts';

export interface RunOptions {
  /** Receives what was seen, line by line, when the run is over. */
  readonly trace?: (line: string) => void;
  /** No peace and no silence, nor what is judged by them. */
  readonly endsInTrouble?: boolean;
}

/** Events under which the program logs whatever went wrong inside. */
const NETS: readonly string[] = ['tick-failed', 'round-failed', 'job-failed', 'store-write-failed'];
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SETTLE_MS = 5 * MINUTE;
/** The longest that healing may be waited for; whether it took too long is judged elsewhere. */
const HEAL_MS = 60 * MINUTE;
const HEAL_STEP_MS = 10 * SECOND;
const SILENCE_MS = 30 * MINUTE;
/** A node has some 20 events a second; so many are no life any more. */
const EVENTS_PER_NODE_AND_SECOND = 400;

export async function runSchedule(schedule: Schedule, options: RunOptions = {}): Promise<Outcome> {
  const { result, touched } = await sealed(async () => {
    const run = await Run.create(schedule, options.trace !== undefined);
    return { outcome: await run.carryOut(options.endsInTrouble === true), lines: run.trace.lines };
  });
  for (const line of result.lines) options.trace?.(line);
  const { outcome } = result;
  if (touched.length === 0) return outcome;
  const breach: Breach = { promise: 'crashed', at: 0, evidence: touched.slice(0, TOUCHES_TOLD) };
  return { ...outcome, breaches: [breach, ...outcome.breaches] };
}

const TOUCHES_TOLD = 5;

class Run {
  readonly trace: Trace;
  readonly #schedule: Schedule;
  readonly #world: World;
  readonly #scene: Scene;
  readonly #counts: Record<string, number> = {};
  /** What ends faults that have begun, in order of their beginning. */
  readonly #open = new Set<() => void>();
  #events = 0;
  #failure: string | null = null;

  static async create(schedule: Schedule, isTraced: boolean): Promise<Run> {
    const { cluster, seed, profile } = schedule;
    const nodes: Record<string, NodeSetup> = {};
    for (const [index, { id, lines, hasV6 }] of cluster.nodes.entries()) {
      const v6 = hasV6 ? { v6: `2408:4000::${index + 1}` } : {};
      nodes[id] = { v4: `47.92.0.${index + 1}`, lines, ...v6 };
    }
    const world = await World.create({
      ...{ seed: String(seed), nodes, labels: cluster.labels, timers: timersOf(profile) },
      ...(isMixed(schedule) ? { document: { legacyPeers: 'allow' } } : {}),
    });
    return new Run(schedule, world, new Trace(isTraced));
  }

  private constructor(schedule: Schedule, world: World, trace: Trace) {
    this.#schedule = schedule;
    this.#world = world;
    this.trace = trace;
    this.#scene = new Scene(world, schedule);
    this.#watch();
  }

  async carryOut(endsInTrouble: boolean): Promise<Outcome> {
    const listener = (reason: unknown): void => {
      this.#fail(reason);
    };
    process.on('unhandledRejection', listener);
    try {
      await this.#suffer();
      if (!endsInTrouble) await this.#recover();
    } catch (error) {
      this.#fail(error);
    } finally {
      process.off('unhandledRejection', listener);
    }
    return this.#outcome();
  }

  /** It comes to rest, and then things happen to it. */
  async #suffer(): Promise<void> {
    const scene = this.#scene;
    for (const id of scene.ids) scene.start(id);
    await this.#pass(SETTLE_MS);
    scene.begin();
    for (const fault of this.#schedule.faults) {
      scene.after(fault.at, () => {
        this.#befall(fault);
      });
    }
    await this.#pass(this.#schedule.troubleMs);
  }

  /** Peace, time to heal, and silence. */
  async #recover(): Promise<void> {
    const scene = this.#scene;
    for (const end of [...this.#open].reverse()) end();
    await this.#pass(SECOND);
    makePeace(scene);
    await this.#pass(2 * MINUTE);
    settleDisputes(scene);
    // Go nodes never agree with ours on who serves what.
    const longest = isMixed(this.#schedule) ? 0 : HEAL_MS;
    for (let waited = 0; waited < longest && !this.#isHealed(); waited += HEAL_STEP_MS) {
      await this.#pass(HEAL_STEP_MS);
    }
    // Witness records are laid down after a calm minute.
    await this.#pass(3 * MINUTE);
    const quietSince = this.#world.time.now;
    await this.#pass(SILENCE_MS);
    if (this.#failure === null) this.#world.checks.finish(quietSince);
  }

  #befall(fault: Fault): void {
    const scene = this.#scene;
    const ends: (() => void)[] = [];
    let isOver = false;
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      this.#open.delete(end);
      for (const undo of ends.reverse()) undo();
      scene.tell('end', fault.kind);
    };
    const { kind } = fault;
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    scene.tell(kind, JSON.stringify(fault));
    try {
      faultKind(kind).apply(scene, fault, (undo) => ends.push(undo));
    } catch (error) {
      this.#fail(error);
    }
    if (ends.length === 0) return;
    this.#open.add(end);
    if (fault.lastsMs > 0) scene.after(fault.lastsMs, end);
  }

  /** Nobody is left out any more, and every cell that can be told of is with the first of its order that runs. */
  #isHealed(): boolean {
    const scene = this.#scene;
    // Before that a cell seems to be where it belongs, and moves once its node is back in the order.
    if (!areAllTakenIn(scene)) return false;
    const teller = scene.ids.find((id) => scene.isUp(id) && !scene.isLegacy(id));
    if (teller === undefined) return true;
    const running = new Set(scene.ids.filter((id) => scene.isUp(id)));
    return this.#world.view(teller).cells.every(({ holderId, succession, state }) => {
      const first = succession.find((id) => running.has(id));
      return holderId === first || state === 'missing' || state === 'ambiguous' || state === 'disabled';
    });
  }

  async #pass(ms: number): Promise<void> {
    const nodes = this.#schedule.cluster.nodes.length;
    const most = this.#events + ((ms + MINUTE) / SECOND) * EVENTS_PER_NODE_AND_SECOND * nodes;
    await this.#world.time.runUntil(() => {
      this.#events += 1;
      return this.#events > most || this.#failure !== null;
    }, ms);
    const [crash] = this.#scene.crashes;
    if (crash !== undefined) this.#fail(crash);
    if (this.#events > most) this.#fail(`no end: ${this.#events} events`);
    if (this.#failure !== null) throw new Error(this.#failure);
  }

  #fail(reason: unknown): void {
    this.#failure ??= reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  }

  #watch(): void {
    const { network, happenings, watchers, time } = this.#world;
    const { trace } = this;
    network.watchers.push((sent, text) => {
      trace.message(sent, text);
      this.#scene.noteMessage(sent);
    });
    happenings.listen((happening, at) => {
      trace.happening(happening, at);
    });
    watchers.push({
      onChange: (_change, write) => {
        if (write !== null) trace.write(write);
      },
      onCall: (node, call) => {
        trace.call(time.now, node, call);
      },
      onReading: () => undefined,
      onLog: (node, event, _text, fields) => {
        trace.note(time.now, () => `${node} says ${event} ${factsOf(fields)}`);
        const { error } = fields;
        if (isUnexpected(event, error)) this.#fail(error);
      },
    });
  }

  #outcome(): Outcome {
    const { checks, time } = this.#world;
    const crashes: readonly Breach[] =
      this.#failure === null
        ? []
        : [{ promise: 'crashed', at: time.now, evidence: this.#failure.split('\n') }];
    return {
      seed: this.#schedule.seed,
      traceHash: this.trace.hash,
      virtualMs: time.now,
      breaches: [...checks.breaches.filter((breach) => !isExempt(this.#schedule, breach)), ...crashes],
      figures: countedOf(this.#schedule, { ...checks.figures(), faults: this.#counts }),
    };
  }
}

/** What the program did not expect of itself, and caught so as to live on. */
function isUnexpected(event: string, error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError)
    return true;
  return NETS.includes(event) && !(error instanceof AppError);
}

function factsOf(fields: LogFields): string {
  try {
    return JSON.stringify(fields).slice(0, 200);
  } catch {
    return '';
  }
}
