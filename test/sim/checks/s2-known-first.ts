/**
 * S2, too: what a node may stand behind is not overwritten in haste. A value that nobody claims stands for tUnknown
 * first; and whoever cannot write a witness, and has said so, is not found dead before `Timeout` minutes of silence.
 */
import type { Check, CreateCheck, Watched } from './check.ts';
import { planMs } from './bounds.ts';
import { name, seconds } from './evidence.ts';

/** What a record shows, since when, and what it showed before. */
interface Shown {
  readonly value: string;
  readonly since: number;
  readonly sinceBefore: number;
}

const CLOCKS = 0.98;
const SECOND_MS = 1_000;
/** Word of it has reached everybody who hears the node. */
const TOLD_MS = 60 * SECOND_MS;
const MINUTE_MS = 60 * SECOND_MS;

class KnownFirst implements Check {
  readonly promise = 'S2';
  readonly #watched: Watched;
  /** Cell → its value, and since when it has stood, made anew or not. */
  readonly #values = new Map<string, Shown>();
  /** Since when a node that runs could not have witnessed. */
  readonly #unableSince = new Map<string, number>();
  /** Two nodes → since when messages get through both ways. */
  readonly #inTouchSince = new Map<string, number>();
  /** Two nodes → when the first could last be heard by the second, after it was unable for long enough. */
  readonly #heardUnableAt = new Map<string, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onSecond(now: number): void {
    const { world, truth } = this.#watched;
    // Few answers come in time; and who has lost its disk asks nobody, so that it may never have been heard.
    const isSlow = 2 * world.network.wire.delayMs >= world.timers.requestMs;
    for (const { id, process } of world.machines.values()) {
      const isUnable = process !== null && truth.isRunning(id) && process.state.witness.selfTestedAt === null;
      if (!isUnable) {
        this.#unableSince.delete(id);
        continue;
      }
      const isNew = !this.#unableSince.has(id);
      const since = this.#unableSince.get(id) ?? now;
      this.#unableSince.set(id, since);
      if (isSlow) continue;
      for (const other of world.machines.keys()) {
        if (other === id) continue;
        if (isNew) this.#inTouchSince.delete(`${id} ${other}`);
        const isInTouch = this.#isInTouch(id, other, now);
        if (isInTouch && now - since >= TOLD_MS) this.#heardUnableAt.set(`${id} ${other}`, now);
      }
    }
  }

  /** For as long as it takes to be told: a gap between two cuts may be too short for a message. */
  #isInTouch(id: string, other: string, now: number): boolean {
    const { network } = this.#watched.world;
    const pair = `${id} ${other}`;
    const isOpen = network.isOpen(id, other) && network.isOpen(other, id);
    // Whoever knows the other asks it. Two that have both lost their disks say nothing.
    const isAsked = this.#knows(id, other) || this.#knows(other, id);
    if (!isOpen || !isAsked || !this.#watched.truth.isRunning(other)) {
      this.#inTouchSince.delete(pair);
      return false;
    }
    const since = this.#inTouchSince.get(pair) ?? now;
    this.#inTouchSince.set(pair, since);
    return now - since >= TOLD_MS;
  }

  #knows(id: string, other: string): boolean {
    const state = this.#watched.world.machines.get(id)?.process?.state;
    return state?.cluster.configuration.members.some((member) => member.id === other) === true;
  }

  onWrite(...[write]: Parameters<NonNullable<Check['onWrite']>>): void {
    const { cellKey, at, newValue } = write;
    if (cellKey === null) return;
    const known = this.#values.get(cellKey);
    if (write.node !== null) this.#judgeUnknown(write, known);
    if (write.node !== null) this.#judgeUnable(write);
    if (newValue !== null && known?.value !== newValue)
      this.#values.set(cellKey, { value: newValue, since: at, sinceBefore: known?.since ?? -Infinity });
  }

  #judgeUnknown(write: Parameters<NonNullable<Check['onWrite']>>[0], known: Shown | undefined): void {
    const { world, ledger, report } = this.#watched;
    if (ledger.facts?.sent?.why !== 'unknown-claimed') return;
    // Two machines with one identity know nothing of each other's addresses.
    if (write.node !== null && world.cloned.has(write.node)) return;
    const before = ledger.facts.overwrittenBy;
    // Between a read and its write there is a gap that nothing can close: whether two may act in it is for S1 to say.
    const isRace =
      before !== null && before.node !== write.node && write.at - before.at < planMs(world.timers);
    const stood = write.at - ((isRace ? known?.sinceBefore : known?.since) ?? -Infinity);
    if (stood < world.timers.unknownMs * CLOCKS)
      report(name(write), `nobody claimed the value, and it had stood for ${seconds(stood)} only`);
  }

  #judgeUnable(write: Parameters<NonNullable<Check['onWrite']>>[0]): void {
    const { world, truth, ledger, report } = this.#watched;
    const { victim, sent } = ledger.facts ?? {};
    const { node } = write;
    if (node === null || victim === null || victim === undefined || sent?.why !== 'holder-dead') return;
    if (world.cloned.size > 0 || truth.isAssumptionBroken() || !truth.isRunning(victim)) return;
    const unableSince = this.#unableSince.get(victim);
    const heardAt = this.#heardUnableAt.get(`${victim} ${node}`);
    if (unableSince === undefined || heardAt === undefined || heardAt < unableSince) return;
    // What a process has never heard it can only guess from the record.
    if (heardAt < (truth.runningSince(node) ?? Infinity)) return;
    const configuration = sent.configuration ?? ledger.newest;
    const member = configuration.members.find(({ id }) => id === victim);
    if (member === undefined || member.maintenance) return;
    const silence = write.at - heardAt;
    if (silence < configuration.timeoutMinutes * MINUTE_MS * CLOCKS)
      report(name(write), `${victim} runs and cannot witness; it was heard ${seconds(silence)} before`);
  }
}

export const knownFirst: CreateCheck = (watched) => new KnownFirst(watched);
