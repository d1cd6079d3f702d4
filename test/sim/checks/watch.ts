/** Puts the judges into a world: everything that happens in it is told to all of them, and what they find is kept. */
import assert from 'node:assert/strict';
import type { Breach, Figures } from '../schedule/schedule.ts';
import type { World } from '../world.ts';
import { ALL_CHECKS } from './all-checks.ts';
import type { Check, CreateCheck } from './check.ts';
import { Tally } from './figures.ts';
import { Ledger } from './ledger.ts';
import { TrackTruth } from './track-truth.ts';

export interface Watch {
  /** The first breach of each promise, in order of time. */
  readonly breaches: readonly Breach[];
  figures(): Figures;
  /** The run is over, and the cluster has had to be silent since `quietSince`. */
  finish(quietSince: number): void;
  /** Fails when a promise was broken. */
  assertNone(): void;
}

const SECOND_MS = 1_000;
const watches = new WeakMap<World, Watch>();

/** The same watch for the same world, however often one asks. */
export function watch(world: World): Watch {
  const known = watches.get(world);
  if (known !== undefined) return known;
  const created = attach(world, ALL_CHECKS);
  watches.set(world, created);
  return created;
}

/** Lets these judges alone watch, beside whoever watches already. */
export function attach(world: World, creators: readonly CreateCheck[]): Watch {
  const truth = new TrackTruth(world);
  const ledger = new Ledger(world, truth);
  const tally = new Tally();
  const breaches: Breach[] = [];
  const checks: readonly Check[] = creators.map((create) => {
    const check: Check = create({
      ...{ world, truth, ledger, tally },
      report: (...evidence) => {
        if (breaches.some(({ promise }) => promise === check.promise)) return;
        breaches.push({ promise: check.promise, at: world.time.now, evidence });
      },
    });
    return check;
  });
  listen(world, { truth, ledger, tally, checks });
  return {
    breaches,
    figures: () => tally.figures(world),
    finish: (quietSince) => {
      for (const check of checks) check.atEnd?.(quietSince);
    },
    assertNone: () => {
      assert.deepEqual(breaches, []);
    },
  };
}

interface Attached {
  readonly truth: TrackTruth;
  readonly ledger: Ledger;
  readonly tally: Tally;
  readonly checks: readonly Check[];
}

type Told =
  | 'onChange'
  | 'onWrite'
  | 'onCall'
  | 'onReading'
  | 'onLog'
  | 'onMessage'
  | 'onPush'
  | 'onHappening'
  | 'onSecond';

/** Those of the judges that want to be told of this. */
function wanting<K extends Told>(
  checks: readonly Check[],
  what: K,
): readonly (Check & Required<Pick<Check, K>>)[] {
  return checks.filter((check): check is Check & Required<Pick<Check, K>> => check[what] !== undefined);
}

/** Truth first, then the ledger, then the judges: each goes by what those before it know. */
function listen(world: World, { truth, ledger, tally, checks }: Attached): void {
  listenToProvider(world, truth, ledger, checks);
  const onMessage = wanting(checks, 'onMessage');
  world.network.watchers.push((sent, text) => {
    for (const check of onMessage) check.onMessage(sent, text);
  });
  for (const check of wanting(checks, 'onPush')) world.network.pushWatchers.push(check.onPush);
  const onHappening = wanting(checks, 'onHappening');
  world.happenings.listen((happening, at) => {
    if (happening.kind === 'fault') tally.fault(happening.name);
    truth.onHappening(happening, at);
    for (const check of onHappening) check.onHappening(happening, at);
  });
  const onSecond = wanting(checks, 'onSecond');
  const second = (): void => {
    truth.onSecond(world.time.now);
    ledger.onSecond();
    for (const check of onSecond) check.onSecond(world.time.now);
    world.time.after(SECOND_MS, second);
  };
  world.time.after(SECOND_MS, second);
}

function listenToProvider(world: World, truth: TrackTruth, ledger: Ledger, checks: readonly Check[]): void {
  const onChange = wanting(checks, 'onChange');
  const onWrite = wanting(checks, 'onWrite');
  const onCall = wanting(checks, 'onCall');
  const onReading = wanting(checks, 'onReading');
  const onLog = wanting(checks, 'onLog');
  world.watchers.push({
    onChange: (change, write) => {
      ledger.onChange(change, write);
      for (const check of onChange) check.onChange(change);
      if (write !== null) for (const check of onWrite) check.onWrite(write, change.before, change.after);
      ledger.facts = null;
    },
    onCall: (node, call, befallen) => {
      truth.onCall(node, call, befallen);
      ledger.onCall(node, call);
      for (const check of onCall) check.onCall(node, call, befallen);
    },
    onReading: (node, zone, reading) => {
      for (const check of onReading) check.onReading(node, zone, reading);
    },
    onLog: (node, event, text, fields) => {
      for (const check of onLog) check.onLog(node, event, text, fields);
    },
  });
}
