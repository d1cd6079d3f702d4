import type { Text } from '../model/text.ts';
import { text } from '../model/text.ts';
import type { Timers } from '../model/timers.ts';
import { inSeconds } from './duration.ts';

/**
 * Which timers go together: the profiles, what follows from what when single timers are set, and the
 * inequalities on which the protocol's safety rests. Pure.
 */
export const PROFILES = ['normal', 'fast', 'calm', 'large'] as const;
export type Profile = (typeof PROFILES)[number];

/** The protocol's name of every timer, as settings files spell it, and the field it stands for. */
export const TIMER_FIELDS = {
  tTick: 'tickMs',
  tHb: 'heartbeatMs',
  tReq: 'requestMs',
  tUnacked: 'unackedMs',
  tWpub: 'witnessPublishMs',
  dRw: 'readDelayMs',
  tRelay: 'relayMs',
  tDead: 'deadMs',
  tExit: 'exitMs',
  lease: 'leaseMs',
  refresh: 'refreshMs',
  tOld: 'oldMs',
  longLease: 'longLeaseMs',
  longRefresh: 'longRefreshMs',
  tQuiet: 'quietMs',
  recMost: 'readMostMs',
  recSlow: 'readSlowMs',
  recMed: 'readMediumMs',
  recFast: 'readFastMs',
  tFresh: 'freshMs',
  tProv: 'providerMs',
  tSettle: 'settleMs',
  tUnknown: 'unknownMs',
  tUnfit: 'unfitMs',
  tHold: 'holdMs',
  tHoldCap: 'holdCapMs',
  tYield: 'yieldMs',
  tPass: 'passMs',
  tGrace: 'graceMs',
  tStall: 'stallMs',
  tPanic: 'panicMs',
  tAddress: 'addressCheckMs',
  speakers: 'speakers',
} as const satisfies Record<string, keyof Timers>;

export type TimerName = keyof typeof TIMER_FIELDS;

/** Values in the units of `Timers`: milliseconds, and a count for `speakers`. */
export type TimerOverrides = Readonly<Partial<Record<TimerName, number>>>;

/** How much older than the interval a heartbeat may be sent: it is spread by ±10 %. */
const SPREAD = 1.1;
/** Clock rates and scheduling, in C6. */
const EXIT_MARGIN_MS = 2_000;
/** Clock rates and scheduling, in C1. */
const MARGIN_MS = 5_000;
/** Greatest age of gossip seen at fan-out 4 with 10 % loss, in heartbeats. */
const GOSSIP_AGE_IN_HEARTBEATS = 2.9;

/** In seconds; the columns are the profiles in the order of `PROFILES`. Some may follow from others, see `resolveTimers`. */
const TABLE_S: readonly (readonly [TimerName, number, number, number, number])[] = [
  ['tTick', 1, 1, 1, 1],
  ['tHb', 8, 3, 15, 10],
  ['tReq', 4, 3, 5, 4],
  ['tUnacked', 20, 10, 40, 75],
  ['tWpub', 15, 10, 20, 15],
  ['dRw', 10, 5, 15, 10],
  ['tDead', 60, 35, 180, 150],
  ['tExit', 20, 15, 60, 75],
  ['lease', 120, 90, 300, 255],
  ['refresh', 40, 30, 100, 85],
  ['tOld', 600, 600, 600, 600],
  ['longLease', 900, 900, 900, 900],
  ['longRefresh', 600, 600, 600, 600],
  ['tQuiet', 60, 60, 60, 60],
  ['recMost', 300, 300, 300, 300],
  ['recSlow', 60, 60, 60, 60],
  ['recMed', 30, 20, 30, 30],
  ['recFast', 10, 5, 15, 10],
  ['tFresh', 10, 10, 10, 10],
  ['tProv', 8, 8, 8, 8],
  ['tSettle', 30, 15, 45, 30],
  ['tUnknown', 60, 40, 180, 120],
  ['tUnfit', 60, 40, 120, 60],
  ['tHold', 120, 60, 600, 300],
  ['tHoldCap', 3600, 3600, 3600, 3600],
  ['tYield', 180, 120, 300, 180],
  ['tPass', 90, 60, 180, 90],
  ['tStall', 15, 10, 20, 15],
  ['tPanic', 120, 120, 120, 120],
  // Not the protocol's: how often strangers may be asked for this node's address.
  ['tAddress', 60, 30, 120, 120],
];

const SPEAKERS = 3;
const LARGE_RELAY_MS = 40_000;

/**
 * The profile's values, replaced by those given; unless given, `tRelay` follows `tHb`, `tGrace` follows `tDead`,
 * `tExit` stays between what C6 asks for and `tDead`, and those of C7 and C8 grow as far as these ask for it.
 */
export function resolveTimers(profile: Profile, overrides: TimerOverrides = {}): Timers {
  const column = PROFILES.indexOf(profile) + 1;
  const values: Partial<Record<keyof Timers, number>> = { speakers: SPEAKERS };
  for (const row of TABLE_S) values[TIMER_FIELDS[row[0]]] = Number(row[column]) * 1000;
  for (const [name, value] of Object.entries(overrides)) values[TIMER_FIELDS[name as TimerName]] = value;
  const heartbeatMs = values.heartbeatMs ?? 0;
  const relayMs = profile === 'large' ? LARGE_RELAY_MS : Math.round(heartbeatMs * SPREAD);
  if (overrides.tExit === undefined) values.exitMs = exitMsOf(values as Timers);
  // Every field has been given a value by the table, by SPEAKERS or here; a test goes through them.
  const timers = { relayMs, graceMs: values.deadMs ?? 0, ...values } as Timers;
  return { ...timers, ...longTimers(timers, overrides) };
}

/** What is seldom done is never done more often than what it takes the place of. */
function longTimers(t: Timers, given: TimerOverrides): Partial<Timers> {
  const longRefreshMs = given.longRefresh ?? Math.max(t.longRefreshMs, t.refreshMs);
  return {
    longRefreshMs,
    longLeaseMs: given.longLease ?? Math.max(t.longLeaseMs, longRefreshMs + t.deadMs + t.witnessPublishMs),
    oldMs: given.tOld ?? Math.max(t.oldMs, t.deadMs + t.relayMs),
    readMostMs: given.recMost ?? Math.max(t.readMostMs, t.readSlowMs),
  };
}

function exitMsOf({ exitMs, deadMs, providerMs, readDelayMs }: Timers): number {
  return Math.min(deadMs, Math.max(exitMs, providerMs + readDelayMs + EXIT_MARGIN_MS));
}

export interface TimerProblem {
  /** The inequality's name in the protocol, `C1` to `C8`. */
  readonly rule: string;
  /** The timer the sentence is about, by its name in settings. */
  readonly timer: TimerName;
  /** The inequality spelt out with the names and the numbers. */
  readonly text: Text;
}

/** One side of an inequality: what stands there in names, and what that comes to. */
interface Side {
  readonly names: string;
  readonly ms: number;
}

/** All broken inequalities; empty when the values go together. */
export function checkTimers(timers: Timers, profile: Profile): readonly TimerProblem[] {
  const problems: TimerProblem[] = [];
  const side = (names: string, ms: number): Side => ({ names, ms: Math.round(ms) });
  const atLeast = (rule: string, timer: TimerName, left: Side, right: Side): void => {
    if (left.ms < right.ms) problems.push({ rule, timer, text: unequal(rule, left, right, 'least') });
  };
  const t = timers;

  const slowest = t.unackedMs + t.tickMs + t.witnessPublishMs + t.readDelayMs + t.relayMs + MARGIN_MS;
  const slowestNames = 'tUnacked + tTick + tWpub + dRw + tRelay + 5 s';
  atLeast('C1', 'tDead', side('tDead', t.deadMs), side(slowestNames, slowest));

  const spare = side('lease − refresh', t.leaseMs - t.refreshMs);
  atLeast('C2', 'lease', spare, side('tDead + tWpub', t.deadMs + t.witnessPublishMs));

  const unacked = side('tUnacked', t.unackedMs);
  if (profile === 'large') {
    const gossip = side('2 × 2.9 × tHb', 2 * GOSSIP_AGE_IN_HEARTBEATS * t.heartbeatMs);
    atLeast('C3', 'tUnacked', unacked, gossip);
  } else {
    const thereAndBack = side('2 × 1.1 × tHb + 2 s', 2 * SPREAD * t.heartbeatMs + 2_000);
    atLeast('C3', 'tUnacked', unacked, thereAndBack);
  }

  const claim = side('2 × tHb + dRw + 2 × tFresh', 2 * t.heartbeatMs + t.readDelayMs + 2 * t.freshMs);
  atLeast('C4', 'tUnknown', side('tUnknown', t.unknownMs), claim);

  atLeast('C5', 'tSettle', side('tSettle', t.settleMs), side('2 × dRw', 2 * t.readDelayMs));
  atLeast('C5', 'tGrace', side('tGrace', t.graceMs), side('tDead', t.deadMs));
  const latest = side('tProv + 2 s', t.providerMs + 2_000);
  if (t.freshMs > latest.ms) {
    const sentence = unequal('C5', side('tFresh', t.freshMs), latest, 'most');
    problems.push({ rule: 'C5', timer: 'tFresh', text: sentence });
  }

  // With `tExit` at `tDead` a note of a process's end changes nothing.
  const exit = side('tExit', t.exitMs);
  const dead = side('tDead', t.deadMs);
  if (exit.ms > dead.ms) {
    problems.push({ rule: 'C6', timer: 'tExit', text: unequal('C6', exit, dead, 'most') });
  } else if (exit.ms < dead.ms) {
    const settled = side('tProv + dRw + 2 s', t.providerMs + t.readDelayMs + EXIT_MARGIN_MS);
    atLeast('C6', 'tExit', exit, settled);
  }
  return [...problems, ...checkLongTimers(timers)];
}

/** C7: what must hold for a lease that is seldom renewed. C8: for reads that others do. */
function checkLongTimers(t: Timers): readonly TimerProblem[] {
  const rows: readonly (readonly [string, TimerName, string, number, string, number])[] = [
    [
      'C7',
      'longLease',
      'longLease − longRefresh',
      t.longLeaseMs - t.longRefreshMs,
      'tDead + tWpub',
      t.deadMs + t.witnessPublishMs,
    ],
    ['C7', 'longRefresh', 'longRefresh', t.longRefreshMs, 'refresh', t.refreshMs],
    ['C7', 'tOld', 'tOld', t.oldMs, 'tDead + tRelay', t.deadMs + t.relayMs],
    ['C8', 'recMost', 'recMost', t.readMostMs, 'recSlow', t.readSlowMs],
  ];
  return rows.flatMap(([rule, timer, leftNames, leftMs, rightNames, rightMs]) => {
    const [left, right] = [
      { names: leftNames, ms: Math.round(leftMs) },
      { names: rightNames, ms: Math.round(rightMs) },
    ];
    return left.ms < right.ms ? [{ rule, timer, text: unequal(rule, left, right, 'least') }] : [];
  });
}

function unequal(rule: string, left: Side, right: Side, bound: 'least' | 'most'): Text {
  const zhBound = bound === 'least' ? '不得小于' : '不得大于';
  const [leftNumber, rightNumber] = [inSeconds(left.ms), inSeconds(right.ms)];
  return text(
    `${rule}: ${left.names} (${leftNumber}) must be at ${bound} ${right.names} = ${rightNumber}`,
    `${rule}：${left.names}（${leftNumber}）${zhBound} ${right.names} = ${rightNumber}`,
  );
}
