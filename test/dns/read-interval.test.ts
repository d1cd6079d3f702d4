import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROFILES, resolveTimers } from '../../src/config/timers.ts';
import { readIntervalMs, type PeerNeed, type ReadNeeds } from '../../src/dns/read-interval.ts';
import { QUICK_TIMERS } from '../support/quick-timers.ts';

const CALM: ReadNeeds = {
  hasPendingCell: false,
  hasOpenYield: false,
  readsOwed: 0,
  hasOrphan: false,
  peers: [],
};

const quick = resolveTimers(
  'normal',
  Object.fromEntries(Object.entries(QUICK_TIMERS).map(([name, seconds]) => [name, seconds * 1000])),
);
const sets = [
  ...PROFILES.map((profile) => [profile, resolveTimers(profile)] as const),
  ['quick', quick] as const,
];

function peer(changes: Partial<PeerNeed>): ReadNeeds {
  return { ...CALM, peers: [{ verdictInMs: 0, isDead: false, coverLeftMs: -1, ...changes }] };
}

describe('how soon zones are read again', () => {
  for (const [name, timers] of sets) {
    const { deadMs, heartbeatMs, leaseMs, refreshMs, readSlowMs, readMediumMs, readFastMs } = timers;
    const rows: readonly (readonly [string, ReadNeeds, number])[] = [
      ['nothing is the matter', CALM, readSlowMs],
      ['a peer was heard a heartbeat ago', peer({ verdictInMs: deadMs - 1.1 * heartbeatMs }), readSlowMs],
      ['a verdict is a second away', peer({ verdictInMs: 1_000 }), readFastMs],
      ['a verdict waits for reads', peer({ verdictInMs: -1_000 }), readFastMs],
      ['a peer is dead', peer({ verdictInMs: -1_000, isDead: true }), readSlowMs],
      ['a lease is renewed', peer({ verdictInMs: -1_000, coverLeftMs: leaseMs - refreshMs }), readMediumMs],
      ['a lease ends in a second', peer({ verdictInMs: -1_000, coverLeftMs: 1_000 }), readFastMs],
      ['a cell is pending', { ...CALM, hasPendingCell: true }, readFastMs],
      ['a yield is open', { ...CALM, hasOpenYield: true }, readFastMs],
      ['a read is owed', { ...CALM, readsOwed: 1 }, readFastMs],
      ['a dead node’s cell is to be taken', { ...CALM, hasOrphan: true }, readFastMs],
    ];
    for (const [situation, needs, expected] of rows) {
      it(`${name}: ${situation}`, () => {
        assert.equal(readIntervalMs(needs, timers), expected);
      });
    }
  }

  it('looks fast for the last 25 s before a verdict and the last 35 s of a lease', () => {
    const timers = resolveTimers('normal');
    const { readSlowMs, readMediumMs, readFastMs } = timers;
    assert.equal(readIntervalMs(peer({ verdictInMs: 25_001 }), timers), readSlowMs);
    assert.equal(readIntervalMs(peer({ verdictInMs: 25_000 }), timers), readFastMs);
    assert.equal(readIntervalMs(peer({ coverLeftMs: 35_001 }), timers), readMediumMs);
    assert.equal(readIntervalMs(peer({ coverLeftMs: 35_000 }), timers), readFastMs);
  });
});
