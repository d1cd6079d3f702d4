import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  breachLines,
  faultLine,
  repeatCommand,
  scheduleLines,
  storyAround,
  virtualTime,
} from './describe.ts';
import { faultAt, outcomeOf, scheduleOf } from './samples.ts';

describe('what a person reads', () => {
  it('virtual time is told as a clock tells it, never rounded up', () => {
    assert.deepEqual([0, 61_599, 36_000_000].map(virtualTime), ['0:00:00.0', '0:01:01.5', '10:00:00.0']);
  });

  it('a fault is told with all that it takes to repeat it', () => {
    const line = faultLine(faultAt(100, { node: 'b', percent: 4 }));
    assert.equal(line, '0:01:40.0 crash node=b percent=4 for 60 s');
  });

  it('a schedule of a thousand nodes does not take a thousand lines', () => {
    const schedule = scheduleOf([]);
    const [node] = schedule.cluster.nodes;
    assert.ok(node !== undefined);
    const nodes = Array.from({ length: 1_000 }, () => node);
    assert.ok(scheduleLines({ ...schedule, cluster: { ...schedule.cluster, nodes } }).length < 20);
  });

  it('a breach is told with its promise, its time and its evidence', () => {
    const [breach] = outcomeOf(3, {}, 'S2').breaches;
    assert.ok(breach !== undefined);
    assert.deepEqual(breachLines(breach), ['S2 0:01:01.5', '    S2 of 3']);
  });

  it('the command repeats seed, way of drawing and planted fault', () => {
    const what = { seed: 7, draw: { nodes: 3, hours: 2 } };
    assert.equal(repeatCommand(what, null), 'npm run sim -- --seed 7 --nodes 3 --hours 2');
    const command = 'npm run sim -- --schedule x.json --mutant no-settle';
    assert.equal(repeatCommand({ file: 'x.json' }, 'no-settle'), command);
  });

  it('the story ends a little after the breach, and leaves out the distant past', () => {
    const story = Array.from({ length: 1_000 }, (_, second) => `${second.toFixed(2)} a calls readZone`);
    const told = storyAround(story, 500_000);
    assert.deepEqual([told.length, told.at(-1)], [151, '530.00 a calls readZone']);
    assert.match(told[0] ?? '', /^… 381 lines before/);
    assert.deepEqual(storyAround(story.slice(0, 10), 0), story.slice(0, 10));
  });
});
