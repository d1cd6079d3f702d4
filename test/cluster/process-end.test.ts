// What an exit note, and whoever passes it on, changes of what is known about a peer.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { forgetObservation, isHeardLately } from '../../src/cluster/health.ts';
import type { Liveness } from '../../src/cluster/liveness.ts';
import type { DeadQuestion } from '../../src/cluster/verdict.ts';
import { decidingReadAt, dueAt } from '../../src/cluster/verdict.ts';
import { SECOND, TIMERS, aHeartbeat, aLiveness, aStatement, peerOf } from './a-peer.ts';

const note = (boot: string, ageMs: number): Parameters<Liveness['receiveExitNote']>[0] => ({
  from: 'b',
  to: 'a',
  boot,
  ageMs,
});

/** Node `a` that heard `b1` at 100 s. */
function heard(): Liveness {
  const liveness = aLiveness();
  liveness.receive(aHeartbeat(), 100 * SECOND);
  return liveness;
}

/** The same that has had word at 103 s of the end of `b1` a second before. */
function ended(): Liveness {
  const liveness = heard();
  assert.equal(liveness.receiveExitNote(note('b1', SECOND), 103 * SECOND), true);
  return liveness;
}

const endOf = (liveness: Liveness): number | null => peerOf(liveness, 'b').end?.at ?? null;

describe('an exit note', () => {
  it('dates the end by its age, and the peer is no longer there', () => {
    const liveness = ended();
    assert.equal(endOf(liveness), 102 * SECOND);
    assert.equal(isHeardLately(peerOf(liveness, 'b'), 103 * SECOND, TIMERS), false);
    assert.equal(peerOf(liveness, 'b').heardAt, 100 * SECOND, 'nobody was heard');
  });

  it('that comes twice or late makes the end no later', () => {
    const liveness = ended();
    assert.equal(liveness.receiveExitNote(note('b1', 0), 160 * SECOND), false);
    assert.equal(endOf(liveness), 102 * SECOND);
  });

  it('about another boot than the newest known says nothing', () => {
    const liveness = heard();
    liveness.receive(aHeartbeat({ boot: 'b2' }), 105 * SECOND);
    for (const boot of ['b1', 'b3']) liveness.receiveExitNote(note(boot, 0), 106 * SECOND);
    assert.equal(endOf(liveness), null);
    assert.equal(aLiveness().receiveExitNote(note('b1', 0), SECOND), false, 'of a peer never heard');
  });

  it('for somebody else, or of a stranger, says nothing', () => {
    const liveness = heard();
    liveness.receiveExitNote({ ...note('b1', 0), to: 'c' }, 103 * SECOND);
    assert.equal(liveness.receiveExitNote({ ...note('b1', 0), from: 'x' }, 103 * SECOND), false);
    assert.equal(endOf(liveness), null);
  });

  it('is over when the next boot is heard, at once', () => {
    const liveness = ended();
    liveness.receive(aHeartbeat({ boot: 'b2' }), 104 * SECOND);
    assert.equal(endOf(liveness), null);
  });

  it('was wrong if its boot is heard 5 s after its end; before that a message was on its way', () => {
    const liveness = ended();
    liveness.receive(aHeartbeat({ seq: 2 }), 107 * SECOND);
    assert.equal(endOf(liveness), 102 * SECOND);
    liveness.receive(aHeartbeat({ seq: 3 }), 107 * SECOND + 1);
    assert.equal(endOf(liveness), null);
    assert.equal(liveness.receiveExitNote(note('b1', 6 * SECOND), 108 * SECOND), false, 'and stays so');
  });

  it('is forgotten when this process was stopped', () => {
    const peer = peerOf(ended(), 'b');
    forgetObservation(peer);
    assert.equal(peer.end, null);
  });
});

describe('an end that a third node passes on', () => {
  const told = (seq: number, boot = 'b1'): Parameters<Liveness['receive']>[0] =>
    aHeartbeat({
      from: 'c',
      boot: 'c1',
      seq,
      news: [
        { nodeId: 'b', boot, seq: 1, ageMs: 10 * SECOND, statement: aStatement(), exitAgeMs: 8 * SECOND },
      ],
    });

  it('counts, although its message is known already', () => {
    const liveness = heard();
    liveness.receive(told(1), 110 * SECOND);
    assert.equal(endOf(liveness), 102 * SECOND);
  });

  it('is not believed of a boot that has been superseded', () => {
    const liveness = heard();
    liveness.receive(aHeartbeat({ boot: 'b2' }), 104 * SECOND);
    liveness.receive(told(1), 110 * SECOND);
    assert.equal(endOf(liveness), null);
  });
});

describe('a verdict on a node whose process has ended', () => {
  function question(differing: Partial<DeadQuestion> = {}): DeadQuestion {
    return {
      peer: peerOf(ended(), 'b'),
      now: 123 * SECOND,
      startedAt: 0,
      resumedAt: 0,
      observedWriteAt: -Infinity,
      coveredUntil: -Infinity,
      reads: { firstSentAt: 40 * SECOND, newestSentAt: 104 * SECOND },
      newestReadSentAt: 104 * SECOND,
      hasWitness: true,
      overturned: 0,
      timeoutMinutes: 10,
      timers: TIMERS,
      ...differing,
    };
  }
  const cases: readonly (readonly [string, Partial<DeadQuestion>, number])[] = [
    ['may come tExit after the end', {}, 122],
    ['waits twice as long after an overturned one', { overturned: 1 }, 142],
    ['counts from a later record change of the node', { observedWriteAt: 104 * SECOND }, 124],
    ['counts from the last stop of this process', { resumedAt: 110 * SECOND }, 130],
    ['comes after `timeout` if nobody could see a later process', { hasWitness: false }, 700],
  ];
  for (const [name, differing, due] of cases) {
    it(name, () => {
      assert.equal(dueAt(question(differing)), due * SECOND);
    });
  }

  it('is never later than one by silence, however late the note', () => {
    const late = heard();
    late.receiveExitNote(note('b1', 0), 150 * SECOND);
    assert.equal(dueAt(question({ peer: peerOf(late, 'b') })), 160 * SECOND);
  });

  it('is completed by a read at that moment, or when there are two far enough apart', () => {
    assert.equal(decidingReadAt(question()), 122 * SECOND);
    const reads = { firstSentAt: 118 * SECOND, newestSentAt: 118 * SECOND };
    assert.equal(decidingReadAt(question({ reads })), 126.5 * SECOND);
    const none = { firstSentAt: null, newestSentAt: null };
    assert.equal(decidingReadAt(question({ reads: none })), 113.5 * SECOND);
    assert.equal(decidingReadAt(question({ startedAt: 90 * SECOND })), 150 * SECOND, 'after the grace');
  });
});
