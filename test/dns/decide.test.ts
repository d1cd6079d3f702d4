import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../src/dns/decide.ts';
import type { Act, Why } from '../../src/dns/decide.ts';
import { ADDRESS, MY_FORMER, NOW, SECOND, TIMERS, UNKNOWN, aSituation } from './a-decision.ts';
import type { Situation } from './a-decision.ts';

interface Row {
  readonly name: string;
  readonly situation: Situation;
  /** Kind of the act; for a write also its reason, for a yield its receiver. */
  readonly act: string;
  readonly why: Why;
}

const spell = (act: Act): string => {
  if (act.kind === 'write') return `write ${act.reason}`;
  return act.kind === 'yield' ? `yield to ${act.to}` : act.kind;
};

function table(rows: readonly Row[]): void {
  for (const { name, situation, act, why } of rows) {
    it(`${name}: ${act}`, () => {
      const decision = decide(aSituation(situation));
      assert.deepEqual([spell(decision.act), decision.why], [act, why]);
      if (decision.act.kind === 'write') assert.equal(decision.act.value, ADDRESS['me']);
    });
  }
}

const MINE = { value: ADDRESS['me'] ?? '' };
const FIRST = { succession: ['me', 'h', 'p'] };
const wrote = (age: number, seenUntil: number | null, isUnsure = false) => ({
  wrote: { value: ADDRESS['me'] ?? '', at: NOW - age * SECOND, seenUntil, isUnsure },
});

describe('pictures older than what I know', () => {
  table([
    {
      name: 'my write is 29 s old and not shown',
      situation: { memory: wrote(29, 6_000) },
      act: 'pending',
      why: 'settling',
    },
    { name: 'it is 31 s old', situation: { memory: wrote(31, 6_000) }, act: 'none', why: 'holder-alive' },
    {
      name: 'it is shown to have been changed since',
      situation: { memory: wrote(5, 4_000) },
      act: 'none',
      why: 'holder-alive',
    },
    {
      name: 'the provider tells no times',
      situation: { memory: wrote(5, null), updatedAt: null },
      act: 'pending',
      why: 'settling',
    },
    {
      name: 'an answer was lost 11 s ago',
      situation: { memory: wrote(11, 6_000, true) },
      act: 'pending',
      why: 'settling',
    },
    {
      name: 'an answer was lost 13 s ago',
      situation: { memory: wrote(13, 6_000, true) },
      act: 'none',
      why: 'holder-alive',
    },
    {
      name: 'my write is shown',
      situation: { ...MINE, ...FIRST, memory: wrote(5, 6_000) },
      act: 'none',
      why: 'in-place',
    },
    {
      name: 'I have seen a newer one',
      situation: { memory: { newestUpdatedAt: 5_001 } },
      act: 'pending',
      why: 'older-picture',
    },
    {
      name: 'I have seen just this one',
      situation: { memory: { newestUpdatedAt: 5_000 } },
      act: 'none',
      why: 'holder-alive',
    },
  ]);

  it('leave what is remembered untouched', () => {
    const input = aSituation({ memory: { ...wrote(5, 6_000), value: 'x', openSince: 7 } });
    assert.deepEqual(decide(input).memory, input.memory);
  });
});

describe('a cell that I hold', () => {
  const yielded = { yielded: { to: 'h', until: NOW } };
  table([
    { name: 'mine by order', situation: { ...MINE, ...FIRST }, act: 'none', why: 'in-place' },
    {
      name: 'I am giving it away',
      situation: { ...MINE, memory: yielded },
      act: 'pending',
      why: 'being-yielded',
    },
    {
      name: 'I am giving it away, and my address changed',
      situation: { value: MY_FORMER, memory: yielded },
      act: 'pending',
      why: 'being-yielded',
    },
    {
      name: 'a yield was not used, hold time is asked anew',
      situation: {
        ...MINE,
        memory: { yielded: { to: 'h', until: NOW - 1 }, lastYieldAt: NOW - 119 * SECOND },
      },
      act: 'none',
      why: 'kept-for-absent',
    },
    { name: 'the first in order is well long enough', situation: MINE, act: 'yield to h', why: 'yield' },
    {
      name: 'not long enough',
      situation: { ...MINE, verdicts: { wellForMs: { h: 119 * SECOND, p: 119 * SECOND } } },
      act: 'none',
      why: 'kept-for-absent',
    },
    {
      name: 'the first is dead, the second well',
      situation: { ...MINE, verdicts: { dead: ['h'] } },
      act: 'yield to p',
      why: 'yield',
    },
    {
      name: 'those before me hold another configuration',
      situation: { ...MINE, verdicts: { otherStamp: ['h', 'p'] } },
      act: 'none',
      why: 'kept-for-absent',
    },
    {
      name: 'those before me run the Go program',
      situation: { ...MINE, verdicts: { legacy: ['h', 'p'] } },
      act: 'none',
      why: 'kept-for-absent',
    },
    { name: 'moves are frozen', situation: { ...MINE, isFrozen: true }, act: 'none', why: 'kept-for-absent' },
  ]);

  it('a yield lasts tYield and is remembered', () => {
    const { memory } = decide(aSituation(MINE));
    assert.deepEqual(memory.yielded, { to: 'h', until: NOW + TIMERS.yieldMs });
    assert.equal(memory.lastYieldAt, NOW);
  });
});

describe('a cell that I hold and cannot serve', () => {
  const UNFIT = { ownFitness: 'unfit' } as const;
  const young = { wellForMs: { h: 0, p: 0 } };
  table([
    {
      name: 'another can, from this moment on',
      situation: { ...MINE, ...FIRST, verdicts: { ...UNFIT, ...young } },
      act: 'yield to h',
      why: 'unfit-yield',
    },
    {
      name: 'the first cannot, the second can',
      situation: { ...MINE, ...FIRST, verdicts: { ...UNFIT, notFit: ['h'] } },
      act: 'yield to p',
      why: 'unfit-yield',
    },
    {
      name: 'nobody can',
      situation: { ...MINE, ...FIRST, verdicts: { ...UNFIT, notWell: ['h', 'p'] } },
      act: 'none',
      why: 'unfit-nobody-better',
    },
    {
      name: 'I am no candidate any more',
      situation: { ...MINE, succession: ['h', 'p'], verdicts: young },
      act: 'yield to h',
      why: 'yield',
    },
    {
      name: 'no candidate, and nobody is well',
      situation: { ...MINE, succession: ['h'], verdicts: { notWell: ['h'] } },
      act: 'none',
      why: 'not-candidate',
    },
    {
      name: 'my address is not confirmed yet',
      situation: { value: MY_FORMER, ...FIRST, verdicts: { ownFitness: 'unknown', ownAddress: null } },
      act: 'none',
      why: 'own-address-unknown',
    },
  ]);
});

describe('a cell that shows my former address', () => {
  const FORMER = { value: MY_FORMER, ...FIRST };
  table([
    { name: 'in order', situation: FORMER, act: 'write own-address', why: 'own-address' },
    {
      name: 'though moves are frozen',
      situation: { ...FORMER, isFrozen: true },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: 'though I hold it for another',
      situation: { value: MY_FORMER, verdicts: { dead: ['h', 'p'] } },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: '30 s after a start',
      situation: { ...FORMER, steadySince: NOW - 30 * SECOND },
      act: 'pending',
      why: 'own-address-early',
    },
    {
      name: '31 s after a start',
      situation: { ...FORMER, steadySince: NOW - 31 * SECOND },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: 'a read is owed',
      situation: { ...FORMER, readsOwed: 1 },
      act: 'pending',
      why: 'own-address-early',
    },
    {
      name: 'the provider is lost',
      situation: { ...FORMER, isProviderUp: false },
      act: 'pending',
      why: 'own-address-early',
    },
  ]);
});

describe('a cell that another node holds', () => {
  const DEAD = { verdicts: { dead: ['h'] } } as const;
  const waited = { memory: { openSince: NOW - 90 * SECOND } };
  const next = { succession: ['h', 'me', 'p'] };
  table([
    { name: 'alive', situation: {}, act: 'none', why: 'holder-alive' },
    {
      name: 'alive, and the line is mine by order: I stand by',
      situation: FIRST,
      act: 'none',
      why: 'holder-alive',
    },
    {
      name: 'silent but not dead',
      situation: { ...next, verdicts: { notHeard: ['h'], notWell: ['h'] } },
      act: 'none',
      why: 'holder-alive',
    },
    {
      name: 'it yields to me',
      situation: { verdicts: { yields: { h: 'me' } } },
      act: 'write yielded',
      why: 'yielded',
    },
    {
      name: 'it yields to another',
      situation: { verdicts: { yields: { h: 'p' } } },
      act: 'none',
      why: 'holder-alive',
    },
    {
      name: 'it yielded to me, and was not heard since',
      situation: { verdicts: { yields: { h: 'me' }, notHeard: ['h'] } },
      act: 'none',
      why: 'holder-alive',
    },
    {
      name: 'dead, and I am next',
      situation: { ...next, ...DEAD },
      act: 'write taken-over',
      why: 'holder-dead',
    },
    {
      name: 'unfit, and I am next',
      situation: { ...next, verdicts: { unfit: ['h'] } },
      act: 'write taken-over',
      why: 'holder-unfit',
    },
    { name: 'dead, and one that lives is before me', situation: DEAD, act: 'pending', why: 'others-ahead' },
    {
      name: 'dead, and that one has not acted for tPass',
      situation: { ...DEAD, ...waited },
      act: 'write taken-over',
      why: 'holder-dead',
    },
    {
      name: 'dead, and that one is dead as well',
      situation: { verdicts: { dead: ['h', 'p'] } },
      act: 'write taken-over',
      why: 'holder-dead',
    },
    {
      name: 'dead, and that one is unfit',
      situation: { verdicts: { dead: ['h'], unfit: ['p'] } },
      act: 'write taken-over',
      why: 'holder-dead',
    },
    {
      name: 'dead, two before me, waited for one',
      situation: { succession: ['h', 'p', 'q', 'me'], ...DEAD, ...waited },
      act: 'pending',
      why: 'others-ahead',
    },
    {
      name: 'dead, but most nodes seem dead',
      situation: { ...next, ...DEAD, isHeldBack: true },
      act: 'pending',
      why: 'held-back',
    },
    {
      name: 'dead, but moves are frozen',
      situation: { ...next, ...DEAD, isFrozen: true },
      act: 'none',
      why: 'frozen',
    },
    {
      name: 'dead, but I am no candidate',
      situation: { succession: ['h', 'p'], ...DEAD },
      act: 'none',
      why: 'not-candidate',
    },
    {
      name: 'dead, but I cannot serve it',
      situation: { ...next, verdicts: { dead: ['h'], ownFitness: 'unfit' } },
      act: 'none',
      why: 'not-fit',
    },
    {
      name: 'dead, but the provider is lost',
      situation: { ...next, ...DEAD, isProviderUp: false },
      act: 'none',
      why: 'provider-down',
    },
    {
      name: 'dead, but a read is owed',
      situation: { ...next, ...DEAD, readsOwed: 1 },
      act: 'pending',
      why: 'reads-owed',
    },
  ]);
});

describe('the wait for those before me', () => {
  const openAfter = (situation: Situation): number | null =>
    decide(aSituation({ verdicts: { dead: ['h'] }, ...situation })).memory.openSince;
  const waited = { openSince: NOW - 60 * SECOND };

  it('begins when the cell is first found open, and goes on', () => {
    assert.equal(openAfter({}), NOW);
    assert.equal(openAfter({ memory: waited }), NOW - 60 * SECOND);
  });

  it('ends when the holder lives', () => {
    assert.equal(openAfter({ memory: waited, verdicts: {} }), null);
  });

  it('does not run while nobody is to act, or I could not', () => {
    assert.equal(openAfter({ memory: waited, isHeldBack: true }), NOW);
    assert.equal(openAfter({ memory: waited, isFrozen: true }), NOW);
    assert.equal(openAfter({ memory: waited, readsOwed: 1 }), null);
    assert.equal(openAfter({ memory: waited, isProviderUp: false }), null);
  });
});

describe('a value that nobody claims', () => {
  const stood = (age: number): Situation => ({
    value: UNKNOWN,
    ...FIRST,
    memory: { unknownValue: UNKNOWN, unknownSince: NOW - age * SECOND },
  });
  table([
    {
      name: 'seen for the first time',
      situation: { value: UNKNOWN, ...FIRST },
      act: 'pending',
      why: 'unknown-new',
    },
    { name: 'for 59 s', situation: stood(59), act: 'pending', why: 'unknown-new' },
    {
      name: 'for 60 s, all accounted for',
      situation: stood(60),
      act: 'write taken-over',
      why: 'unknown-claimed',
    },
    {
      name: 'another unclaimed value before',
      situation: { ...stood(0), memory: { unknownValue: '47.92.9.8', unknownSince: 0 } },
      act: 'pending',
      why: 'unknown-new',
    },
    {
      name: 'a node is silent and not dead: it may be its',
      situation: { ...stood(60), verdicts: { unaccountedFor: 'p' } },
      act: 'none',
      why: 'unknown-unheard',
    },
    {
      name: 'others are before me',
      situation: { ...stood(60), succession: ['h', 'me'] },
      act: 'pending',
      why: 'others-ahead',
    },
    { name: 'moves are frozen', situation: { ...stood(60), isFrozen: true }, act: 'none', why: 'frozen' },
  ]);

  it('two nodes behind one address need no write', () => {
    const decision = decide(
      aSituation({ ...FIRST, verdicts: { dead: ['h'], ownAddress: ADDRESS['h'] ?? '' } }),
    );
    assert.deepEqual([decision.act.kind, decision.why], ['none', 'in-place']);
  });
});
