import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noteAddresses, trackPeer } from '../../src/cluster/health.ts';
import type { DeadQuestion } from '../../src/cluster/verdict.ts';
import { isDead, isUnfit, lifeSignAt, neededSilenceMs } from '../../src/cluster/verdict.ts';
import type { Statement } from '../../src/model/heartbeat.ts';
import { SECOND, TIMERS, aHeartbeat, aLiveness, aPeer, aStatement, peerOf } from './a-peer.ts';

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

describe('unfit without its provider, by what it has said of its address', () => {
  const RECORD = '47.92.0.2';
  const SERVICE = 'example.test/www';
  /** Seconds, address, and who passed it on (not said: itself). The provider is lost from the first word on. */
  type Word = readonly [at: number, v4: string | null, via?: 'c'];
  const isUnfitAt = (words: readonly Word[], now: number, providerUpAt?: number): boolean => {
    const liveness = aLiveness();
    const peer = peerOf(liveness, 'b');
    for (const [place, [at, v4, via]] of words.entries()) {
      const statement = aStatement({ v4, providerUp: at === providerUpAt });
      const seq = place + 1;
      const news = [{ nodeId: 'b', boot: 'b1', seq, ageMs: 0, statement }];
      liveness.receive(
        via === undefined ? aHeartbeat({ seq, statement }) : aHeartbeat({ from: 'c', boot: 'c1', seq, news }),
        at * SECOND,
      );
      trackPeer(peer, at * SECOND, TIMERS, true);
    }
    peer.heardAt = now * SECOND;
    const question = { peer, family: 'v4', service: SERVICE, value: RECORD, timers: TIMERS } as const;
    return isUnfit({ ...question, now: now * SECOND });
  };
  const every = (step: number, words: number, first: number): readonly Word[] =>
    Array.from({ length: words }, (_, index) => [first + step * index, `47.92.1.${index}`]);
  const cases: readonly { name: string; words: readonly Word[]; from: number | null }[] = [
    {
      name: 'one change',
      words: [
        [0, RECORD],
        [100, '47.92.1.1'],
      ],
      from: 160,
    },
    { name: 'one change after another', words: [[0, RECORD], ...every(40, 9, 100)], from: 160 },
    { name: 'as many as are remembered', words: [[0, RECORD], ...every(3, 15, 100)], from: 160 },
    {
      name: 'back to the record’s, and away',
      words: [
        [0, RECORD],
        [100, '47.92.1.1'],
        [150, RECORD],
        [155, '47.92.1.1'],
      ],
      from: 215,
    },
    {
      name: 'back to the record’s for good',
      words: [
        [0, RECORD],
        [100, '47.92.1.1'],
        [150, RECORD],
      ],
      from: null,
    },
    {
      name: 'unknown before the change',
      words: [
        [0, RECORD],
        [90, null],
        [100, '47.92.1.1'],
      ],
      from: 160,
    },
    {
      name: 'unknown, and the record’s again',
      words: [
        [0, RECORD],
        [90, null],
        [149, RECORD],
      ],
      from: null,
    },
    {
      name: 'unknown between two others',
      words: [
        [0, RECORD],
        [100, '47.92.1.1'],
        [110, null],
        [140, '47.92.1.2'],
      ],
      from: 160,
    },
    {
      name: 'another one from its first word on',
      words: [
        [10, '47.92.1.1'],
        [50, '47.92.1.2'],
      ],
      from: 70,
    },
    {
      name: 'changes that others pass on',
      words: [
        [0, RECORD, 'c'],
        [100, '47.92.1.1', 'c'],
        [140, '47.92.1.2', 'c'],
      ],
      from: 160,
    },
  ];
  for (const { name, words, from } of cases) {
    it(`${name}: ${from === null ? 'never' : 'tUnfit after it ceased to be the record’s'}`, () => {
      assert.equal(isUnfitAt(words, (from ?? 10_000) - 1), false);
      assert.equal(isUnfitAt(words, from ?? 10_000), from !== null);
    });
  }

  it('an address that it does not know now says nothing against the record', () => {
    assert.equal(
      isUnfitAt(
        [
          [0, RECORD],
          [100, '47.92.1.1'],
          [155, null],
        ],
        160,
      ),
      false,
    );
  });

  it('the time begins anew when its provider answers it meanwhile', () => {
    const words: readonly Word[] = [
      [0, RECORD],
      [100, '47.92.1.1'],
      [130, '47.92.1.1'],
      [140, '47.92.1.2'],
    ];
    assert.equal(isUnfitAt(words, 199, 130), false);
    assert.equal(isUnfitAt(words, 200, 130), true);
  });

  it('one whose provider was lost later than its address changed is unfit tUnfit after the loss', () => {
    const peer = aPeer(0);
    trackPeer(peer, 0, TIMERS, true);
    const statement = aStatement({ v4: '47.92.1.1' });
    for (const [at, providerUp] of [
      [100, true],
      [200, false],
      [259, false],
    ] as const) {
      noteAddresses(peer, statement, at * SECOND);
      peer.statement = { ...statement, providerUp };
      peer.heardAt = at * SECOND;
      trackPeer(peer, at * SECOND, TIMERS, true);
    }
    const question = { peer, family: 'v4', service: SERVICE, value: RECORD, timers: TIMERS } as const;
    assert.equal(isUnfit({ ...question, now: 259 * SECOND }), false);
    assert.equal(isUnfit({ ...question, now: 260 * SECOND }), true);
  });
});
