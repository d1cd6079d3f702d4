/** Runs repeat themselves to the bit, and every fault that is drawn does something to somebody. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULT_KINDS, faultKind } from '../faults/all-faults.ts';
import { Chance } from '../faults/chance.ts';
import { drawSchedule, timersOf } from './draw-schedule.ts';
import { runSchedule } from './run-schedule.ts';
import type { ClusterPlan, Fault, NodePlan, Schedule } from './schedule.ts';

const MINUTE = 60_000;
const SHORT = { nodes: 3, hours: 0.1, profile: 'fast' } as const;

function node(id: string, differing: Partial<NodePlan>): NodePlan {
  return { id, lines: [], hasV6: false, isLegacy: false, clockRate: 1, wallOffsetMs: 0, ...differing };
}

const CLUSTER: ClusterPlan = {
  nodes: [
    node('a', { lines: ['default', 'overseas'] }),
    node('b', { lines: ['china-unicom'] }),
    node('c', { lines: ['cernet'] }),
  ],
  labels: ['www', 'git'],
};
const MIXED: ClusterPlan = {
  ...CLUSTER,
  nodes: [...CLUSTER.nodes.slice(0, 2), node('c', { lines: ['cernet'], isLegacy: true })],
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
    assert.equal((await runSchedule(copy)).traceHash, (await runSchedule(schedule)).traceHash);
  });

  it('of another seed is another', async () => {
    const [one, other] = [scheduleOf([]), { ...scheduleOf([]), seed: 2 }];
    assert.notEqual((await runSchedule(one)).traceHash, (await runSchedule(other)).traceHash);
  });

  it('in which nothing goes wrong moves nothing and breaks no promise', async () => {
    const { breaches, figures } = await runSchedule(scheduleOf([]));
    assert.deepEqual([breaches, figures.moves, figures.faults], [[], 0, {}]);
  });

  it('whose fault cannot be carried out is a breach, not the end of everything', async () => {
    const outcome = await runSchedule(scheduleOf([{ kind: 'crash', at: 0, lastsMs: 1_000, node: 'nobody' }]));
    assert.deepEqual(
      outcome.breaches.map(({ promise }) => promise),
      ['crashed'],
    );
  });
});

describe('every fault changes the course of a run', () => {
  const quiet = new Map<ClusterPlan, string>();
  for (const { kind } of FAULT_KINDS) {
    it(kind, async () => {
      const cluster = kind === 'upgrade' ? MIXED : CLUSTER;
      quiet.set(cluster, quiet.get(cluster) ?? (await bareStory(scheduleOf([], cluster))));
      const chance = new Chance(`${kind} of the test`);
      const faults = [1, 2, 3].flatMap((count): Fault[] => {
        const drawn = faultKind(kind).draw(chance, cluster, timersOf('fast'));
        return drawn === null ? [] : [{ kind, at: count * 20_000, ...drawn }];
      });
      assert.notEqual(faults.length, 0, 'it is drawn');
      assert.notEqual(await bareStory(scheduleOf(faults, cluster)), quiet.get(cluster));
    });
  }
});

/** What was seen of a run but for the mere mention of its faults. */
async function bareStory(schedule: Schedule): Promise<string> {
  const lines: string[] = [];
  await runSchedule(schedule, { trace: (line) => lines.push(line) });
  return lines.filter((line) => !line.includes('*** fault')).join('\n');
}
