import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Act } from '../../src/dns/decision.ts';
import { heirOf, predict } from '../../src/dns/predict.ts';
import type { PredictInput } from '../../src/dns/predict.ts';
import { ADDRESS, CELL, UNKNOWN, aJudge } from './a-decision.ts';
import type { Verdicts } from './a-decision.ts';

const NONE: Act = { kind: 'none' };

function aQuestion(verdicts: Verdicts, differing: Partial<PredictInput> = {}): PredictInput {
  return {
    cell: CELL,
    value: ADDRESS['h'] ?? '',
    succession: ['h', 'p', 'me'],
    judge: aJudge(verdicts),
    act: NONE,
    why: 'holder-alive',
    about: 'h',
    addressOf: (id) => ADDRESS[id] ?? null,
    ...differing,
  };
}

describe('who would write a cell', () => {
  const write: Act = { kind: 'write', value: '47.92.0.1', reason: 'taken-over', from: 'h' };
  const cases: readonly { name: string; question: PredictInput; by: string | null; reason?: string }[] = [
    { name: 'nobody: the holder lives and shows its address', question: aQuestion({}), by: null },
    { name: 'I, if I decided so', question: aQuestion({}, { act: write }), by: 'me', reason: 'taken-over' },
    {
      name: 'the receiver of my yield',
      question: aQuestion({}, { act: { kind: 'yield', to: 'p' } }),
      by: 'p',
      reason: 'yielded',
    },
    {
      name: 'the holder whose address has changed',
      question: aQuestion({}, { addressOf: (id) => (id === 'h' ? '47.92.0.22' : null) }),
      by: 'h',
      reason: 'own-address',
    },
    {
      name: 'the next in order when the holder is dead',
      question: aQuestion({ dead: ['h'] }),
      by: 'p',
      reason: 'taken-over',
    },
    {
      name: 'the next but one when both are',
      question: aQuestion({ dead: ['h', 'p'] }),
      by: 'me',
      reason: 'taken-over',
    },
    {
      name: 'the next when the holder is unfit',
      question: aQuestion({ unfit: ['h'] }),
      by: 'p',
      reason: 'taken-over',
    },
    {
      name: 'nobody when nobody is left',
      question: aQuestion({ dead: ['h', 'p'], ownFitness: 'unfit' }),
      by: null,
    },
    {
      name: 'nobody yet when nobody claims the value',
      question: aQuestion({}, { value: UNKNOWN }),
      by: null,
    },
    {
      name: 'nobody whose address is not known',
      question: aQuestion({ dead: ['h'] }, { addressOf: () => null }),
      by: null,
    },
  ];
  for (const { name, question, by, reason } of cases) {
    it(name, () => {
      const { change } = predict(question);
      assert.equal(change?.by ?? null, by);
      if (reason !== undefined) assert.equal(change?.reason, reason);
    });
  }

  it('a silent node is no heir', () => {
    assert.equal(heirOf(aQuestion({ dead: ['h'], notHeard: ['p'] }), 'h'), 'me');
  });
});
