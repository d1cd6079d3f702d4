import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../src/dns/decide.ts';
import { ADDRESS, MY_FORMER, NOW, SECOND, TIMERS, aSituation } from './a-decision.ts';
import { table } from './decision-table.ts';

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
    {
      name: 'it has moved four times within ten minutes',
      situation: { ...MINE, memory: { movedAt: [599, 400, 300, 200].map((ago) => NOW - ago * SECOND) } },
      act: 'none',
      why: 'kept-for-absent',
    },
    {
      name: 'it has moved three times within ten minutes, and once before',
      situation: { ...MINE, memory: { movedAt: [600, 400, 300, 200].map((ago) => NOW - ago * SECOND) } },
      act: 'yield to h',
      why: 'yield',
    },
    {
      name: 'another node saw it move four times, and I was not there',
      situation: { ...MINE, verdicts: { movesTold: 4 } },
      act: 'none',
      why: 'kept-for-absent',
    },
    {
      name: 'nobody saw it move more than three times',
      situation: { ...MINE, verdicts: { movesTold: 3 } },
      act: 'yield to h',
      why: 'yield',
    },
    { name: 'moves are frozen', situation: { ...MINE, isFrozen: true }, act: 'none', why: 'kept-for-absent' },
  ]);

  it('counts as moved when a picture shows another holder, not when its holder changed address', () => {
    const moved = decide(aSituation({ ...MINE, memory: { value: '47.92.0.2', movedAt: [1, NOW - SECOND] } }));
    assert.deepEqual(moved.memory.movedAt, [NOW - SECOND, NOW]);
    const same = decide(aSituation({ ...MINE, memory: { value: MY_FORMER } }));
    assert.deepEqual(same.memory.movedAt, []);
  });

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
  const strange = (age: number) => ({
    value: MY_FORMER,
    unknownValue: MY_FORMER,
    unknownSince: NOW - age * SECOND,
  });
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
    {
      name: 'that another has written there',
      situation: { ...FORMER, memory: { value: ADDRESS['h'] ?? '' } },
      act: 'pending',
      why: 'former-by-another',
    },
    {
      name: 'the same 59 s later',
      situation: { ...FORMER, memory: strange(59) },
      act: 'pending',
      why: 'former-by-another',
    },
    {
      name: 'and 60 s later, claimed by nobody',
      situation: { ...FORMER, memory: strange(60) },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: 'that I wrote myself after another',
      situation: {
        ...FORMER,
        memory: {
          value: ADDRESS['h'] ?? '',
          wrote: { value: MY_FORMER, at: NOW - 29 * SECOND, seenUntil: null, isUnsure: true },
        },
      },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: 'that another has written since I wrote it',
      situation: {
        ...FORMER,
        memory: {
          value: ADDRESS['h'] ?? '',
          wrote: { value: MY_FORMER, at: NOW - 31 * SECOND, seenUntil: null, isUnsure: false },
        },
      },
      act: 'pending',
      why: 'former-by-another',
    },
    {
      name: 'that was another’s before, while that one is not heard',
      situation: {
        ...FORMER,
        memory: { value: MY_FORMER, strangeValue: MY_FORMER },
        verdicts: { outOfSight: 'h' },
      },
      act: 'none',
      why: 'former-unheard',
    },
    {
      name: 'that another has written there 60 s ago, while somebody is not heard',
      situation: {
        ...FORMER,
        memory: { ...strange(60), strangeValue: MY_FORMER },
        verdicts: { outOfSight: 'h' },
      },
      act: 'none',
      why: 'former-unheard',
    },
    {
      name: 'that was another’s before, when all are accounted for',
      situation: { ...FORMER, memory: { value: MY_FORMER, strangeValue: MY_FORMER } },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: 'that was another’s before, while that one is not heard, but seen by its record',
      situation: {
        ...FORMER,
        memory: { value: MY_FORMER, strangeValue: MY_FORMER },
        verdicts: { unaccountedFor: 'h' },
      },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: 'at the first look, while somebody is not heard',
      situation: { ...FORMER, verdicts: { outOfSight: 'h' } },
      act: 'none',
      why: 'former-unheard',
    },
    {
      name: 'at the first look, while somebody is not heard and readings are owed',
      situation: { ...FORMER, readsOwed: 2, verdicts: { outOfSight: 'h' } },
      act: 'pending',
      why: 'former-unheard',
    },
    {
      name: 'at the first look, and that of another, nobody knows when',
      situation: { ...FORMER, verdicts: { undated: MY_FORMER } },
      act: 'pending',
      why: 'unknown-new',
    },
    {
      name: 'the same 60 s later, when others are before me',
      situation: {
        ...FORMER,
        succession: ['h', 'p', 'me'],
        memory: { ...strange(60), strangeValue: MY_FORMER },
        verdicts: { undated: MY_FORMER },
      },
      act: 'pending',
      why: 'others-ahead',
    },
    {
      name: 'the same when I am the first',
      situation: {
        ...FORMER,
        memory: { ...strange(60), strangeValue: MY_FORMER },
        verdicts: { undated: MY_FORMER },
      },
      act: 'write taken-over',
      why: 'unknown-claimed',
    },
    {
      name: 'and always did, although another has had it, nobody knows when',
      situation: { ...FORMER, memory: { value: MY_FORMER }, verdicts: { undated: MY_FORMER } },
      act: 'write own-address',
      why: 'own-address',
    },
    {
      name: 'and always did, while somebody is not heard',
      situation: { ...FORMER, memory: { value: MY_FORMER }, verdicts: { outOfSight: 'h' } },
      act: 'write own-address',
      why: 'own-address',
    },
  ]);

  it('is remembered as strange for as long as it stands, if it came otherwise than by me', () => {
    const { memory } = decide(aSituation({ ...FORMER, memory: { value: ADDRESS['h'] ?? '' } }));
    assert.equal(memory.strangeValue, MY_FORMER);
    const later = decide(aSituation({ ...FORMER, memory, now: NOW + SECOND }));
    assert.equal(later.memory.strangeValue, MY_FORMER);
    const others = decide(aSituation({ memory }));
    assert.equal(others.memory.strangeValue, ADDRESS['h']);
    const own = { ...FIRST, value: ADDRESS['me'] ?? '' };
    assert.equal(decide(aSituation({ ...own, memory })).memory.strangeValue, ADDRESS['me'], 'not by me');
    assert.equal(
      decide(aSituation({ ...own, memory: { ...memory, ...wrote(5, null) } })).memory.strangeValue,
      null,
    );
  });
});
