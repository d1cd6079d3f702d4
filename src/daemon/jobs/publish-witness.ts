/**
 * Keeps this node's witness record as it should be: leased while some peer may not hear this node, laid down
 * when all is calm. Assumption A3 rests on it: a record that is needed is there within `witnessPublishMs`.
 */
import type { Witness } from '../../cluster/witness-record.ts';
import { encodeWitness, witnessName } from '../../cluster/witness-record.ts';
import type { WitnessAct } from '../../cluster/witness-schedule.ts';
import { nextWitnessAct } from '../../cluster/witness-schedule.ts';
import { ProviderError } from '../../dns/provider/provider.ts';
import { compareStamps } from '../../model/configuration.ts';
import { text } from '../../model/text.ts';
import type { NodeContext } from '../context.ts';
import type { NodeState, WitnessPlace } from '../node-state.ts';
import { LOOK_EVERY_MS, isGossiping } from '../steps/gossip.ts';
import { longDead } from '../steps/old-verdicts.ts';
import { providerOfZone } from '../steps/apply-reading.ts';

const NONCE_BYTES = 12;
const REMARK = 'CocoaSyncer witness: do not edit';

interface Publication {
  readonly place: WitnessPlace;
  readonly provider: string;
  readonly rr: string;
  readonly value: string;
  readonly witness: Witness;
  readonly decidedAt: number;
}

export class PublishWitness {
  readonly #context: NodeContext;
  #isRunning = false;
  /** When the peers were last gone through. */
  #lookedAt = -Infinity;

  constructor(context: NodeContext) {
    this.#context = context;
  }

  /** Publishes if it is time to. Called on every tick; never waits. */
  onTick(): void {
    if (this.#isRunning) return;
    const publication = this.#context.executor.step((state, now) => this.#next(state, now));
    if (publication === null) return;
    this.#isRunning = true;
    void this.#publish(publication).finally(() => {
      this.#isRunning = false;
    });
  }

  #next(state: NodeState, now: number): Publication | null {
    if (isGossiping(state) && now - this.#lookedAt < LOOK_EVERY_MS) return null;
    this.#lookedAt = now;
    const peers = [...state.liveness.peers.values()];
    const isMyProviderUp = state.provider.isUp;
    const { timers, witness: memory, own } = state;
    const addresses = [own.v4.verified, own.v6.verified];
    const act = nextWitnessAct(memory, {
      selfId: state.identity.id,
      isMyProviderUp,
      addresses,
      peers,
      longDead: longDead(state, now),
      now,
      timers,
    });
    const { configuration } = state.cluster;
    const key = configuration.clusterKey?.reveal();
    const place = state.witnessRecord;
    if (act.kind === 'none' || key === undefined || place === null) return null;
    if (state.isDryRun || state.isFenced || !isMyProviderUp) return null;
    const provider = providerOfZone(configuration, place.zone);
    if (provider === null || (place.record !== null && !place.record.enabled)) return null;
    memory.lastAttemptAt = now;
    if (act.kind === 'self-test') memory.selfTestTriedAt = now;
    memory.addressesAtAttempt = addresses;
    memory.unackedAtAttempt = act.kind === 'publish' ? act.unacked : [];
    state.witnessSequence += 1;
    const witness = witnessOf(state, act);
    const rr = witnessName(key, state.identity.id);
    const nonce = this.#context.random.bytes(NONCE_BYTES);
    const value = encodeWitness(witness, configuration, key, `${place.zone}|${rr}`, nonce);
    return { place, provider, rr, value, witness, decidedAt: memory.neededSince ?? now };
  }

  async #publish(publication: Publication): Promise<void> {
    const { executor, log, meter } = this.#context;
    try {
      await this.#send(publication);
    } catch (error) {
      executor.step((state, now) => {
        state.witness.hasLastAttemptFailed = true;
        const isRefused =
          error instanceof ProviderError && error.outcome === 'rejected' && !error.isRetryable;
        if (isRefused) state.witness.selfTestedAt = null;
        else lookForProvider(state, now);
        // What became of it shows in the next read; a second record of the same name must not come of it.
        if (publication.place.record === null) forgetPlace(state, now);
      });
      log.warn('witness-failed', text('the witness record could not be written', '无法写入见证记录'), {
        error,
        zone: publication.place.zone,
        rr: publication.rr,
      });
      return;
    }
    executor.step((state, now) => {
      const { witness } = publication;
      const isFirst = state.witness.lastSuccessAt < publication.decidedAt;
      if (isFirst && witness.leaseMs > 0) meter.witnessPublishSeconds((now - publication.decidedAt) / 1000);
      noteSuccess(state, publication, now);
    });
    log.debug('witness-written', text('wrote the witness record', '已写入见证记录'), {
      leaseMs: publication.witness.leaseMs,
      members: publication.witness.members,
    });
  }

  async #send({ place, provider, rr, value }: Publication): Promise<void> {
    const client = this.#context.providers.get(provider);
    if (client === null) throw new Error('no account for the witness zone');
    if (place.record !== null) {
      await client.updateValue(place.zone, place.record, value);
      return;
    }
    const record = { rr, type: 'TXT', line: 'default', value, ttl: null, remark: REMARK } as const;
    await client.addRecord(place.zone, record);
  }
}

function witnessOf(state: NodeState, act: Exclude<WitnessAct, { kind: 'none' }>): Witness {
  const { configuration } = state.cluster;
  const { epoch, version } = configuration.stamp;
  return {
    boot: state.boot,
    sequence: state.witnessSequence,
    leaseMs: act.kind === 'publish' ? state.timers.leaseMs : 0,
    longLeaseMs: act.kind === 'publish' && act.isLong ? state.timers.longLeaseMs : 0,
    epoch,
    version,
    // Laid down it vouches for nobody, and tells a node that was removed unheard that it is no member.
    members: act.kind === 'publish' ? act.members : configuration.members.map(({ id }) => id),
    v4: state.own.v4.verified,
    v6: state.own.v6.verified,
  };
}

function noteSuccess(state: NodeState, { place, witness }: Publication, now: number): void {
  const memory = state.witness;
  memory.hasLastAttemptFailed = false;
  memory.lastSuccessAt = now;
  memory.selfTestedAt = now;
  if (compareStamps(witness, state.cluster.configuration.stamp) === 0) memory.isRollOld = false;
  memory.isPosted = witness.leaseMs > 0;
  memory.isPostedLong = witness.longLeaseMs > 0;
  memory.postedMembers = witness.leaseMs > 0 && witness.members !== 'everyone' ? witness.members : [];
  if (place.record === null) forgetPlace(state, now);
}

/** Regular reads may be far apart: whether the provider can be reached at all, peers should be told soon. */
function lookForProvider({ provider, timers }: NodeState, now: number): void {
  const isRecent = now - provider.lastReadSentAt < timers.readFastMs;
  if (provider.failures > 0 || isRecent) return;
  provider.nextReadAt = Math.min(provider.nextReadAt, Math.max(now, provider.notBefore));
}

/** The next read tells which record stands under my name. */
function forgetPlace(state: NodeState, now: number): void {
  state.witnessRecord = null;
  state.witnessAddedAt = now;
  state.provider.nextReadAt = Math.min(state.provider.nextReadAt, state.lastMark.monotonic);
}
