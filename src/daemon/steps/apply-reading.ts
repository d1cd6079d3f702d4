/** What a complete round of zone reads tells about nodes: leases, observed writes, clones, overturned verdicts. */
import { endOf } from '../../cluster/witness-board.ts';
import type { Witness } from '../../cluster/witness-record.ts';
import { decodeWitness, witnessName } from '../../cluster/witness-record.ts';
import type { Claim } from '../../dns/claim.ts';
import { judgePicture } from '../../dns/plausibility.ts';
import type { ZoneReading, ZoneRecord } from '../../dns/provider/provider.ts';
import type { Match } from '../../dns/zone-picture.ts';
import { matchCells } from '../../dns/zone-picture.ts';
import type { Configuration } from '../../model/configuration.ts';
import { FAMILIES } from '../../model/family.ts';
import { text } from '../../model/text.ts';
import type { TakeOverEvent } from '../../store/store.ts';
import type { NodeState } from '../node-state.ts';
import { setAlarm } from './alarm.ts';
import { coveredUntil } from './judgement.ts';
import { judgeReturn } from './note-legacy.ts';

/** A read must be so many read delays younger than an addition to prove that it did not take effect. */
const ADDED_FACTOR = 1.2;

/** The zone of the witness records: as configured, else that of the first service. */
export function witnessZoneOf(configuration: Configuration): string | null {
  return configuration.witnessZone ?? configuration.services[0]?.zone ?? null;
}

/** The provider that keeps a zone, by the first service in it, else the first account. */
export function providerOfZone(configuration: Configuration, zone: string): string | null {
  const service = configuration.services.find((one) => one.zone === zone);
  return service?.provider ?? configuration.accounts[0]?.provider ?? null;
}

/**
 * Matches one zone's reading and judges whether it can be true. null: thrown away; why stands in `onImplausible`.
 */
export function matchZone(
  state: NodeState,
  zone: string,
  reading: ZoneReading,
  now: number,
  wallNow: number,
): ReadonlyMap<string, Match> | null {
  const cells = state.cells.filter((cell) => cell.zone === zone);
  const matches = matchCells(cells, reading.records);
  const verdict = judgePicture(
    state.baselines.get(zone) ?? { ids: new Map(), refusedSince: null },
    matches,
    now,
  );
  state.baselines.set(zone, verdict.baseline);
  setAlarm(
    state,
    'implausible-zone',
    !verdict.isPlausible,
    () =>
      text(
        `the listing of ${zone} lacks many managed records or shows them changed; it is ignored for 10 minutes`,
        `${zone} 的记录列表缺失或异常变更了许多受管记录；10 分钟内不予采信`,
      ),
    wallNow,
    zone,
  );
  return verdict.isPlausible ? matches : null;
}

/** Notes the leases in the witness zone's reading. Call before verdicts are asked for. */
export function noteWitnesses(
  state: NodeState,
  zone: string,
  reading: ZoneReading,
  now: number,
): readonly Claim[] {
  const { configuration } = state.cluster;
  const key = configuration.clusterKey?.reveal();
  if (key === undefined) return [];
  const keys = [key, configuration.previousClusterKey?.reveal()].filter((one) => one !== undefined);
  const claims: Claim[] = [];
  const byName = new Map(
    reading.records.filter(({ type }) => type === 'TXT').map((record) => [record.rr, record] as const),
  );
  for (const member of configuration.members) {
    const record = byName.get(witnessName(key, member.id));
    if (member.id === state.identity.id) notePlace(state, zone, record ?? null);
    if (record?.enabled !== true) continue;
    const witness = decodeWitness(record.value, configuration, keys, `${zone}|${record.rr}`);
    if (witness === null) continue;
    if (member.id === state.identity.id) {
      noteOwnWitness(state, witness.boot, record, reading, now, witness);
      continue;
    }
    if (!state.witnesses.note(member.id, witness, record.updatedAt, reading.providerNow, now)) continue;
    const writtenAt = state.witnesses.of(member.id)?.writtenAt ?? -Infinity;
    if (writtenAt <= (state.liveness.peers.get(member.id)?.heardAt ?? -Infinity)) continue;
    claims.push(...noteAddresses(state, member.id, witness, writtenAt, now));
  }
  return claims;
}

/**
 * The addresses that a record names. One that stands is renewed with every change of them. One that was laid down or
 * has run out may be older than what the book has from before a start, and tells a former address at most.
 */
function noteAddresses(
  { book }: NodeState,
  nodeId: string,
  witness: Witness,
  writtenAt: number,
  now: number,
): readonly Claim[] {
  const isStanding = endOf({ witness, writtenAt }) > now;
  return FAMILIES.flatMap((family) => {
    const known = book.currentOf(nodeId, family);
    if (isStanding || known === null) return book.note(nodeId, family, witness[family], [], writtenAt);
    const former = [witness[family]].filter((address) => address !== null);
    return book.note(nodeId, family, known, former, -Infinity);
  });
}

/** Notes for every peer whether this read, sent at `sentAt`, found it covered. */
export function noteCover(state: NodeState, sentAt: number, now: number): void {
  for (const peer of state.liveness.peers.values()) {
    const isCovered = coveredUntil(state, peer) > now;
    const before = state.uncovered.get(peer.id);
    state.uncovered.set(
      peer.id,
      isCovered
        ? { firstSentAt: null, newestSentAt: null }
        : { firstSentAt: before?.firstSentAt ?? sentAt, newestSentAt: sentAt },
    );
  }
}

/** A record that a peer changed to its own address shows that it was alive and writing then. */
export function noteObservedWrites(
  state: NodeState,
  matches: ReadonlyMap<string, Match>,
  providerNow: number | null,
  now: number,
): void {
  for (const cell of state.cells) {
    const match = matches.get(cell.key);
    const memory = state.memories.get(cell.key);
    if (match?.kind !== 'record' || memory === undefined) continue;
    const { value, updatedAt } = match.record;
    if (memory.value === null || memory.value === value || updatedAt === null) continue;
    if (memory.newestUpdatedAt === null || updatedAt <= memory.newestUpdatedAt) continue;
    const holder = state.book.holderOf(value, cell.family, state.identity.id);
    if (holder === null || holder === state.identity.id) continue;
    const writtenAt = providerNow === null ? now : now - Math.max(0, providerNow - updatedAt);
    state.observedWriteAt.set(holder, Math.max(state.observedWriteAt.get(holder) ?? -Infinity, writtenAt));
  }
}

/** Cells taken by verdict that their former holder wrote back without a yield: the verdict was wrong. */
export function noteOverturned(
  state: NodeState,
  matches: ReadonlyMap<string, Match>,
  now: number,
): readonly TakeOverEvent[] {
  const overturned: TakeOverEvent[] = [];
  const kept = state.damping.takeOvers.map((event) => {
    const match = matches.get(event.cellKey);
    if (event.overturned || event.monotonicAt === null || match?.kind !== 'record') return event;
    const memory = state.memories.get(event.cellKey);
    const wrote = memory?.wrote;
    const isBack =
      wrote?.value !== match.record.value &&
      match.record.updatedAt !== null &&
      wrote?.seenUntil !== null &&
      match.record.updatedAt > (wrote?.seenUntil ?? Infinity) &&
      state.book.holderOf(match.record.value, familyOfValue(match.record.value), state.identity.id) ===
        event.nodeId;
    if (!isBack) return event;
    const wasSteady = state.resumedAt <= event.monotonicAt && state.provider.lostAt <= event.monotonicAt;
    const cell = state.cells.find(({ key }) => key === event.cellKey);
    const verdict = judgeReturn(state, event.nodeId, cell, now);
    if (verdict === 'open') return event;
    const isExcused = !wasSteady || verdict === 'let' || memory?.yielded?.to === event.nodeId;
    // Settled either way: what happens to the cell from now on says nothing about that verdict.
    if (isExcused) return { ...event, monotonicAt: null };
    const { nodeId, cellKey, at } = event;
    overturned.push({ nodeId, cellKey, at, overturned: true });
    return { ...event, overturned: true };
  });
  state.damping.takeOvers = kept;
  return overturned;
}

/** An addition that a read cannot show yet must not be made again: there is one record per node. */
function notePlace(state: NodeState, zone: string, record: ZoneRecord | null): void {
  const shownFrom = state.witnessAddedAt + ADDED_FACTOR * state.timers.readDelayMs;
  const isCertain = record !== null || state.provider.lastReadSentAt >= shownFrom;
  state.witnessRecord = isCertain ? { zone, record } : null;
  // Nobody reads it, so that this node can no longer tell by it that it lives.
  if (record?.enabled === false) state.witness.selfTestedAt = null;
}

function noteOwnWitness(
  state: NodeState,
  boot: string,
  record: ZoneRecord,
  reading: ZoneReading,
  now: number,
  witness: Witness,
): void {
  const isNewest = state.witnesses.note(
    state.identity.id,
    witness,
    record.updatedAt,
    reading.providerNow,
    now,
  );
  if (!isNewest) return;
  if (boot === state.boot) state.hasSeenOwnWitness = true;
  else if (state.hasSeenOwnWitness) state.isFenced = true;
}

function familyOfValue(value: string): 'v4' | 'v6' {
  return value.includes(':') ? 'v6' : 'v4';
}
