import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { receiveHeartbeat } from '../../src/daemon/steps/heartbeat.ts';
import { viewOf } from '../../src/daemon/steps/view.ts';
import type { MemberState } from '../../src/model/cluster-view.ts';
import { aHeartbeat, aStatement } from '../cluster/a-peer.ts';
import { SECOND, aState } from './a-state.ts';

const NOW = 1_000 * SECOND;

describe('the members as a node shows them', () => {
  const stateOfB = (state: ReturnType<typeof aState>, now: number): MemberState | undefined =>
    viewOf(state, now, now, '0').members.find(({ id }) => id === 'b')?.state;

  it('have not been heard before they are, and have been once they are', () => {
    const state = aState();
    assert.equal(stateOfB(state, NOW), 'unknown');
    receiveHeartbeat(state, aHeartbeat(), NOW);
    assert.equal(stateOfB(state, NOW), 'well');
    assert.equal(stateOfB(state, NOW + 40 * SECOND), 'silent');
  });

  it('count as heard without access to the provider, too: before the first service nobody has any', () => {
    const state = aState();
    const statement = aStatement({ providerUp: false });
    receiveHeartbeat(state, aHeartbeat({ statement }), NOW);
    assert.equal(stateOfB(state, NOW), 'well');
  });
});
