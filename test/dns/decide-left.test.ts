/** A living node's former address that it leaves in a record: it may take it for another one's, as that one does for its. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decide } from '../../src/dns/decide.ts';
import type { Situation } from './a-decision.ts';
import { ADDRESS, NOW, SECOND, aSituation } from './a-decision.ts';
import { table } from './decision-table.ts';

const MINUTE = 60 * SECOND;
const VALUE = ADDRESS['h'] ?? '';

/** The record shows what I and `h` have had; I believe that it is `h`'s, and have seen it so for some minutes. */
function left(minutes: number, { verdicts, memory, ...differing }: Situation = {}): Situation {
  const wellForMs = { h: minutes * MINUTE, p: minutes * MINUTE };
  return {
    succession: ['me', 'h', 'p'],
    verdicts: { formerHolders: ['h', 'me'], wellForMs, ...verdicts },
    memory: { value: VALUE, leftSince: NOW - minutes * MINUTE, ...memory },
    ...differing,
  };
}

describe('a former address that a living node leaves in a record', () => {
  const KEPT = { act: 'none', why: 'holder-alive' } as const;
  const WRITTEN = { act: 'write taken-over', why: 'unknown-claimed' } as const;
  const behind = (minutes: number): Situation => left(minutes, { succession: ['h', 'me', 'p'] });
  table([
    { name: 'for ten minutes, and I am the first', situation: left(10), ...WRITTEN },
    { name: 'for less', situation: left(9.9), ...KEPT },
    { name: 'seen for the first time', situation: left(10, { memory: { leftSince: null } }), ...KEPT },
    {
      name: 'the record showed something else before',
      situation: left(10, { memory: { value: '47.92.9.8' } }),
      ...KEPT,
    },
    { name: 'the other one is before me', situation: behind(24.9), ...KEPT },
    {
      name: 'the other one is before me, and leaves it for a quarter of an hour more',
      situation: behind(25),
      ...WRITTEN,
    },
    {
      name: 'two others have had it, and I have not',
      situation: left(10, { verdicts: { formerHolders: ['h', 'p'] } }),
      ...WRITTEN,
    },
    {
      name: 'nobody else is known to have had it',
      situation: left(10, { verdicts: { formerHolders: ['h'] } }),
      ...WRITTEN,
    },
    { name: 'somebody has it now', situation: left(10, { verdicts: { formerHolders: [] } }), ...KEPT },
    { name: 'somebody is not heard', situation: left(10, { verdicts: { unheard: 'p' } }), ...KEPT },
    {
      name: 'the other one may not hear me, nor others',
      situation: left(10, { verdicts: { notInTouch: ['h'] } }),
      ...KEPT,
    },
    {
      name: 'the other one has not been well for so long',
      situation: left(10, { verdicts: { wellForMs: { h: 9 * MINUTE } } }),
      ...KEPT,
    },
    {
      name: 'the other one goes by another edition',
      situation: left(10, { verdicts: { otherStamp: ['h'] } }),
      ...KEPT,
    },
    {
      name: 'the other one is giving it away',
      situation: left(10, { verdicts: { yields: { h: 'p' } } }),
      ...KEPT,
    },
    { name: 'a Go node may tend it', situation: left(10, { verdicts: { minder: 'p' } }), ...KEPT },
    { name: 'moves are frozen', situation: left(10, { isFrozen: true }), ...KEPT },
    { name: 'moves are held back', situation: left(10, { isHeldBack: true }), ...KEPT },
    { name: 'readings are owed', situation: left(10, { readsOwed: 1 }), act: 'pending', why: 'reads-owed' },
    {
      name: 'I am no candidate',
      situation: left(10, { succession: ['h', 'p'] }),
      act: 'none',
      why: 'not-candidate',
    },
  ]);

  const leftSince = (situation: Situation): number | null => decide(aSituation(situation)).memory.leftSince;

  it('is counted from when it was first seen so', () => {
    assert.equal(leftSince(left(5)), NOW - 5 * MINUTE);
    assert.equal(leftSince(left(5, { memory: { leftSince: null } })), NOW);
    assert.equal(leftSince(left(5, { memory: { value: '47.92.9.8' } })), NOW);
  });

  it('is counted anew after whatever may have kept the other one from it, or me', () => {
    const breaks: readonly Situation[] = [
      { verdicts: { unheard: 'p' } },
      { verdicts: { notInTouch: ['h'] } },
      { verdicts: { otherStamp: ['h'] } },
      { verdicts: { formerHolders: [] } },
      { verdicts: { dead: ['h'] } },
      { isFrozen: true },
      { isHeldBack: true },
      { isProviderUp: false },
      { readsOwed: 1 },
      { value: '47.92.9.9' },
    ];
    for (const differing of breaks)
      assert.equal(leftSince(left(5, differing)), null, JSON.stringify(differing));
  });
});
