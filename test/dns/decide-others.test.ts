import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../src/dns/decide.ts';
import { ADDRESS, NOW, SECOND, UNKNOWN, aSituation } from './a-decision.ts';
import type { Situation } from './a-decision.ts';
import { table } from './decision-table.ts';

const FIRST = { succession: ['me', 'h', 'p'] };
describe('a cell that I gave away while it counted as mine', () => {
  const value = ADDRESS['h'] ?? '';
  const yielded = { to: 'h', until: NOW + SECOND };
  const later = (memory: Situation['memory'], differing: Situation = {}) =>
    decide(aSituation({ memory: { value, yielded, ...memory }, ...differing })).memory.yielded;

  it('stays given away when it counts as its receiver’s, for as long as the yield lives', () => {
    assert.deepEqual(later({}), yielded);
    assert.deepEqual(later({}, { now: NOW + SECOND }), yielded);
    assert.deepEqual(later({}, { readsOwed: 1 }), yielded, 'also when I can do nothing');
    assert.equal(later({}, { now: NOW + SECOND + 1 }), null);
  });

  it('is given away no longer when it is another’s, nobody’s, or shows something new', () => {
    assert.equal(later({ yielded: { ...yielded, to: 'p' } }), null);
    assert.equal(later({ value: UNKNOWN }, { value: UNKNOWN }), null);
    assert.equal(later({ value: ADDRESS['me'] ?? '' }), null);
  });
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

  it('begins anew with every record that the one ahead is seen to write', () => {
    const memory = { openSince: NOW - 600 * SECOND };
    const act = (lastWriteAt: number): string =>
      decide(aSituation({ memory, verdicts: { dead: ['h'], lastWriteAt: { p: lastWriteAt } } })).act.kind;
    assert.equal(act(NOW - 89 * SECOND), 'pending');
    assert.equal(act(NOW - 90 * SECOND), 'write');
  });

  describe('and one of them is not in touch', () => {
    const until = NOW + 70 * SECOND;
    const unheard = { dead: ['h'], notInTouch: ['p'], seemsAliveUntil: { h: until, p: until + SECOND } };

    it('begins when the dead one would be dead for that one too', () => {
      assert.equal(openAfter({ verdicts: unheard }), until);
      assert.equal(openAfter({ memory: waited, verdicts: unheard }), until);
      assert.equal(openAfter({ memory: { openSince: until + 1 }, verdicts: unheard }), until + 1);
      assert.equal(openAfter({ verdicts: unheard, isHeldBack: true }), until);
    });

    it('lasts as long as every other from then on, also when the reason can no longer be seen', () => {
      const memory = { openSince: openAfter({ verdicts: unheard }) };
      const act = (now: number): string =>
        decide(aSituation({ memory, now, verdicts: { dead: ['h'] } })).act.kind;
      assert.equal(act(until + 90 * SECOND - 1), 'pending');
      assert.equal(act(until + 90 * SECOND), 'write');
    });

    it('begins when others that have died before it would be dead for it too, whoever else is ahead', () => {
      const later = until + 20 * SECOND;
      const verdicts = {
        ...unheard,
        dead: ['h', 'd', 'e'],
        seemsAliveUntil: { h: until, d: later, e: 2 * later },
      };
      assert.equal(openAfter({ succession: ['h', 'd', 'p', 'e', 'me'], verdicts }), later);
      assert.equal(openAfter({ succession: ['d', 'p', 'h', 'e', 'me'], verdicts }), later);
      assert.equal(openAfter({ succession: ['p', 'd', 'q', 'me', 'h'], verdicts }), until);
      assert.equal(
        openAfter({ succession: ['h', 'd', 'p', 'me'], verdicts: { ...verdicts, notInTouch: [] } }),
        NOW,
      );
    });

    it('is no wait where nobody is ahead or the holder is merely unfit, and not for those behind', () => {
      const decided = (situation: Situation): string =>
        decide(aSituation({ verdicts: unheard, ...situation })).act.kind;
      assert.equal(decided({ succession: ['h', 'me', 'p'] }), 'write');
      assert.equal(decided({ verdicts: { ...unheard, dead: ['h', 'p'] } }), 'write');
      const unfit = { ...unheard, dead: [], unfit: ['h'] };
      assert.equal(openAfter({ memory: waited, verdicts: unfit }), waited.openSince);
      const behind = { ...unheard, notInTouch: ['q'] };
      assert.equal(openAfter({ succession: ['h', 'p', 'me', 'q'], verdicts: behind }), NOW);
    });
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
