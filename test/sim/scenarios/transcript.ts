/**
 * Tells what happened in a world, one line per event, in the protocol's own words: the story of a worked example as
 * a developer would tell it. It only looks: nothing here takes a step in any node, so the telling changes nothing.
 */
import type { TickMark } from '../../../src/cluster/stop-guard.ts';
import { createJudge } from '../../../src/daemon/steps/judgement.ts';
import { memberStateOf } from '../../../src/daemon/steps/view.ts';
import type { MemberState } from '../../../src/model/cluster-view.ts';
import type { Happening } from '../happenings.ts';
import type { Process } from '../machine.ts';
import type { World } from '../world.ts';
import { toldReads } from './told-reads.ts';
import { toldWitnesses } from './told-witnesses.ts';
import { toldWrites } from './told-writes.ts';

/** One thing that happened. `who`: the node that did or noticed it; null: it was done to the world. */
export interface Told {
  readonly at: number;
  readonly who: string | null;
  readonly what: string;
}

/** How often it is looked whether a node has taken a step, ms: the decimal that is shown. */
const LOOK_MS = 100;
/** So many names are told; of more only the first and how many there are. */
const NAMES_TOLD = 3;
/** What several nodes notice within this time is one line. */
const TOGETHER_MS = 2_000;

/** What a process thinks, as far as it is told. */
interface Mind {
  /** The step after which it thought so. */
  readonly mark: TickMark;
  readonly boot: string;
  readonly members: ReadonlyMap<string, MemberState>;
  /** Peers whose process is known to have ended. */
  readonly ended: ReadonlySet<string>;
  readonly alarms: ReadonlySet<string>;
  /** Cell key → receiver. */
  readonly yields: ReadonlyMap<string, string>;
  readonly isProviderUp: boolean;
  readonly resumedAt: number;
  readonly stamp: string;
  readonly address: string | null;
}

export class Transcript {
  readonly #world: World;
  readonly #title: string;
  readonly #told: Told[] = [];
  readonly #minds = new Map<string, Mind>();
  #faultAt = 0;

  /** Everything is counted from now on: the fault follows at once. */
  constructor(world: World, title: string) {
    this.#world = world;
    this.#title = title;
    this.#faultAt = world.time.now;
    world.happenings.listen((happening, at) => {
      const what = nameOf(happening);
      if (what !== null) this.#told.push({ at, who: null, what });
    });
    this.#look(true);
    this.#keepLooking();
  }

  /** Something was done to the world that it does not tell of itself. */
  say(what: string): void {
    this.#told.push({ at: this.#world.time.now, who: null, what });
  }

  /** The whole story, ready for a golden file. */
  toString(): string {
    const world = this.#world;
    const since = this.#faultAt;
    const events = [
      ...this.#told,
      ...toldWrites(world, since),
      ...toldWitnesses(world, since),
      ...toldReads(world, since),
    ].filter(({ at }) => at >= since);
    // Stable: what happened at one instant stays in the order in which it was noted.
    const lines = together(events.sort((a, b) => a.at - b.at));
    const width = Math.max(4, ...lines.map(({ who }) => whoDid(who).length));
    const story = lines.map((line) => this.#line(line, width));
    return `${[this.#title, '', ...this.#cast(), '', ...story, '', this.#ending()].join('\n')}\n`;
  }

  #line({ at, who, what }: Line, width: number): string {
    const seconds = ((at - this.#faultAt) / 1000).toFixed(1);
    return `${seconds.padStart(8)}  ${whoDid(who).padEnd(width)}  ${what}`;
  }

  #cast(): readonly string[] {
    const { members, services } = this.#world.configuration;
    const byLines = new Map<string, string[]>();
    for (const { id, lines } of members) {
      const what = lines.join(', ') || 'nothing';
      byLines.set(what, [...(byLines.get(what) ?? []), id]);
    }
    const owners = [...byLines].map(
      ([what, ids]) => `${naming(ids)} ${ids.length === 1 ? 'owns' : 'own'} ${what}.`,
    );
    const names = services.map(({ label }) => label).join(', ');
    const { length } = this.#world.managed();
    return [...owners, `Names: ${names}; ${length} cells. Seconds since the fault; * is fate.`];
  }

  #ending(): string {
    const holdings = Object.entries(this.#world.holdings()).sort(([a], [b]) => (a < b ? -1 : 1));
    const moves = this.#world.moves(this.#faultAt).length;
    const writes = this.#world.cellWrites(this.#faultAt).length;
    const held = holdings.map(([id, count]) => `${id} holds ${count}`).join(', ');
    return `In the end ${held}. Cell writes: ${writes}, of which moves: ${moves}.`;
  }

  #keepLooking(): void {
    this.#world.time.after(LOOK_MS, () => {
      this.#look(false);
      this.#keepLooking();
    });
  }

  #look(isFirst: boolean): void {
    for (const [id, { process }] of this.#world.machines) {
      const known = this.#minds.get(id);
      // Whoever has taken no step since has noticed nothing: not its own stop either.
      if (process?.gate.isOpen !== true || process.state.lastMark === known?.mark) continue;
      const mind = mindOf(process);
      this.#minds.set(id, mind);
      if (isFirst) continue;
      const before = known?.boot === mind.boot ? known : newborn(mind);
      for (const what of changes(before, mind)) this.#told.push({ at: this.#world.time.now, who: id, what });
    }
  }
}

function nameOf(happening: Happening): string | null {
  switch (happening.kind) {
    case 'started':
      return `${happening.node} starts`;
    case 'crashed':
      return happening.isPowerLost
        ? `${happening.node} loses power`
        : `the process of ${happening.node} crashes`;
    case 'stopped':
      return `${happening.node} is frozen`;
    case 'resumed':
      return `${happening.node} wakes`;
    case 'provider-lost':
      return `${happening.node} is cut off from the provider`;
    case 'provider-back':
      return `${happening.node} reaches the provider again`;
    case 'address':
      return `${happening.node} gets the address ${happening.value ?? 'none'}`;
    case 'fault':
      return happening.what;
    case 'peace':
      return null;
  }
}

function mindOf({ state, clock }: Process): Mind {
  const [now, wallNow] = [clock.monotonicMs(), clock.wallMs()];
  const judge = createJudge(state, now, wallNow);
  const yields = [...state.memories].flatMap(([key, { yielded }]) =>
    yielded !== null && now <= yielded.until ? [[key, yielded.to] as const] : [],
  );
  const { epoch, version } = state.cluster.configuration.stamp;
  return {
    mark: state.lastMark,
    boot: state.boot,
    members: new Map(
      [...state.liveness.peers].map(([id, peer]) => [id, memberStateOf(state, peer, judge, now, wallNow)]),
    ),
    ended: new Set([...state.liveness.peers].filter(([, { end }]) => end !== null).map(([id]) => id)),
    alarms: new Set(state.alarms.keys()),
    yields: new Map(yields),
    isProviderUp: state.provider.isUp,
    resumedAt: state.resumedAt,
    stamp: `${epoch}.${version}`,
    address: state.own.v4.verified,
  };
}

/** What a process thought before its first thought. */
function newborn(mind: Mind): Mind {
  const members = new Map([...mind.members.keys()].map((id) => [id, 'unknown'] as const));
  return {
    ...mind,
    members,
    ended: new Set(),
    alarms: new Set(),
    yields: new Map(),
    // That it has not read yet, and finds its address, is nothing to tell.
    isProviderUp: true,
    address: null,
  };
}

function changes(before: Mind, after: Mind): readonly string[] {
  return [
    ...ownChanges(before, after),
    ...[...after.ended]
      .filter((id) => !before.ended.has(id))
      .map((id) => `knows that ${id}'s process has ended`),
    ...opinions(before, after),
    ...[...after.alarms].filter((key) => !before.alarms.has(key)).map((key) => `alarm: ${key}`),
    ...[...before.alarms].filter((key) => !after.alarms.has(key)).map((key) => `alarm over: ${key}`),
    ...yieldsBegun(before, after),
  ];
}

function ownChanges(before: Mind, after: Mind): readonly string[] {
  const told: string[] = [];
  if (after.resumedAt !== before.resumedAt)
    told.push('notices that it was stopped: drops its plan, owes two reads');
  if (before.isProviderUp && !after.isProviderUp && before.address !== null) {
    told.push('holds the provider for lost');
  }
  if (!before.isProviderUp && after.isProviderUp && before.address !== null)
    told.push('has read the zone again');
  if (after.stamp !== before.stamp) told.push(`stores configuration ${after.stamp}`);
  if (before.address !== null && after.address !== before.address) {
    told.push(`finds its address to be ${after.address ?? 'unknown'}`);
  }
  return told;
}

/** What it came to think of its peers, those of whom it thinks alike in one sentence. */
function opinions(before: Mind, after: Mind): readonly string[] {
  const alike = new Map<string, { ids: string[]; was: MemberState; is: MemberState }>();
  for (const [id, is] of after.members) {
    const was = before.members.get(id);
    if (was === undefined || was === is) continue;
    const known = alike.get(`${was} ${is}`);
    if (known === undefined) alike.set(`${was} ${is}`, { ids: [id], was, is });
    else known.ids.push(id);
  }
  return [...alike.values()].map(({ ids, was, is }) => opinion(ids, was, is));
}

function opinion(ids: readonly string[], was: MemberState, is: MemberState): string {
  const who = naming(ids);
  const [be, a] = ids.length === 1 ? ['is', 'it'] : ['are', 'them'];
  switch (is) {
    case 'well':
      return was === 'unknown' ? `hears ${who}` : `hears ${who} again`;
    case 'silent':
      return was === 'covered' ? `${who} ${be} no longer covered` : `${who} ${be} silent`;
    case 'covered':
      return `${who} ${be} covered: a witness vouches for ${a}`;
    case 'dead':
      return `verdict: ${who} ${be} dead`;
    case 'unknown':
    case 'self':
      return `${who} ${be} ${is}`;
  }
}

function whoDid(who: readonly string[] | null): string {
  return who === null ? '*' : naming(who);
}

export function naming(ids: readonly string[]): string {
  const [first = 'nobody'] = ids;
  return ids.length <= NAMES_TOLD ? ids.join(', ') : `${first} and ${ids.length - 1} more`;
}

function yieldsBegun(before: Mind, after: Mind): readonly string[] {
  const counts = new Map<string, number>();
  for (const [key, to] of after.yields) {
    if (before.yields.get(key) !== to) counts.set(to, (counts.get(to) ?? 0) + 1);
  }
  return [...counts].map(([to, count]) => `yields ${cells(count)} to ${to}`);
}

export function cells(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`;
}

interface Line extends Omit<Told, 'who'> {
  readonly who: readonly string[] | null;
}

/** Nodes that noticed the same within a moment share a line. */
function together(events: readonly Told[]): readonly Line[] {
  const lines: Line[] = [];
  for (const { at, who, what } of events) {
    const index = who === null ? -1 : lines.findLastIndex((one) => one.what === what && one.who !== null);
    const line = lines[index];
    const isTogether = who !== null && line?.who?.includes(who) === false && at - line.at <= TOGETHER_MS;
    if (isTogether) lines[index] = { ...line, who: [...line.who, who].sort() };
    else lines.push({ at, who: who === null ? null : [who], what });
  }
  return lines;
}
