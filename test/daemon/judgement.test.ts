import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createState } from '../../src/daemon/steps/create-state.ts';
import { createJudge } from '../../src/daemon/steps/judgement.ts';
import { seededRandom } from '../sim/seeded-random.ts';
import { HandClock, SECOND, aSeed } from './a-state.ts';

const YEAR = 365 * 24 * 3_600_000;

describe('the memory of flaps', () => {
  for (const jump of [-YEAR, 0, YEAR]) {
    it(`is the same after the calendar went ${jump / YEAR} years`, () => {
      const clock = new HandClock();
      const state = createState(aSeed(), clock, seededRandom('flaps'));
      const flap = { nodeId: 'b', at: clock.wallMs(), monotonicAt: clock.monotonicMs() };
      state.damping.flaps = [flap, flap, flap];
      clock.wallLeadMs += jump;
      const judge = createJudge(state, clock.monotonicMs() + SECOND, clock.wallMs() + SECOND);
      assert.equal(judge.holdForMs('b'), 480 * SECOND);
    });
  }
});
