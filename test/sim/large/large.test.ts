import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertGolden } from '../../support/golden.ts';
import { formatLarge } from './format-large.ts';
import { runLarge } from './run-large.ts';

const SECOND = 1_000;
/** Example 19.9, with a hundred nodes instead of a thousand. */
const GOLDEN = new URL('../scenarios/golden/19.9-a-hundred-nodes-one-dies.txt', import.meta.url);
/** The one figure that depends on the machine. */
const MEASURED = /\nprocessor time .*/;

describe('a hundred nodes, one exchange in ten lost', () => {
  it('know of one another in time, and replace the one that dies', async () => {
    const outcome = await runLarge({ nodes: 100, seed: 1, isShort: true });
    const { calm, failover, message } = outcome;
    const told = formatLarge(outcome);
    assert.deepEqual(outcome.overstated, [], 'nobody takes for acknowledged what was not heard');
    assert.ok(calm.heard.most <= 30 * SECOND, told);
    assert.ok(calm.acked.most <= 60 * SECOND, told);
    assert.ok(message.mean <= 1_500, told);
    assert.ok((failover.missedByAllMs ?? Infinity) <= 40 * SECOND, told);
    assert.ok((outcome.changeKnownMs ?? Infinity) <= 40 * SECOND, told);
    assert.equal(failover.speakers, 3, told);
    assert.ok((failover.firstWitnessMs ?? 0) >= 40 * SECOND, told);
    assert.ok((failover.firstWriteMs ?? 0) >= 140 * SECOND, told);
    assert.ok((failover.lastWriteMs ?? Infinity) <= 175 * SECOND, told);
    assert.equal(failover.strayWrites, 0, told);
    assertGolden(GOLDEN, `${told.replace(MEASURED, '')}\n`);
  });
});
