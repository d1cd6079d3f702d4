import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Executor } from '../../src/daemon/executor.ts';
import { silentMeter } from '../../src/metrics/meter.ts';
import { silentLog } from '../../src/platform/log.ts';
import { HandClock, SECOND, aState } from './a-state.ts';

function aNode(): {
  clock: HandClock;
  state: ReturnType<typeof aState>;
  executor: Executor;
  resumes: () => number;
} {
  const clock = new HandClock();
  clock.now = 100 * SECOND;
  const state = aState(clock);
  let resumes = 0;
  const meter = { ...silentMeter, resumed: () => (resumes += 1) };
  const executor = new Executor(state, clock, silentLog, meter);
  return { clock, state, executor, resumes: () => resumes };
}

describe('a step', () => {
  it('gives what was asked for, at this moment', () => {
    const { executor } = aNode();
    assert.equal(
      executor.step((state, now) => `${state.identity.id} ${now}`),
      'a 100000',
    );
  });

  it('notices a stop before anything else is done, whoever comes first', () => {
    const { clock, state, executor, resumes } = aNode();
    state.provider.readsOwed = 0;
    state.uncovered.set('b', { firstSentAt: 1, newestSentAt: 2 });
    clock.now += 60 * SECOND;
    const seen = executor.step((current, now) => [current.resumedAt === now, current.provider.readsOwed]);
    assert.deepEqual(seen, [true, 2]);
    assert.equal(state.uncovered.size, 0);
    assert.equal(resumes(), 1);
    executor.step(() => undefined);
    assert.equal(resumes(), 1, 'once per stop');
  });

  it('notices a machine that slept by its calendar', () => {
    const { clock, state, executor } = aNode();
    clock.wallLeadMs += 3_600 * SECOND;
    executor.step(() => undefined);
    assert.equal(state.resumedAt, clock.now);
  });

  it('takes no harm from ordinary lateness', () => {
    const { clock, state, executor } = aNode();
    const before = state.resumedAt;
    for (let count = 0; count < 10; count += 1) {
      clock.now += 15 * SECOND;
      executor.step(() => undefined);
    }
    assert.equal(state.resumedAt, before);
  });
});
