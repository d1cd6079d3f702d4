/**
 * S3: no theft, no haste. A move labelled as yielded has a live yield at the former holder, of this boot or the one
 * before, and the former holder writes nothing there while it lives. A yield is given only to a node that has in truth been well for tHold, and with equal configurations.
 *
 * Well, as far as anybody else can tell: a stop shorter than tDead shows to nobody, and neither does a lost provider
 * that the node itself has not noticed yet.
 */
import type { NodeState } from '../../../src/daemon/node-state.ts';
import type { Happening } from '../happenings.ts';
import type { Machine, Process } from '../machine.ts';
import type { Check, CreateCheck, Watched } from './check.ts';
import { planMs } from './bounds.ts';
import { name, seconds } from './evidence.ts';

interface Given {
  readonly at: number;
  readonly to: string;
  /** Which yield of which process: a second one may follow at once when the configuration changes. */
  readonly mark: string;
  /** A process that sleeps counts on from where it was. */
  until: number;
}

interface StampMark {
  readonly epoch: number;
  readonly version: number;
  until: number;
}

const GIVEN_KEPT = 4;
/** From one look to the next. */
const LOOK_MS = 1_000;
/** What holds for 99 % of the time by one clock may be 100 % by another. */
const CLOCKS = 0.98;
/** A message may be under way for so long, and keeps its sender young meanwhile. */
const MESSAGE_MS = 5_000;

class NoTheft implements Check {
  readonly promise = 'S3';
  readonly #watched: Watched;
  /** Giver and cell → yields seen, newest last. */
  readonly #given = new Map<string, Given[]>();
  readonly #readAt = new WeakMap<Process, number>();
  readonly #stamps = new Map<string, StampMark[]>();
  /** Node → when it last said that it goes by another edition. */
  readonly #changedAt = new Map<string, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onSecond(now: number): void {
    this.#noteStamps(now);
    const { machines, cloned } = this.#watched.world;
    for (const machine of machines.values()) this.#lookAfterRead(machine);
    for (const machine of cloned.values()) this.#lookAfterRead(machine);
  }

  /** What was given since the last look goes with the process; its word may have been heard. */
  onHappening(happening: Happening): void {
    if (happening.kind !== 'crashed') return;
    const process = this.#watched.truth.lastProcess(happening.node);
    if (process === null) return;
    this.#noteStamps(this.#watched.world.time.now);
    this.#look(happening.node, process);
  }

  onLog(node: string, event: string): void {
    if (event === 'config-changed' || event === 'config-stored')
      this.#changedAt.set(node, this.#watched.world.time.now);
  }

  /** Yields come of readings: nothing to look for before the next one. */
  #lookAfterRead({ id, process }: Machine): void {
    if (process === null) return;
    const { lastReadSentAt } = process.state.provider;
    if (this.#readAt.get(process) === lastReadSentAt) return;
    this.#readAt.set(process, lastReadSentAt);
    this.#look(id, process);
  }

  onWrite(...[write]: Parameters<NonNullable<Check['onWrite']>>): void {
    const { ledger, world, report } = this.#watched;
    const { facts } = ledger;
    this.#judgeGiver(write);
    if (write.node === null || facts?.sent?.why !== 'yielded' || world.cloned.has(write.node)) return;
    const { cell, sent, formerWriter } = facts;
    // A new edition may be everywhere, and yields may come of it, within the second.
    this.#noteStamps(write.at);
    const givers = new Set([sent.about, write.from, formerWriter].filter((id) => id !== null));
    for (const giver of givers) {
      // What a copy of a machine gives away is given in the name of its original.
      for (const machine of [world.machines.get(giver), world.cloned.get(giver)]) {
        if (machine?.process) this.#look(giver, machine.process);
      }
      const given = this.#given.get(`${giver} ${cell.key}`) ?? [];
      const isLive = given.some(
        ({ to, until }) => to === write.node && write.at <= until + planMs(world.timers),
      );
      if (isLive) return;
    }
    report(
      name(write),
      `labelled as yielded, but none of ${[...givers].join(', ')} has yielded it to ${write.node}`,
    );
  }

  #judgeGiver({ node, at, ...write }: Parameters<NonNullable<Check['onWrite']>>[0]): void {
    const { ledger, truth, world, report } = this.#watched;
    const { facts } = ledger;
    if (node === null || facts?.sent?.why !== 'own-address' || world.cloned.has(node)) return;
    const given = this.#given.get(`${node} ${facts.cell.key}`)?.at(-1);
    if (given === undefined || given.to === node || given.until < at) return;
    const isSince = facts.overwrittenAgeMs > at - given.at && (truth.startedAt(node) ?? at) < given.at;
    // What was sent before may arrive after.
    const isSentSince = facts.sent.at > given.at + world.timers.tickMs;
    if (isSince && isSentSince)
      report(name({ node, at, ...write }), `${node} writes what it has yielded to ${given.to}`);
  }

  /** All before anybody is judged; what one had when it died within a second of a change, its disk tells. */
  #noteStamps(now: number): void {
    for (const { id, process, disk } of this.#watched.world.machines.values()) {
      const cluster = process?.state.cluster ?? disk.cluster;
      if (cluster !== null) this.#noteStamp(id, cluster, now);
    }
  }

  #noteStamp(id: string, { configuration }: NodeState['cluster'], now: number): void {
    const { epoch, version } = configuration.stamp;
    const marks = this.#stamps.get(id) ?? [];
    const last = marks.at(-1);
    if (last?.epoch === epoch && last.version === version) {
      last.until = now;
      return;
    }
    marks.push({ epoch, version, until: now });
    if (marks.length > GIVEN_KEPT) marks.shift();
    this.#stamps.set(id, marks);
  }

  #look(giver: string, { state, clock }: Process): void {
    const { time } = this.#watched.world;
    const monotonic = clock.monotonicMs();
    for (const [key, { yielded, lastYieldAt }] of state.memories) {
      if (yielded === null || yielded.until < monotonic) continue;
      const until = time.now + (yielded.until - monotonic);
      const mark = `${state.boot} ${yielded.until}`;
      const place = `${giver} ${key}`;
      const given = this.#given.get(place) ?? [];
      const known = given.find((one) => one.mark === mark);
      if (known !== undefined) {
        known.until = until;
        continue;
      }
      given.push({ at: time.now, to: yielded.to, mark, until });
      if (given.length > GIVEN_KEPT) given.shift();
      this.#given.set(place, given);
      this.#judgeGift(giver, key, yielded.to, state, monotonic - lastYieldAt);
    }
  }

  #judgeGift(giver: string, key: string, to: string, state: NodeState, sinceGivenMs: number): void {
    const { world, report } = this.#watched;
    if (world.cloned.has(giver) || world.cloned.has(to) || !world.machines.has(to)) return;
    const { now } = world.time;
    const what = `${seconds(now)} ${giver} yields ${key} to ${to}`;
    const { stamp } = state.cluster.configuration;
    const { epoch, version } = stamp;
    // What is seen now was given since the last look, maybe by an edition that another has followed since.
    const changedAt = this.#changedAt.get(giver);
    const isReplaced = changedAt !== undefined && changedAt >= now - sinceGivenMs;
    const before = (this.#stamps.get(giver) ?? []).filter(
      ({ until }) => isReplaced && now - until <= LOOK_MS,
    );
    const isEqual = (this.#stamps.get(to) ?? []).some(
      (mark) =>
        now - mark.until < world.timers.deadMs && [stamp, ...before].some((one) => isSameEdition(one, mark)),
    );
    if (!isEqual) report(what, `${giver} goes by edition ${epoch}.${version}, ${to} does not`);
    const well = now - this.#wellSince(to, key, state);
    if (well < world.timers.holdMs * CLOCKS && !mayBeHasty(state, key)) {
      report(what, `which has been well for ${seconds(well)} only`);
    }
  }

  /** As far as the giver can have heard of it. */
  #wellSince(id: string, key: string, giver: NodeState): number {
    const { truth, world } = this.#watched;
    const family = key.includes('|AAAA|') ? 'v6' : 'v4';
    const { deadMs, unackedMs, heartbeatMs } = world.timers;
    const heardWithinMs = unackedMs + heartbeatMs + MESSAGE_MS;
    const startedAt = truth.startedAt(id) ?? world.time.now;
    const isHeardOf = giver.liveness.peers.get(id)?.boot === world.machines.get(id)?.process?.state.boot;
    const isNews = !isHeardOf && world.time.now - startedAt < heardWithinMs;
    return Math.max(
      isNews ? -Infinity : startedAt,
      truth.stoppedUntil(id, deadMs + MESSAGE_MS),
      truth.announcedAt(id, family, heardWithinMs),
    );
  }
}

function isSameEdition(
  a: { readonly epoch: number; readonly version: number },
  b: { readonly epoch: number; readonly version: number },
): boolean {
  return a.epoch === b.epoch && a.version === b.version;
}

/** A giver that should not have the cell itself waits for nobody's good health. */
function mayBeHasty(state: NodeState, key: string): boolean {
  const family = key.includes('|AAAA|') ? 'v6' : 'v4';
  const isCandidate = state.succession.get(key)?.includes(state.identity.id) === true;
  return state.isDraining || !state.own[family].isFit || !isCandidate;
}

export const noTheft: CreateCheck = (watched) => new NoTheft(watched);
