// The provider misbehaves in every way it can, in a mix and one way after another, while a node dies and comes
// back and addresses change: no wrong write, no crash, and all as it should be once it behaves again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { cellsOf } from '../../src/dns/cells.ts';
import { LINE_CODES } from '../../src/dns/provider/aliyun/limits.ts';
import { successionIndex } from '../../src/dns/succession.ts';
import type { Configuration } from '../../src/model/configuration.ts';
import type { FaultSpec } from '../../src/sandbox/fault.ts';
import { seededRandom } from '../sim/seeded-random.ts';
import { AddressFiles } from '../support/address-files.ts';
import { cellName, cellValues, cellWrites, mark } from '../support/cell-writes.ts';
import { createCluster, type TestCluster } from '../support/cluster-processes.ts';
import { eventually } from '../support/eventually.ts';
import { BOUNDS, QUICK_TIMERS, SLACK_MS } from '../support/quick-timers.ts';
import { seedRecords, seedStores } from '../support/seeded-stores.ts';
import { Referee } from './faults-referee.ts';

/** The schedule of the mix; the daemons' own chance is not seeded. */
const SEED = process.env['FAULTS_SEED'] ?? String(Math.floor(Math.random() * 1e9));
const LABELS = ['www', 'api', '@'];
const MIXED_MS = 60_000;
/** Long enough for the address to be noticed and for the writes to be tried. */
const SINGLE_MS = 3_500;
const CALM_MS = 6_000;

const seconds = (value: number): number => value * 1000;
/** Stale by less than the delay that the timers allow for. */
const STALE_MS = seconds(QUICK_TIMERS.dRw) - 100;
/** A check of the address, the command that it runs, and a write that was under way. */
const LAG_MS = seconds(QUICK_TIMERS.tAddress + QUICK_TIMERS.tProv) + 1_500;

/** Every way to misbehave that there is. */
const FAULTS: Readonly<Record<string, FaultSpec>> = {
  throttles: { kind: 'throttle', probability: 0.7 },
  'loses answers to what it did': { kind: 'lose-answer', probability: 0.7 },
  'answers 503 with a code': { kind: 'unavailable', probability: 0.6 },
  'answers 503 without a code, having done it': {
    kind: 'unavailable',
    hasCode: false,
    isApplied: true,
    probability: 0.6,
  },
  'answers with a page for people': { kind: 'html', probability: 0.6 },
  'answers with a page for people, having done it': { kind: 'html', isApplied: true, probability: 0.6 },
  'answers with nothing, having done it': { kind: 'empty', isApplied: true, probability: 0.6 },
  'drops connections': { kind: 'drop', probability: 0.6 },
  'closes connections behind its answers': { kind: 'close-idle' },
  'shows what was a moment ago': { kind: 'stale-read', ageMs: STALE_MS },
  'lists less than it says': { kind: 'truncate', missing: 3 },
  'lists less and says so': { kind: 'truncate', missing: 10, totalOffset: -10 },
  'says more than it lists': { kind: 'truncate', totalOffset: 2 },
  'takes its time': { kind: 'latency', delayMs: 300, spreadMs: 2_500 },
  'refuses writes of one key': { kind: 'refuse-writes', keyIds: ['key-of-b'] },
};

describe(`a cluster whose provider misbehaves (FAULTS_SEED=${SEED})`, () => {
  let addresses: AddressFiles;
  let cluster: TestCluster;
  let referee: Referee;
  let order: ReadonlyMap<string, readonly string[]>;
  const random = seededRandom(SEED);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)] as T;
  /** How often each node has moved: its addresses say so. */
  const moves = new Map<string, number>();

  const move = async (code: string): Promise<void> => {
    const count = (moves.get(code) ?? 1) + 1;
    moves.set(code, count);
    const index = 'abc'.indexOf(code) + 1;
    const [v4, v6] = [`127.0.${count}.${index}`, `fd00:c0c0::${count}:${index}`];
    referee.moved(code, 'v4', v4);
    referee.moved(code, 'v6', v6);
    await addresses.set(code, 'v4', v4);
    await addresses.set(code, 'v6', v6);
  };
  const isSettled = (): boolean => {
    const values = cellValues(cluster.sandbox);
    return [...referee.settled()].every(([cell, value]) => values.get(cell) === value);
  };

  before(async () => {
    addresses = await AddressFiles.create();
    const lines = { a: ['default', 'OverSea'], b: ['CT', 'CU'], c: ['CMCC', 'CNEdu'] } as const;
    cluster = await createCluster({
      nodes: (['a', 'b', 'c'] as const).map((code) => ({
        code,
        lines: lines[code],
        settings: addresses.settings(code),
      })),
    });
    const configuration = await seedStores(cluster, { labels: LABELS });
    await seedRecords(cluster, configuration);
    await cluster.sandbox.edit(...STRANGERS);
    order = orderOf(configuration);
    referee = new Referee({
      sandbox: cluster.sandbox,
      nodes: new Map(cluster.nodes.map(({ keyId, code }) => [keyId, code])),
      order,
      lagMs: LAG_MS,
      unfitMs: seconds(QUICK_TIMERS.tUnfit),
    });
    for (const { code, v4, v6 } of cluster.nodes) {
      referee.moved(code, 'v4', v4);
      referee.moved(code, 'v6', v6);
      await addresses.set(code, 'v4', v4);
      await addresses.set(code, 'v6', v6);
    }
    await Promise.all(cluster.nodes.map(({ daemon }) => daemon.start()));
    await cluster.untilProven();
    assert.ok(isSettled());
  });
  after(async () => {
    await cluster.close();
    await addresses.remove();
  });

  it('writes nothing wrong in a minute of mixed faults, and settles after it', async (t) => {
    const { sandbox } = cluster;
    const since = mark(sandbox);
    const begun = performance.now();
    const storm = async (): Promise<void> => {
      while (performance.now() - begun < MIXED_MS) {
        const fault = pick(Object.values(FAULTS));
        const keys = random.next() < 0.3 ? { keyIds: [pick(cluster.nodes).keyId] } : {};
        sandbox.setFault({ ...fault, ...keys, forMs: 500 + 4_000 * random.next() });
        await pause(500 + 2_500 * random.next());
      }
    };
    const victim = pick(cluster.nodes);
    const others = cluster.nodes.filter((node) => node !== victim);
    const death = async (): Promise<void> => {
      await pause(2_000);
      const theirs = [...order.keys()].filter((cell) => order.get(cell)?.[0] === victim.code);
      const isTaken = (): boolean => {
        const values = cellValues(sandbox);
        return theirs.every((cell) => ![victim.v4, victim.v6].includes(values.get(cell) ?? ''));
      };
      referee.died(victim.code);
      await victim.daemon.kill();
      const diedAt = performance.now();
      await eventually(isTaken, MIXED_MS + BOUNDS.takeOverMs(theirs.length), 'the take-over');
      t.diagnostic(`${victim.code} died, its records were taken over in ${secondsSince(diedAt)}`);
      await victim.daemon.start();
      referee.returned(victim.code);
    };
    const removals = async (): Promise<void> => {
      for (let count = 0; count < 3; count += 1) {
        await pause(12_000 + 6_000 * random.next());
        await move(pick(others).code);
      }
    };
    await Promise.all([storm(), death(), removals()]);
    sandbox.clearFaults();
    const stopped = performance.now();
    const limitMs = BOUNDS.handBackMs(24) + seconds(QUICK_TIMERS.tHold) * 3 + SLACK_MS;
    await eventually(isSettled, limitMs, 'every record being where it belongs');
    t.diagnostic(`settled ${secondsSince(stopped)} after the last fault`);
    const calmSince = mark(sandbox);
    await pause(CALM_MS);
    assert.deepEqual(cellWrites(sandbox, calmSince), [], 'then there is nothing left to write');
    const { complaints, ...counts } = referee.judge(since);
    t.diagnostic(JSON.stringify(counts));
    assert.deepEqual(complaints, []);
    assert.ok(counts.takenFromDead > 0 && counts.handedBack > 0 && counts.ownAddress > 0);
  });

  for (const [what, fault] of Object.entries(FAULTS)) {
    it(`follows a node that moves while the provider ${what}`, async (t) => {
      const { sandbox } = cluster;
      const since = mark(sandbox);
      const code = fault.kind === 'refuse-writes' ? 'b' : pick(['a', 'b', 'c']);
      sandbox.setFault(fault);
      const strikesSoFar = (): number => sandbox.faults().reduce((sum, one) => sum + one.strikes, 0);
      await move(code);
      await pause(SINGLE_MS);
      // On a busy machine the node may not have found its address yet.
      await eventually(() => strikesSoFar() > 0, BOUNDS.addressMs(12) + 12_000, 'the fault striking');
      const strikes = strikesSoFar();
      sandbox.clearFaults();
      const stopped = performance.now();
      await eventually(isSettled, BOUNDS.addressMs(12) + 12_000, 'the records following');
      t.diagnostic(`${strikes} calls struck, settled ${secondsSince(stopped)} later`);
      const { complaints, needless } = referee.judge(since);
      assert.deepEqual(complaints, []);
      assert.equal(needless, 0);
    });
  }

  it('has crashed nobody and failed no round', () => {
    for (const { code, daemon } of cluster.nodes) {
      assert.ok(daemon.isRunning, `${code} runs`);
      assert.deepEqual(daemon.output.split('\n').filter(isFault), [], code);
    }
  });
});

/** What others keep in the same zone, some of it as like ours as can be. */
const STRANGERS = [
  { op: 'add', rr: 'www', type: 'A', line: 'search', value: '127.0.9.9' },
  { op: 'add', rr: 'mail', type: 'A', line: 'default', value: '127.0.1.1' },
  { op: 'add', rr: '@', type: 'MX', value: 'mail.example.test', priority: 10 },
  { op: 'add', rr: '@', type: 'TXT', value: 'v=spf1 -all', remark: 'not ours' },
  { op: 'add', rr: 'old', type: 'AAAA', line: 'telecom', value: 'fd00:c0c0::2', isEnabled: false },
  { op: 'add', rr: '_cocoa', type: 'TXT', value: 'cw1.nothing' },
] as const;

function secondsSince(instant: number): string {
  return `${((performance.now() - instant) / 1000).toFixed(1)} s`;
}

/** Lines of a log that only a defect of the program brings about. */
function isFault(line: string): boolean {
  return /"event":"(round-failed|store-write-failed|job-failed)"|"level":"fatal"|(Type|Range|Reference)Error/.test(
    line,
  );
}

function orderOf(configuration: Configuration): ReadonlyMap<string, readonly string[]> {
  const index = successionIndex(configuration);
  return new Map(
    cellsOf(configuration).map(({ key, label, type, line }) => [
      cellName({ rr: label, type, line: LINE_CODES[line] }),
      index.get(key) ?? [],
    ]),
  );
}
