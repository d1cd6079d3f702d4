import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NO_DURATIONS, countOf, percentile, withDurations } from './histogram.ts';

describe('a histogram of durations', () => {
  it('rounds up to whole seconds, but keeps the longest as it was', () => {
    const histogram = withDurations(NO_DURATIONS, [0, 1, 1_000, 1_001, 65_400]);
    assert.deepEqual(histogram, { seconds: { '0': 1, '1': 2, '2': 1, '66': 1 }, maxMs: 65_400 });
    assert.equal(countOf(histogram), 5);
  });

  it('adds up the same in pieces as at once', () => {
    const durations = Array.from({ length: 50 }, (_, index) => index * 777);
    const pieces = withDurations(withDurations(NO_DURATIONS, durations.slice(0, 20)), durations.slice(20));
    assert.deepEqual(pieces, withDurations(NO_DURATIONS, durations));
  });

  it('a percentile is the least second that so many do not exceed, by number and not by digits', () => {
    const histogram = withDurations(
      NO_DURATIONS,
      Array.from({ length: 100 }, (_, index) => (index + 1) * 1_000),
    );
    assert.deepEqual(
      [0.5, 0.99, 1].map((share) => percentile(histogram, share)),
      [50, 99, 100],
    );
    assert.equal(percentile(withDurations(NO_DURATIONS, [9_000, 10_000, 11_000]), 0.5), 10);
  });

  it('has no percentile when it is empty', () => {
    assert.equal(percentile(NO_DURATIONS, 0.5), null);
  });
});
