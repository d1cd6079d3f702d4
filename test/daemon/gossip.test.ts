import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composeVectors } from '../../src/cluster/knowledge.ts';
import { Liveness } from '../../src/cluster/liveness.ts';
import { newMember } from '../../src/cluster/new-cluster.ts';
import { reviseConfiguration } from '../../src/cluster/stamp.ts';
import type { NodeState } from '../../src/daemon/node-state.ts';
import { composeHeartbeat, receiveHeartbeat } from '../../src/daemon/steps/heartbeat.ts';
import type { Heartbeat } from '../../src/model/heartbeat.ts';
import { aHeartbeat } from '../cluster/a-peer.ts';
import { HandClock, SECOND, aSeed, aState, anIdentity } from './a-state.ts';

const NOW = 1_000 * SECOND;
const OTHERS = Array.from({ length: 39 }, (_, index) => `n${index}`);

/** Leader `a` of forty nodes. */
function aLargeState(): NodeState {
  const seed = aSeed();
  const { configuration } = seed.cluster;
  const [leader] = configuration.members;
  if (leader === undefined) throw new Error('no leader');
  const members = [leader, ...OTHERS.map((id) => newMember(anIdentity(id)))];
  const large = reviseConfiguration(configuration, { ...configuration, members });
  return aState(new HandClock(), { cluster: { configuration: large, boundLeaderId: 'a' } });
}

/** What `n0` says, which has just heard everybody. */
function fromFirst(state: NodeState, differing: Partial<Heartbeat> = {}): Heartbeat {
  const first = new Liveness('n0', 'n0-boot');
  first.setPeers(['a', ...OTHERS], 0, -1e9);
  for (const from of ['a', ...OTHERS.slice(1)]) first.receive(aHeartbeat({ from, to: 'n0' }), NOW);
  const { epoch, version, hash } = state.cluster.configuration.stamp;
  const vectors = composeVectors(first, NOW, 30 * SECOND);
  return aHeartbeat({ from: 'n0', boot: 'n0-boot', stamp: { epoch, version, hash }, vectors, ...differing });
}

const heardAt = (state: NodeState, id: string): number | undefined => state.liveness.peers.get(id)?.heardAt;
const ackedAt = (state: NodeState, id: string): number | undefined => state.liveness.peers.get(id)?.ackedAt;

describe('a node of a large cluster', () => {
  it('names the receiver alone in `seen`, and everybody by a byte', () => {
    const state = aLargeState();
    receiveHeartbeat(state, fromFirst(state), NOW, NOW);
    const { seen, news, vectors } = composeHeartbeat(state, 'n0', NOW);
    assert.deepEqual(seen, { n0: ['n0-boot', 1] });
    assert.deepEqual([news.length, vectors?.ages.length], [0, 40]);
  });

  it('goes by the timers of the profile `large` and says so', () => {
    const state = aLargeState();
    assert.equal(state.timers.unackedMs, 75 * SECOND);
    assert.ok(state.alarms.has('profile-too-small'));
    assert.equal(aState().timers.unackedMs, 20 * SECOND);
  });

  it('hears of everybody through one, under one edition of the configuration', () => {
    const state = aLargeState();
    const { stamp } = state.cluster.configuration;
    for (const other of [
      { ...stamp, version: stamp.version + 1 },
      { ...stamp, hash: 'fork' },
    ]) {
      receiveHeartbeat(state, fromFirst(state, { stamp: other, boot: other.hash }), NOW, NOW);
      assert.deepEqual([heardAt(state, 'n0'), heardAt(state, 'n5')], [NOW, -Infinity]);
    }
    receiveHeartbeat(state, fromFirst(state, { boot: 'third' }), NOW, NOW);
    assert.equal(heardAt(state, 'n5'), NOW);
  });

  it('counts the way of an answer from when it asked, and takes a request for as old as one can be', () => {
    const [asked, told] = [aLargeState(), aLargeState()];
    receiveHeartbeat(asked, fromFirst(asked), NOW, NOW - 500);
    receiveHeartbeat(told, fromFirst(told), NOW);
    assert.equal(ackedAt(asked, 'n0'), NOW - 500);
    assert.equal(ackedAt(told, 'n0'), NOW - told.timers.requestMs);
  });

  it('takes nothing for acknowledged by a request that may have lain here, nor by an old message', () => {
    const [late, old] = [aLargeState(), aLargeState()];
    const before = ackedAt(late, 'n0');
    late.exchanges.lateUntil = NOW + 1;
    receiveHeartbeat(late, fromFirst(late), NOW);
    assert.equal(ackedAt(late, 'n0'), before);
    receiveHeartbeat(old, fromFirst(old, { seq: 5, vectors: undefined as never }), NOW, NOW);
    receiveHeartbeat(old, fromFirst(old, { seq: 4 }), NOW, NOW);
    assert.equal(ackedAt(old, 'n0'), before);
  });

  it('tells a change in 3 log2 N messages, and no more', () => {
    const state = aLargeState();
    receiveHeartbeat(state, fromFirst(state, { edition: 1 }), NOW, NOW);
    receiveHeartbeat(state, fromFirst(state, { seq: 2, edition: 2 }), NOW, NOW);
    let told = 0;
    while (composeHeartbeat(state, 'n1', NOW).news.length > 0) told += 1;
    assert.equal(told, 16);
  });

  it('asks its leader for the edition that others have', () => {
    const state = aLargeState();
    const { stamp } = state.cluster.configuration;
    state.cluster = { ...state.cluster, boundLeaderId: 'n7' };
    receiveHeartbeat(state, fromFirst(state, { stamp: { ...stamp, version: stamp.version + 1 } }), NOW);
    assert.deepEqual([...state.exchanges.askSoon], ['n7']);
  });
});
