/** Ground truth by listening: what befell each machine, what befell its requests, and what it says of itself. */
import { FAMILIES } from '../../../src/model/family.ts';
import type { Family } from '../../../src/model/family.ts';
import type { NodeState } from '../../../src/daemon/node-state.ts';
import type { Happening } from '../happenings.ts';
import type { Process } from '../machine.ts';
import type { Befallen, ProviderCall } from '../provider/disturbance.ts';
import type { World } from '../world.ts';
import type { Truth } from './truth.ts';

/** A node counts as good after tDead and this. */
const GOOD_EXTRA_MS = 60_000;
/** A listing that took longer is of no use. */
const SLOW_READ_MS = 5_000;
/** So many failures in a row, and the provider is not in reach. */
const FAILURES = 3;
const STOPS_KEPT = 8;

/** Requests of one kind in a row that all failed. */
interface Streak {
  failures: number;
  since: number;
  lastAt: number;
}

interface Facts {
  startedAt: number | null;
  runningSince: number | null;
  deadSince: number | null;
  isProviderLost: boolean;
  providerSince: number;
  readonly reads: Streak;
  readonly writes: Streak;
  stoppedAt: number | null;
  readonly stops: { readonly from: number; readonly to: number }[];
  readonly announced: Record<Family, Announcement>;
  process: Process | null;
}

/** The last time without a break in which it said that it cannot serve. */
interface Announcement {
  readonly since: number;
  readonly at: number;
  /** When the one before it ended. */
  readonly before: number;
}

const NEVER: Announcement = { since: -Infinity, at: -Infinity, before: -Infinity };

export class TrackTruth implements Truth {
  lastFaultAt = -Infinity;
  peaceAt: number | null = null;
  #assumptionBrokenAt = -Infinity;
  readonly #world: World;
  readonly #facts = new Map<string, Facts>();

  constructor(world: World) {
    this.#world = world;
    for (const machine of world.machines.values()) {
      const facts = this.#of(machine.id);
      facts.process = machine.process;
      if (machine.process === null) continue;
      facts.startedAt = facts.runningSince = world.time.now;
      facts.deadSince = null;
    }
  }

  isRunning(id: string): boolean {
    return this.#of(id).runningSince !== null;
  }

  runningSince(id: string): number | null {
    return this.#of(id).runningSince;
  }

  deadSince(id: string): number | null {
    return this.#of(id).deadSince;
  }

  startedAt(id: string): number | null {
    return this.#of(id).startedAt;
  }

  lastProcess(id: string): Process | null {
    return this.#of(id).process;
  }

  goodSince(id: string): number | null {
    const { runningSince, isProviderLost, providerSince, reads, writes } = this.#of(id);
    if (runningSince === null || isProviderLost) return null;
    if (this.#hasFailed(reads) || this.#hasFailed(writes)) return null;
    return Math.max(runningSince, providerSince, this.#failedUntil(reads), this.#failedUntil(writes));
  }

  isGood(id: string, family: Family = 'v4'): boolean {
    const since = this.goodSince(id);
    if (since === null) return false;
    const asked = this.#world.timers.deadMs + GOOD_EXTRA_MS;
    return this.#world.time.now - Math.max(since, this.announcedAt(id, family)) >= asked;
  }

  announcedAt(id: string, family: Family = 'v4', knownAfterMs = 0): number {
    const { since, at, before } = this.#of(id).announced[family];
    if (knownAfterMs === 0) return at;
    // What is over before the next heartbeat leaves is heard by nobody.
    const isBrief = at - since < 1.1 * this.#world.timers.heartbeatMs;
    return isBrief || this.#world.time.now - since < knownAfterMs ? before : at;
  }

  stoppedUntil(id: string, atLeastMs: number): number {
    const { stops, stoppedAt } = this.#of(id);
    const { now } = this.#world.time;
    if (stoppedAt !== null && now - stoppedAt >= atLeastMs) return now;
    return stops.findLast(({ from, to }) => to - from >= atLeastMs)?.to ?? -Infinity;
  }

  get allGoodSince(): number | null {
    let latest = -Infinity;
    for (const id of this.#world.machines.keys()) {
      const since = this.goodSince(id);
      if (since === null) return null;
      latest = Math.max(latest, since);
    }
    return latest;
  }

  isAssumptionBroken(): boolean {
    const { deadMs, leaseMs } = this.#world.timers;
    return this.#world.time.now - this.#assumptionBrokenAt < deadMs + leaseMs;
  }

  onHappening(happening: Happening, at: number): void {
    if (happening.kind === 'peace') {
      this.peaceAt = at;
      return;
    }
    this.lastFaultAt = at;
    if (happening.kind === 'fault') return;
    const facts = this.#of(happening.node);
    switch (happening.kind) {
      case 'started':
        facts.process = this.#world.machines.get(happening.node)?.process ?? null;
        facts.startedAt = facts.runningSince = at;
        facts.deadSince = facts.stoppedAt = null;
        facts.reads.failures = facts.writes.failures = 0;
        return;
      case 'crashed':
      case 'stopped':
        facts.runningSince = null;
        facts.deadSince ??= at;
        if (happening.kind === 'stopped') facts.stoppedAt = at;
        return;
      case 'resumed':
        if (facts.stoppedAt !== null) facts.stops.push({ from: facts.stoppedAt, to: at });
        if (facts.stops.length > STOPS_KEPT) facts.stops.shift();
        facts.runningSince = at;
        facts.deadSince = facts.stoppedAt = null;
        return;
      case 'provider-lost':
        facts.isProviderLost = true;
        return;
      case 'provider-back':
        facts.isProviderLost = false;
        facts.providerSince = at;
        return;
      case 'address':
    }
  }

  /** A provider that refuses everything is as much out of reach as one that does not answer. */
  onCall(node: string, call: ProviderCall, befallen: Befallen | null): void {
    const facts = this.#of(node);
    const { readDelayMs } = this.#world.timers;
    const isRead = call.action === 'readZone';
    if (isRead && (befallen?.stalenessMs ?? 0) > readDelayMs) this.#assumptionBrokenAt = this.#world.time.now;
    const streak = isRead ? facts.reads : facts.writes;
    if (isFailure(befallen, isRead ? SLOW_READ_MS : this.#world.timers.providerMs)) {
      if (streak.failures === 0) streak.since = this.#world.time.now;
      streak.failures += 1;
      streak.lastAt = this.#world.time.now;
      return;
    }
    if (this.#failedUntil(streak) > -Infinity) facts.providerSince = this.#world.time.now;
    streak.failures = 0;
  }

  onSecond(now: number): void {
    for (const machine of this.#world.machines.values()) {
      if (machine.process === null) continue;
      const facts = this.#of(machine.id);
      for (const family of FAMILIES) {
        if (isAnnouncing(machine.process.state, family)) noteAnnouncement(facts.announced, family, now);
      }
    }
  }

  /**
   * A write that is needed is tried again every few seconds; whoever has tried nothing for long needed nothing more,
   * and what kept it from the provider may have ended long ago.
   */
  #hasFailed(streak: Streak): boolean {
    const { deadMs } = this.#world.timers;
    const isForgotten = this.#world.time.now - streak.lastAt >= deadMs + GOOD_EXTRA_MS;
    return this.#failedUntil(streak) > -Infinity && !isForgotten;
  }

  #failedUntil({ failures, since, lastAt }: Streak): number {
    const { witnessPublishMs } = this.#world.timers;
    const isLong = failures > 0 && this.#world.time.now - since >= witnessPublishMs;
    return failures >= FAILURES || isLong ? lastAt : -Infinity;
  }

  #of(id: string): Facts {
    const known = this.#facts.get(id);
    if (known !== undefined) return known;
    const facts: Facts = {
      startedAt: null,
      runningSince: null,
      deadSince: this.#world.time.now,
      isProviderLost: false,
      providerSince: -Infinity,
      reads: { failures: 0, since: 0, lastAt: -Infinity },
      writes: { failures: 0, since: 0, lastAt: -Infinity },
      stoppedAt: null,
      stops: [],
      announced: { v4: NEVER, v6: NEVER },
      process: null,
    };
    this.#facts.set(id, facts);
    return facts;
  }
}

function isFailure(befallen: Befallen | null, slowMs: number): boolean {
  if (befallen === null) return false;
  const { fault, isRefused, isGarbled, missing, requestDelayMs = 0, answerDelayMs = 0 } = befallen;
  if (fault !== undefined || isRefused === true || isGarbled === true || (missing ?? 0) > 0) return true;
  return requestDelayMs + answerDelayMs >= slowMs;
}

function noteAnnouncement(announced: Facts['announced'], family: Family, now: number): void {
  const { since, at, before } = announced[family];
  // Looked at every second.
  const isNew = now - at > 2_000;
  announced[family] = isNew ? { since: now, at: now, before: at } : { since, at: now, before };
}

function isAnnouncing({ isDraining, isFenced, isDryRun, provider, own }: NodeState, family: Family): boolean {
  if (isDraining || isFenced || isDryRun || !provider.isUp || !own[family].isFit) return true;
  return own[family].verified === null && own[family].remembered === null;
}
