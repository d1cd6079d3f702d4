/**
 * S10, too: where more than half of five or more are gone at once, the picture is doubted first. Nothing is taken from
 * those that went together before tPanic has passed.
 */
import type { Happening } from '../happenings.ts';
import type { Check, CreateCheck, Watched } from './check.ts';
import { name, seconds } from './evidence.ts';

const LEAST_NODES = 5;
const CLOCKS = 0.98;
const TOGETHER_MS = 500;
/** What went wrong before is over: leases have run out. */
const CALM_MS = 5 * 60_000;

class MassFailure implements Check {
  readonly promise = 'S10';
  readonly #watched: Watched;
  /** When something went wrong, oldest first. */
  readonly #marks: number[] = [];
  /** Node → whether its machine went with it. */
  readonly #isPowerLost = new Map<string, boolean>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onHappening(happening: Happening, at: number): void {
    if (this.#marks.at(-1) !== at) this.#marks.push(at);
    if (happening.kind === 'crashed') this.#isPowerLost.set(happening.node, happening.isPowerLost);
  }

  onWrite(...[write]: Parameters<NonNullable<Check['onWrite']>>): void {
    const { world, truth, ledger, report } = this.#watched;
    const { victim, sent } = ledger.facts ?? {};
    if (write.node === null || victim === null || victim === undefined || sent?.why !== 'holder-dead') return;
    const deadSince = truth.deadSince(victim);
    const members = (sent.configuration ?? ledger.newest).members.filter(({ maintenance }) => !maintenance);
    if (deadSince === null || members.length < LEAST_NODES || !this.#isAlone(deadSince)) return;
    if (world.network.cutCount > 0 || world.network.wire.loss > 0) return;
    const together = members.filter(({ id }) => this.#wentWith(victim, id, deadSince));
    if (together.length * 2 <= members.length) return;
    if (write.at - deadSince >= world.timers.panicMs * CLOCKS) return;
    report(
      name(write),
      `${together.length} of ${members.length} nodes have died at once, ${seconds(write.at - deadSince)} before`,
    );
  }

  #wentWith(victim: string, id: string, deadSince: number): boolean {
    const { truth } = this.#watched;
    const at = truth.deadSince(id);
    if (at === null || Math.abs(at - deadSince) > TOGETHER_MS) return false;
    if (this.#isPowerLost.get(id) !== this.#isPowerLost.get(victim)) return false;
    return truth.lastProcess(id)?.state.witness.selfTestedAt !== null;
  }

  /** Nothing went wrong since, nor for a while before. */
  #isAlone(deadSince: number): boolean {
    const last = this.#marks.at(-1) ?? -Infinity;
    const before = this.#marks.findLast((at) => at < deadSince - TOGETHER_MS) ?? -Infinity;
    return last <= deadSince + TOGETHER_MS && deadSince - before >= CALM_MS;
  }
}

export const massFailure: CreateCheck = (watched) => new MassFailure(watched);
