/** Runs repeat themselves to the bit, and every fault that is drawn does something to somebody. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KNOWN_KINDS, faultKind } from '../faults/all-faults.ts';
import { Chance } from '../faults/chance.ts';
import { drawSchedule, timersOf } from './draw-schedule.ts';
import { runSchedule } from './run-schedule.ts';
import type { ClusterPlan, Fault, NodePlan, Schedule } from './schedule.ts';

const MINUTE = 60_000;
const SHORT = { nodes: 2, hours: 0.1, profile: 'fast' } as const;
/** Some life, so that there are reads, witnesses and writes for a fault to fall upon. */
const LIFE: readonly Fault[] = [
  { kind: 'address-change', at: 30_000, lastsMs: 0, node: 'b', v4: '47.99.0.1', v6: '' },
  { kind: 'cut', at: 60_000, lastsMs: 45_000, a: 'a', b: 'b' },
  { kind: 'crash', at: 120_000, lastsMs: 75_000, node: 'b' },
];

function node(id: string, differing: Partial<NodePlan>): NodePlan {
  return { id, lines: [], hasV6: false, isLegacy: false, clockRate: 1, wallOffsetMs: 0, ...differing };
}

const A = node('a', { lines: ['default', 'overseas'], clockRate: 1.005 });
const CLUSTER: ClusterPlan = { nodes: [A, node('b', { lines: ['cernet'] })], labels: ['www', 'git'] };
/** Enough for more than half of them to be gone while somebody is left. */
const FIVE: ClusterPlan = {
  nodes: [A, ...['b', 'c', 'd', 'e'].map((id) => node(id, { lines: [] }))],
  labels: ['www'],
};
const MIXED: ClusterPlan = {
  nodes: [A, node('b', {}), node('c', { lines: ['cernet'], isLegacy: true })],
  labels: ['www'],
};

function scheduleOf(faults: readonly Fault[], cluster: ClusterPlan = CLUSTER): Schedule {
  return { seed: 1, profile: 'fast', cluster, troubleMs: 4 * MINUTE, faults };
}

describe('a run', () => {
  it('is the same to the bit when it is repeated, with or without its story', async () => {
    const schedule = drawSchedule(3, SHORT);
    const first = await runSchedule(schedule);
    const story: string[] = [];
    const second = await runSchedule(schedule, { trace: (line) => story.push(line) });
    assert.deepEqual(second, first);
    assert.ok(story.length > 100);
  });

  it('after a journey of its schedule through JSON is the same as well', async () => {
    const schedule = drawSchedule(4, SHORT);
    const copy = JSON.parse(JSON.stringify(schedule)) as Schedule;
    assert.equal(await hashOf(copy), await hashOf(schedule));
  });

  it('of another seed is another', async () => {
    const [one, other] = [scheduleOf([]), { ...scheduleOf([]), seed: 2 }];
    assert.notEqual(await hashOf(one), await hashOf(other));
  });

  it('in which nothing goes wrong moves nothing and breaks no promise', async () => {
    const { breaches, figures } = await runSchedule(scheduleOf([]));
    assert.deepEqual([breaches, figures.moves, figures.faults], [[], 0, {}]);
  });

  it('is not over before a node that was left out is a member again, and has its records', async () => {
    const story: string[] = [];
    const faults: readonly Fault[] = [
      { kind: 'power-loss', at: 0, lastsMs: 9 * MINUTE, node: 'b' },
      { kind: 'member-removal', at: 5 * MINUTE, lastsMs: 1_000, node: 'b' },
    ];
    const schedule: Schedule = { ...scheduleOf(faults), profile: 'calm', troubleMs: 10 * MINUTE };
    const { breaches } = await runSchedule(schedule, { trace: (line) => story.push(line) });
    const peace = story.findIndex((line) => line.includes('*** peace'));
    assert.ok(
      story.slice(peace).some((line) => /WRITE b .*cernet a → b/.test(line)),
      'it was given back late',
    );
    assert.deepEqual(breaches, []);
  });

  it('whose fault cannot be carried out is a breach, not the end of everything', async () => {
    const outcome = await runSchedule(scheduleOf([{ kind: 'crash', at: 0, lastsMs: 1_000, node: 'nobody' }]));
    assert.deepEqual(
      outcome.breaches.map(({ promise }) => promise),
      ['crashed'],
    );
  });
});

/** Kinds that two nodes offer no occasion for. */
const NEEDS_MANY: readonly string[] = ['mass-failure', 'stuck-heir', 'deaths-apart'];

describe('every fault changes the course of a run', () => {
  const plain = new Map<ClusterPlan, string>();
  for (const { kind } of KNOWN_KINDS) {
    it(kind, async () => {
      const cluster = kind === 'upgrade' ? MIXED : NEEDS_MANY.includes(kind) ? FIVE : CLUSTER;
      plain.set(cluster, plain.get(cluster) ?? (await bareStory(scheduleOf(LIFE, cluster))));
      const chance = new Chance(`${kind} of the test`);
      const faults = Array.from({ length: 8 }, (_, count): readonly Fault[] => {
        const drawn = faultKind(kind).draw(chance, cluster, timersOf('fast'));
        return drawn === null ? [] : [{ kind, at: count * 25_000, ...drawn }];
      }).flat();
      assert.equal(faults.length, 8, 'it is drawn');
      const story = await bareStory(scheduleOf([...LIFE, ...faults], cluster));
      assert.notEqual(story, plain.get(cluster));
    });
  }
});

async function hashOf(schedule: Schedule): Promise<string> {
  return (await runSchedule(schedule, { endsInTrouble: true })).traceHash;
}

/** What was seen of a run but for the mere mention of its faults. */
async function bareStory(schedule: Schedule): Promise<string> {
  const lines: string[] = [];
  const trace = (line: string): number => lines.push(line);
  const { breaches } = await runSchedule(schedule, { trace, endsInTrouble: true });
  assert.ok(!breaches.some(({ promise }) => promise === 'crashed'), JSON.stringify(breaches));
  return lines.filter((line) => !line.includes('*** fault')).join('\n');
}
