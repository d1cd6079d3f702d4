import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trackPeer } from '../../src/cluster/health.ts';
import type { DeadQuestion } from '../../src/cluster/verdict.ts';
import { isDead, isUnfit, lifeSignAt, neededSilenceMs } from '../../src/cluster/verdict.ts';
import type { Statement } from '../../src/model/heartbeat.ts';
import { SECOND, TIMERS, aPeer, aStatement } from './a-peer.ts';

/** Heard at 1000 s, silent for 61 s since, two uncovered reads, the newer sent after 60 s of silence. */
function aQuestion(differing: Partial<DeadQuestion> = {}): DeadQuestion {
  return {
    peer: aPeer(1000 * SECOND),
    now: 1061 * SECOND,
    startedAt: 0,
    resumedAt: 0,
    observedWriteAt: -Infinity,
    coveredUntil: -Infinity,
    reads: { firstSentAt: 1051 * SECOND, newestSentAt: 1060.5 * SECOND },
    newestReadSentAt: 1060.5 * SECOND,
    hasWitness: true,
    overturned: 0,
    timeoutMinutes: 10,
    timers: TIMERS,
    ...differing,
  };
}

describe('dead', () => {
  const reads = (first: number | null, newest: number | null): Partial<DeadQuestion> => ({
    reads: {
      firstSentAt: first === null ? null : first * SECOND,
      newestSentAt: newest === null ? null : newest * SECOND,
    },
    ...(newest === null ? {} : { newestReadSentAt: newest * SECOND }),
  });
  const cases: readonly { name: string; differing: Partial<DeadQuestion>; isDead: boolean }[] = [
    { name: 'silence, grace, no cover, two reads', differing: {}, isDead: true },
    { name: 'silent for less than tDead', differing: { now: 1059.9 * SECOND }, isDead: false },
    { name: 'covered by a witness', differing: { coveredUntil: 1062 * SECOND }, isDead: false },
    { name: 'its cover has just run out', differing: { coveredUntil: 1061 * SECOND }, isDead: true },
    { name: 'I have just started', differing: { startedAt: 1002 * SECOND }, isDead: false },
    { name: 'I was stopped meanwhile', differing: { resumedAt: 1002 * SECOND }, isDead: false },
    { name: 'it changed a record meanwhile', differing: { observedWriteAt: 1002 * SECOND }, isDead: false },
    { name: 'no read', differing: reads(null, null), isDead: false },
    { name: 'one read', differing: reads(1060.5, 1060.5), isDead: false },
    { name: 'two reads 8.4 s apart', differing: reads(1052.1, 1060.5), isDead: false },
    { name: 'two reads 8.5 s apart', differing: reads(1052, 1060.5), isDead: true },
    { name: 'the newer read was sent before tDead', differing: reads(1040, 1059), isDead: false },
    { name: 'a later read was not uncovered', differing: { newestReadSentAt: 1061 * SECOND }, isDead: false },
    { name: 'no witness capability: minutes', differing: { hasWitness: false }, isDead: false },
    { name: 'overturned once: twice the silence', differing: { overturned: 1 }, isDead: false },
  ];
  for (const { name, differing, isDead: expected } of cases) {
    it(`${name}: ${expected ? 'dead' : 'not dead'}`, () => {
      assert.equal(isDead(aQuestion(differing)), expected);
    });
  }

  it('a node without witness is dead after `timeout` minutes', () => {
    const late = { ...aQuestion({ hasWitness: false }), now: 1601 * SECOND };
    assert.equal(isDead({ ...late, ...reads(1590, 1600.5) }), true);
    assert.equal(isDead({ ...late, ...reads(1580, 1599) }), false);
  });
});

describe('the silence asked for', () => {
  it('doubles with every overturned verdict, up to 64-fold', () => {
    const factors = [0, 1, 2, 5, 6, 7, 20].map(
      (overturned) => neededSilenceMs(aQuestion({ overturned })) / TIMERS.deadMs,
    );
    assert.deepEqual(factors, [1, 2, 4, 32, 64, 64, 64]);
  });

  it('is never below tDead, however short `timeout` is', () => {
    assert.equal(neededSilenceMs(aQuestion({ hasWitness: false, timeoutMinutes: 0 })), TIMERS.deadMs);
  });

  it('counts from the latest sign of life or of a chance of one', () => {
    assert.equal(lifeSignAt(aQuestion()), 1000 * SECOND);
    const peer = aPeer(0);
    assert.equal(lifeSignAt(aQuestion({ peer, observedWriteAt: 7, resumedAt: 5 })), 7);
  });
});

describe('unfit', () => {
  const VALUE = '47.92.0.2';
  const SERVICE = 'example.test/www';
  /** Said at 0 and again at `now`, judged at `now`. */
  const judge = (statement: Partial<Statement>, now: number, value = VALUE): boolean => {
    const peer = aPeer(0, statement);
    trackPeer(peer, 0, TIMERS, true);
    peer.heardAt = now;
    trackPeer(peer, now, TIMERS, true);
    return isUnfit({ peer, family: 'v4', service: SERVICE, value, now, timers: TIMERS });
  };
  const cases: readonly { name: string; statement: Partial<Statement>; value?: string; isUnfit: boolean }[] =
    [
      { name: 'nothing wrong', statement: {}, isUnfit: false },
      { name: 'provider lost, record right', statement: { providerUp: false }, isUnfit: false },
      {
        name: 'provider lost, record wrong',
        statement: { providerUp: false },
        value: '47.92.0.9',
        isUnfit: true,
      },
      { name: 'record wrong, provider there', statement: {}, value: '47.92.0.9', isUnfit: false },
      { name: 'no address', statement: { v4: null }, isUnfit: true },
      { name: 'family unfit', statement: { fitV4: false }, isUnfit: true },
      { name: 'other family unfit', statement: { fitV6: false }, isUnfit: false },
      { name: 'service unfit', statement: { unfitServices: [SERVICE] }, isUnfit: true },
      { name: 'other service unfit', statement: { unfitServices: ['example.test/git'] }, isUnfit: false },
      { name: 'draining', statement: { draining: true }, isUnfit: true },
    ];
  for (const { name, statement, value, isUnfit: expected } of cases) {
    it(`${name}: ${expected ? 'unfit after tUnfit' : 'never'}`, () => {
      assert.equal(judge(statement, 60 * SECOND, value), expected);
      assert.equal(judge(statement, 59 * SECOND, value), false);
    });
  }

  it('a node that is not heard now is not unfit: it is the verdict dead that counts', () => {
    const peer = aPeer(0, { draining: true });
    trackPeer(peer, 0, TIMERS, true);
    const question = { peer, family: 'v4', service: SERVICE, value: VALUE, timers: TIMERS } as const;
    assert.equal(isUnfit({ ...question, now: 65 * SECOND }), false);
  });

  it('a break in what it says begins the time anew', () => {
    const peer = aPeer(0, { draining: true });
    trackPeer(peer, 0, TIMERS, true);
    peer.statement = aStatement();
    trackPeer(peer, 30 * SECOND, TIMERS, true);
    peer.statement = aStatement({ draining: true });
    peer.heardAt = 70 * SECOND;
    trackPeer(peer, 40 * SECOND, TIMERS, true);
    const question = { peer, family: 'v4', service: SERVICE, value: VALUE, timers: TIMERS } as const;
    assert.equal(isUnfit({ ...question, now: 70 * SECOND }), false);
  });
});
