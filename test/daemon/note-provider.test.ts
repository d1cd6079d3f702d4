import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noteProviderFailure, noteProviderSuccess } from '../../src/daemon/steps/note-provider.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { NodeState } from '../../src/daemon/node-state.ts';
import { SECOND, aState } from './a-state.ts';

const NOW = 1_000 * SECOND;
const fail = (state: NodeState, chance = 0.5): void => {
  noteProviderFailure(state, null, NOW, 0, chance, silentLog);
};

function settled(): NodeState {
  const state = aState();
  noteProviderSuccess(state, NOW - 20 * SECOND, 0, silentLog);
  noteProviderSuccess(state, NOW - 10 * SECOND, 0, silentLog);
  return state;
}

describe('access to the provider', () => {
  it('is not assumed at the start, and owes two reads', () => {
    const { provider } = aState();
    assert.deepEqual([provider.isUp, provider.readsOwed], [false, 2]);
  });

  it('is there after the first good read, with nothing owed after the second', () => {
    const { provider } = settled();
    assert.deepEqual([provider.isUp, provider.readsOwed, provider.lastReadSentAt], [true, 0, NOW - 10_000]);
  });

  it('is lost with the third failure in a row, and then owes two reads', () => {
    const state = settled();
    fail(state);
    fail(state);
    assert.deepEqual([state.provider.isUp, state.provider.readsOwed], [true, 0]);
    fail(state);
    assert.deepEqual([state.provider.isUp, state.provider.readsOwed, state.provider.lostAt], [false, 2, NOW]);
  });

  it('is not lost when a good read comes between', () => {
    const state = settled();
    fail(state);
    fail(state);
    noteProviderSuccess(state, NOW, 0, silentLog);
    fail(state);
    fail(state);
    assert.equal(state.provider.isUp, true);
  });

  it('is asked for again after 2, 4, 8, 16 and at most 30 s, give or take half', () => {
    for (const chance of [0, 0.5, 0.999]) {
      const state = settled();
      const waits = Array.from({ length: 6 }, () => {
        fail(state, chance);
        return (state.provider.nextReadAt - NOW) / SECOND / (0.5 + chance);
      });
      assert.deepEqual(waits.map(Math.round), [2, 4, 8, 16, 30, 30]);
    }
  });
});
