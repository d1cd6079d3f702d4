import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NodeState } from '../../src/daemon/node-state.ts';
import { adoptCluster } from '../../src/daemon/steps/adopt-cluster.ts';
import { receiveHeartbeat } from '../../src/daemon/steps/heartbeat.ts';
import { resume } from '../../src/daemon/steps/resume.ts';
import {
  noteOwnPicture,
  noteToldZones,
  planSharedRead,
  toldZones,
} from '../../src/daemon/steps/share-reads.ts';
import type { Heartbeat } from '../../src/model/heartbeat.ts';
import { aHeartbeat } from '../cluster/a-peer.ts';
import { SECOND, aState } from './a-state.ts';

const NOW = 1_000 * SECOND;

/** Its own read was sent 50 s ago; `b` was heard just now. */
function settled(): NodeState {
  const state = aState();
  Object.assign(state.provider, { isUp: true, lastReadSentAt: NOW - 50 * SECOND, nextReadAt: Infinity });
  noteOwnPicture(state, [{ zone: 'example.test', records: [] }]);
  receiveHeartbeat(state, fromB(state, undefined), NOW);
  return state;
}

const mine = (state: NodeState): string => state.sharing.digest ?? 'none';

function fromB(state: NodeState, zones: Heartbeat['zones']): Heartbeat {
  const { stamp } = state.cluster.configuration;
  const told = zones === undefined ? {} : { zones };
  return { ...aHeartbeat({ from: 'b', stamp }), ...told };
}

/** `b` answers to what was asked 1 s ago that it saw `digest` 9 s before. */
function tell(state: NodeState, digest = mine(state), differing: Partial<Heartbeat> = {}): void {
  const zones = { digest, ageMs: 9 * SECOND, ownAgeMs: 9 * SECOND };
  noteToldZones(state, { ...fromB(state, zones), ...differing }, NOW - SECOND);
}

describe('what a node tells of the zones', () => {
  it('nothing before it has a complete picture', () => {
    const state = settled();
    noteOwnPicture(state, null);
    assert.deepEqual(toldZones(state, NOW), {});
  });

  it('its picture, and the age of the newest read that showed it, counted from the question', () => {
    const state = settled();
    const digest = mine(state);
    assert.deepEqual(toldZones(state, NOW).zones, { digest, ageMs: 50 * SECOND, ownAgeMs: 50 * SECOND });
    tell(state);
    assert.deepEqual(toldZones(state, NOW).zones, { digest, ageMs: 10 * SECOND, ownAgeMs: 50 * SECOND });
  });
});

describe('a regular read', () => {
  it('is put off by a peer that saw the same, until recSlow after that', () => {
    const state = settled();
    tell(state);
    assert.equal(planSharedRead(state, NOW + 19 * SECOND), true);
    assert.equal(state.provider.nextReadAt, Infinity);
  });

  const alone: readonly { name: string; change: (state: NodeState) => void }[] = [
    { name: 'tells nothing', change: () => undefined },
    {
      name: 'has another configuration',
      change: (state) => {
        tell(state, mine(state), { stamp: { epoch: 1, version: 99, hash: 'h' } });
      },
    },
    {
      name: 'has been silent since',
      change: (state) => {
        tell(state);
        const b = state.liveness.peers.get('b');
        if (b !== undefined) b.heardAt = NOW - 29 * SECOND;
      },
    },
    {
      name: 'saw the same before I was stopped',
      change: (state) => {
        tell(state);
        resume(state, NOW);
      },
    },
    {
      name: 'saw the same under another configuration',
      change: (state) => {
        tell(state);
        adoptCluster(state, state.cluster, NOW, NOW);
      },
    },
    {
      name: 'saw the same, and some peer needs my witness',
      change: (state) => {
        tell(state);
        state.witness.neededSince = NOW;
      },
    },
    {
      name: 'saw the same, but my provider is lost',
      change: (state) => {
        tell(state);
        state.provider.isUp = false;
      },
    },
  ];
  for (const { name, change } of alone) {
    it(`is this node’s own affair when the peer ${name}`, () => {
      const state = settled();
      change(state);
      assert.equal(planSharedRead(state, NOW), false);
    });
  }

  it('comes at once when a peer saw something else, and not again before the next gap', () => {
    const state = settled();
    tell(state, 'ffffffffffffffff');
    planSharedRead(state, NOW);
    assert.deepEqual([state.provider.nextReadAt, state.sharing.promptsInRow], [NOW, 1]);
    Object.assign(state.provider, { lastReadSentAt: NOW, nextReadAt: Infinity });
    noteToldZones(state, fromB(state, { digest: 'ffffffffffffffff', ageMs: 0, ownAgeMs: 0 }), NOW);
    planSharedRead(state, NOW + 19 * SECOND);
    assert.equal(state.provider.nextReadAt, Infinity);
    planSharedRead(state, NOW + 20 * SECOND);
    assert.equal(state.provider.nextReadAt, NOW + 20 * SECOND);
  });

  it('respects a picture that was thrown away', () => {
    const state = settled();
    tell(state, 'ffffffffffffffff');
    state.provider.notBefore = NOW + SECOND;
    planSharedRead(state, NOW);
    assert.equal(state.provider.nextReadAt, Infinity);
  });
});
