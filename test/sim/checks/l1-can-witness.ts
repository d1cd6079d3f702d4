/**
 * L1, too: whoever reaches the others and the provider writes its witness record before long after a start, which
 * proves that it can. Until then it is found dead by `Timeout` only, and the judge of dead nodes allows for that.
 */
import type { Write } from '../world.ts';
import type { Check, CreateCheck, Watched } from './check.ts';
import { seconds } from './evidence.ts';

/** Every failure costs a minute, and after it the record has to be read again. */
const PROOF_MS = 300_000;

class CanWitness implements Check {
  readonly promise = 'L1';
  readonly #watched: Watched;
  /** Node → when it last wrote its record. */
  readonly #wroteAt = new Map<string, number>();
  /** Node → when it last was not to write one, or a link was cut or losing messages. */
  readonly #excusedAt = new Map<string, number>();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  onWrite({ node, cellKey, at }: Write): void {
    if (node !== null && cellKey === null) this.#wroteAt.set(node, at);
  }

  onSecond(now: number): void {
    const { world, truth, report } = this.#watched;
    const { cutCount, wire } = world.network;
    const isBroken = cutCount > 0 || wire.loss > 0 || truth.isAssumptionBroken() || world.cloned.size > 0;
    for (const id of world.machines.keys()) {
      const [goodSince, startedAt] = [truth.goodSince(id), truth.startedAt(id)];
      if (startedAt === null || (this.#wroteAt.get(id) ?? -Infinity) >= startedAt) continue;
      if (isBroken || this.#mayNot(id)) this.#excusedAt.set(id, now);
      if (goodSince === null) continue;
      if (now - Math.max(goodSince, this.#excusedAt.get(id) ?? -Infinity) < PROOF_MS) continue;
      report(
        `${seconds(now)} ${id} has not written its witness record since it started at ${seconds(startedAt)}`,
        `it has had the provider for ${seconds(now - goodSince)}, and links to all others`,
      );
    }
  }

  #mayNot(id: string): boolean {
    const state = this.#watched.world.machines.get(id)?.process?.state;
    if (state === undefined || state.isDryRun || state.isFenced) return true;
    // With an empty disk it knows of no cluster until its leader tells it; without a service it has no zone.
    const { members, services, witnessZone } = state.cluster.configuration;
    if (members.length < 2 || (services.length === 0 && witnessZone === null)) return true;
    return state.witnessRecord?.record?.enabled === false;
  }
}

export const canWitness: CreateCheck = (watched) => new CanWitness(watched);
