import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outcomeOf } from './samples.ts';
import { differenceOf, emptyTotals, nextSeed, totalsFrom, withOutcome } from './totals.ts';
import type { Totals } from './totals.ts';

const OUTCOMES = [
  outcomeOf(5, { faults: { crash: 2 }, moves: 4, races: 1, failoverMs: { F1: [61_000] } }),
  outcomeOf(6, { faults: { crash: 1, stop: 3 }, moves: 2, longestOnDeadMs: 90_000 }, 'S2', 'L1'),
  outcomeOf(7, {
    failoverMs: { F1: [64_500], F4: [5_000] },
    providerCalls: { update: 8 },
    wrongfulTakeOvers: 1,
  }),
];

function totalsOf(outcomes: typeof OUTCOMES, earlier: Totals = emptyTotals(5, { hours: 2 }, null)): Totals {
  return outcomes.reduce((totals, outcome) => withOutcome(totals, outcome, 10), earlier);
}

describe('the totals of a batch', () => {
  it('add up counts, keep the longest and the breaches with their seeds', () => {
    const totals = totalsOf(OUTCOMES);
    assert.deepEqual(totals.faults, { crash: 3, stop: 3 });
    assert.deepEqual([totals.schedules, totals.moves, totals.races, totals.wrongfulTakeOvers], [3, 6, 1, 1]);
    assert.equal(totals.longestOnDeadMs, 90_000);
    assert.deepEqual(totals.failover['F1'], { seconds: { '61': 1, '65': 1 }, maxMs: 64_500 });
    assert.deepEqual(totals.providerCalls, { update: 8 });
    assert.deepEqual(
      totals.breaches.map(({ seed, promise }) => [seed, promise]),
      [
        [6, 'S2'],
        [6, 'L1'],
      ],
    );
    assert.equal(totals.cpuMs, 30);
    assert.equal(nextSeed(totals), 8);
  });

  it('are the same after a detour through a file', () => {
    const stored = totalsFrom(JSON.stringify(totalsOf(OUTCOMES.slice(0, 1))));
    assert.ok(stored !== null);
    assert.deepEqual(totalsOf(OUTCOMES.slice(1), stored), totalsOf(OUTCOMES));
  });

  it('count all breaches and keep the first hundred', () => {
    const totals = totalsOf(Array.from({ length: 130 }, (_, index) => outcomeOf(index, {}, 'S4')));
    assert.deepEqual([totals.breached, totals.breaches.length], [130, 100]);
  });

  it('have one hash of all traces, which any other trace changes', () => {
    const { traceHash } = totalsOf(OUTCOMES);
    assert.match(traceHash, /^[0-9a-f]{64}$/);
    const [first, ...others] = OUTCOMES;
    assert.ok(first !== undefined);
    assert.notEqual(totalsOf([{ ...first, traceHash: 'f'.repeat(64) }, ...others]).traceHash, traceHash);
  });

  it('are continued only with schedules drawn in the same way', () => {
    const totals = totalsOf(OUTCOMES);
    assert.equal(differenceOf(totals, { hours: 2 }, null), null);
    assert.equal(differenceOf(totals, { hours: 2, nodes: 3 }, null), '--nodes');
    assert.equal(differenceOf(totals, {}, null), '--hours');
    assert.equal(differenceOf(totals, { hours: 2 }, 'no-settle'), '--mutant');
  });

  it('are not made of any other file', () => {
    assert.equal(totalsFrom('{"version":1}'), null);
    assert.equal(totalsFrom('no JSON'), null);
  });
});
