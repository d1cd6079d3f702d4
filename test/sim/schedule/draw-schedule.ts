/**
 * A schedule from a seed. Each draws its own subset of the kinds of faults, so that combinations come up that a mix
 * of everything would hide; some are about one thing, some have nothing go wrong at all.
 */
import type { Profile } from '../../../src/config/timers.ts';
import { resolveTimers } from '../../../src/config/timers.ts';
import { LINES } from '../../../src/model/line.ts';
import type { Line } from '../../../src/model/line.ts';
import type { Timers } from '../../../src/model/timers.ts';
import { FAULT_KINDS, LONG_KINDS, faultKind } from '../faults/all-faults.ts';
import { Chance } from '../faults/chance.ts';
import type { FaultKind } from '../faults/fault-kind.ts';
import type { ClusterPlan, Fault, NodePlan, Schedule } from './schedule.ts';

export interface DrawOptions {
  readonly nodes?: number;
  /** Length of the troubled part; 1.25 unless given, which with rest, healing and silence makes two hours. */
  readonly hours?: number;
  readonly profile?: Profile;
  /** These kinds of faults and no others, in a cluster without the Go program; unless given a mix that is drawn. */
  readonly kinds?: readonly string[];
  /** Mean time between two faults, minutes. */
  readonly every?: number;
}

const SECOND = 1_000;
const HOUR = 3_600_000;
const TROUBLED_HOURS = 1.25;
const YEAR = 365 * 24 * HOUR;
/** So that the longest hold time passes within the peace of a run. */
const HOLD_CAP_MS = 600 * SECOND;
/** What makes a schedule one of its sort, drawn for it as a whole or not at all. */
const RARE: readonly string[] = ['stale-beyond', 'clone', 'upgrade', 'member-removal'];
const RARE_SHARE = 0.08;
/** Of the schedules that are a mix, so many have a long story in it as well. */
const LONG_SHARE = 0.1;

export function timersOf(profile: Profile): Timers {
  return resolveTimers(profile, { tHoldCap: HOLD_CAP_MS });
}

export function drawSchedule(seed: number, options: DrawOptions = {}): Schedule {
  const chance = new Chance(`schedule ${seed}`);
  const profile = options.profile ?? drawProfile(chance);
  const count = options.nodes ?? drawCount(chance);
  const cluster = drawCluster(chance, count, chance.isLucky(0.06) && options.kinds === undefined);
  const troubleMs = Math.floor((options.hours ?? TROUBLED_HOURS) * HOUR);
  const timers = timersOf(profile);
  const sort = chance.next();
  const faults =
    options.kinds !== undefined
      ? sprinkled(chance, options.kinds.map(faultKind), cluster, timers, troubleMs, pauses(options))
      : sort < 0.03
        ? []
        : sort < 0.08
          ? onlyPartitions(chance, cluster, timers, troubleMs)
          : withStory(
              seed,
              mixed(chance, cluster, timers, troubleMs, pauses(options)),
              cluster,
              timers,
              troubleMs,
            );
  return { seed, profile, cluster, troubleMs, faults };
}

interface Pauses {
  readonly leastS: number;
  readonly mostS: number;
}

function pauses({ every }: DrawOptions): Pauses {
  if (every === undefined) return { leastS: 20, mostS: 320 };
  return { leastS: Math.round(every * 10), mostS: Math.round(every * 110) };
}

function drawProfile(chance: Chance): Profile {
  const dice = chance.next();
  return dice < 0.75 ? 'normal' : dice < 0.9 ? 'fast' : 'calm';
}

function drawCount(chance: Chance): number {
  const dice = chance.next();
  // What two and three nodes cannot show is rare, and eight cost twenty times as much as two.
  if (dice < 0.92) return dice < 0.7 ? 2 : 3;
  return dice < 0.985 ? chance.whole(4, 5) : chance.whole(6, 8);
}

function drawCluster(chance: Chance, count: number, isMixed: boolean): ClusterPlan {
  const owned = shareLines(chance, count);
  const hasV6 = chance.isLucky(0.25);
  const legacyCount = isMixed ? (chance.isLucky(0.8) ? 1 : 2) : 0;
  const hasBadClocks = chance.isLucky(0.5);
  const nodes = owned.map((lines, index): NodePlan => ({
    id: String.fromCharCode(97 + index),
    lines,
    hasV6: hasV6 && chance.isLucky(0.7),
    // The leader is ours, and somebody who is not the leader as well where there are enough.
    isLegacy: index > 0 && index >= count - legacyCount,
    clockRate: hasBadClocks ? 1 + chance.whole(-100, 100) / 10_000 : 1,
    wallOffsetMs: hasBadClocks ? drawOffset(chance) : 0,
  }));
  return { nodes, labels: chance.isLucky(0.5) ? ['www', 'git'] : ['www'] };
}

function drawOffset(chance: Chance): number {
  const sign = chance.one([-1, 1]);
  return sign * (chance.isLucky(0.2) ? YEAR : chance.whole(0, 600) * SECOND);
}

/** Every line has an owner; some nodes may own none, and some lines have two. */
function shareLines(chance: Chance, count: number): readonly (readonly Line[])[] {
  const owned: Line[][] = Array.from({ length: count }, () => []);
  const used = chance.isLucky(0.7) ? LINES : LINES.slice(0, chance.whole(1, LINES.length));
  const start = chance.whole(0, count - 1);
  for (const [index, line] of chance.shuffled(used).entries()) {
    owned[(start + index) % count]?.push(line);
    if (chance.isLucky(0.1)) owned[(start + index + 1) % count]?.push(line);
  }
  return owned;
}

function mixed(
  chance: Chance,
  cluster: ClusterPlan,
  timers: Timers,
  troubleMs: number,
  pause: Pauses,
): readonly Fault[] {
  let kinds = FAULT_KINDS.filter(({ kind, weight }) => {
    if (LONG_KINDS.some((one) => one.kind === kind)) return false;
    const isRare = RARE.includes(kind) && !(kind === 'upgrade' && cluster.nodes.some((n) => n.isLegacy));
    return chance.isLucky(isRare ? RARE_SHARE : 0.45) && weight > 0;
  });
  const faults: Fault[] = [];
  if (chance.isLucky(0.05)) {
    faults.push({ kind: 'leader-gone', at: 0, lastsMs: 0 });
    // Without a leader nobody gets into the cluster again.
    kinds = kinds.filter(({ kind }) => !['empty-disk', 'member-removal'].includes(kind));
  }
  return [...faults, ...sprinkled(chance, kinds, cluster, timers, troubleMs, pause)];
}

/** By a chance of its own, so that schedules without one are what they were. */
function withStory(
  seed: number,
  faults: readonly Fault[],
  cluster: ClusterPlan,
  timers: Timers,
  troubleMs: number,
): readonly Fault[] {
  const chance = new Chance(`story ${seed}`);
  if (!chance.isLucky(LONG_SHARE)) return faults;
  const at = chance.whole(0, Math.floor(troubleMs / 2));
  const story = drawn(chance.one(LONG_KINDS), chance, cluster, timers, at);
  return story === null ? faults : [...faults, story].sort((a, b) => a.at - b.at);
}

/** One after the other, some of them overlapping. */
function sprinkled(
  chance: Chance,
  kinds: readonly FaultKind[],
  cluster: ClusterPlan,
  timers: Timers,
  troubleMs: number,
  { leastS, mostS }: Pauses,
): readonly Fault[] {
  const faults: Fault[] = [];
  if (kinds.length === 0) return faults;
  const nextPause = (): number => chance.whole(leastS, mostS) * SECOND;
  for (let at = chance.whole(0, 60) * SECOND; at < troubleMs; at += nextPause()) {
    // Odd milliseconds, so that faults do not keep step with the nodes' own seconds.
    const fault = drawn(byWeight(chance, kinds), chance, cluster, timers, at + chance.whole(0, 999));
    if (fault !== null && fault.at < troubleMs) faults.push(fault);
  }
  return faults;
}

/** Hours of cuts, and all of them reach the provider: nothing may move. */
function onlyPartitions(
  chance: Chance,
  cluster: ClusterPlan,
  timers: Timers,
  troubleMs: number,
): readonly Fault[] {
  const kinds = ['cut', 'one-way-cut', 'partial-cut', 'partition'].map(faultKind);
  const faults: Fault[] = [];
  for (let at = 0; at < troubleMs; at += chance.whole(60, 1_800) * SECOND) {
    const fault = drawn(chance.one(kinds), chance, cluster, timers, at);
    if (fault !== null) faults.push({ ...fault, lastsMs: chance.whole(60, 7_200) * SECOND });
  }
  return faults;
}

function drawn(
  kind: FaultKind,
  chance: Chance,
  cluster: ClusterPlan,
  timers: Timers,
  at: number,
): Fault | null {
  const fault = kind.draw(chance, cluster, timers);
  return fault === null ? null : { kind: kind.kind, at, ...fault };
}

function byWeight(chance: Chance, kinds: readonly FaultKind[]): FaultKind {
  // What is drawn apart from others has no weight among them.
  const weightOf = ({ weight }: FaultKind): number => Math.max(1, weight);
  const total = kinds.reduce((sum, kind) => sum + weightOf(kind), 0);
  let left = chance.next() * total;
  for (const kind of kinds) {
    left -= weightOf(kind);
    if (left < 0) return kind;
  }
  return kinds[kinds.length - 1] ?? faultKind('crash');
}
