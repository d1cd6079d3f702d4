import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasBit } from '../../src/cluster/bitmap.ts';
import { UNKNOWN, composeVectors, receiveVectors, stepsOf } from '../../src/cluster/knowledge.ts';
import { forgetAges } from '../../src/cluster/health.ts';
import { Liveness } from '../../src/cluster/liveness.ts';
import { aHeartbeat, aStatement, peerOf } from './a-peer.ts';

const IDS = Array.from({ length: 40 }, (_, index) => `n${String(index).padStart(2, '0')}`);
const SECOND = 1_000;
const MISSED = 30 * SECOND;

/** Node `id` of forty, which has heard all others at `heardAt`. */
function aNode(id: string, heardAt: number, except: readonly string[] = []): Liveness {
  const liveness = new Liveness(id, `${id}-boot`);
  liveness.setPeers(IDS, 0, -1e9);
  for (const from of IDS) {
    if (from === id || except.includes(from)) continue;
    liveness.receive(aHeartbeat({ from, to: id, boot: `${from}-boot`, statement: aStatement() }), heardAt);
  }
  return liveness;
}

function pass(from: Liveness, to: Liveness, now: number, transitMs: number | null = 0): void {
  receiveVectors(to, from.selfId, composeVectors(from, now, MISSED), now, transitMs, MISSED);
}

describe('ages that are passed on', () => {
  it('are rounded up and never make a node look younger than it is', () => {
    assert.deepEqual([0, 1, 2_000, 2_001, 1e9, Infinity].map(stepsOf), [0, 1, 1, 2, UNKNOWN, UNKNOWN]);
    const to = aNode('n01', 0);
    pass(aNode('n00', 51 * SECOND), to, 60 * SECOND);
    assert.equal(peerOf(to, 'n05').heardAt, 50 * SECOND);
  });

  it('grow by the time for which they are held', () => {
    const [via, to] = [aNode('n01', -Infinity), aNode('n02', -Infinity)];
    pass(aNode('n00', 10 * SECOND), via, 10 * SECOND);
    pass(via, to, 40 * SECOND);
    assert.equal(peerOf(to, 'n05').heardAt, 10 * SECOND);
  });

  it('say nothing of their bearer, who is heard by its own message alone', () => {
    const to = aNode('n01', 0);
    pass(aNode('n00', 50 * SECOND), to, 60 * SECOND);
    assert.equal(peerOf(to, 'n00').heardAt, 0);
  });

  it('say nothing in another order', () => {
    const to = aNode('n01', 0);
    const other = new Liveness('n00', 'b');
    other.setPeers(IDS.slice(1), 0, -1e9);
    pass(other, to, 60 * SECOND);
    assert.equal(peerOf(to, 'n05').heardAt, 0);
  });

  it('are not told by a machine that has slept since, until the node is heard again', () => {
    const via = aNode('n00', 50 * SECOND);
    for (const peer of via.peers.values()) forgetAges(peer);
    receiveVectors(
      via,
      'n06',
      composeVectors(aNode('n06', 58 * SECOND, ['n07']), 58 * SECOND, MISSED),
      58 * SECOND,
      null,
      MISSED,
    );
    const to = aNode('n01', 0);
    pass(via, to, 60 * SECOND);
    assert.deepEqual([peerOf(to, 'n05').heardAt, peerOf(to, 'n07').heardAt], [58 * SECOND, 0]);
    assert.ok(composeVectors(via, 60 * SECOND, MISSED).missing.some(({ whom }) => hasBit(whom, 7)));
  });

  it('leave a statement in doubt that may have changed unheard', () => {
    const to = aNode('n01', 0);
    pass(aNode('n00', 20 * SECOND), to, 20 * SECOND);
    assert.equal(peerOf(to, 'n05').relayed.isUnsure, false);
    pass(aNode('n00', 60 * SECOND), to, 60 * SECOND);
    assert.equal(peerOf(to, 'n05').relayed.isUnsure, true);
    const { lacks } = composeVectors(to, 60 * SECOND, MISSED);
    assert.ok(lacks !== null && hasBit(lacks, 5));
  });
});

describe('acknowledgements that are passed on', () => {
  it('date from the oldest word that the peer has had of anybody it does not miss', () => {
    const to = aNode('n01', 60 * SECOND);
    pass(aNode('n00', 50 * SECOND), to, 60 * SECOND);
    assert.equal(peerOf(to, 'n00').ackedAt, 50 * SECOND);
  });

  it('are older by as long as the message may have been under way', () => {
    const to = aNode('n01', 60 * SECOND);
    pass(aNode('n00', 50 * SECOND), to, 60 * SECOND, 4 * SECOND);
    assert.equal(peerOf(to, 'n00').ackedAt, 46 * SECOND);
    const other = aNode('n01', 60 * SECOND);
    pass(aNode('n00', 50 * SECOND), other, 60 * SECOND, null);
    assert.equal(peerOf(other, 'n00').ackedAt, -1e9);
  });

  it('come through third nodes, older by the time these held them', () => {
    const [via, to] = [aNode('n02', 60 * SECOND), aNode('n01', 60 * SECOND)];
    pass(aNode('n00', 50 * SECOND), via, 60 * SECOND);
    pass(via, to, 70 * SECOND);
    assert.equal(peerOf(to, 'n00').ackedAt, 50 * SECOND);
  });

  it('are none for whom the peer misses, at first and at third hand', () => {
    const [via, to, other] = [
      aNode('n02', 60 * SECOND),
      aNode('n01', 60 * SECOND),
      aNode('n03', 60 * SECOND),
    ];
    const deaf = aNode('n00', 50 * SECOND, ['n01']);
    pass(deaf, to, 60 * SECOND);
    pass(deaf, via, 60 * SECOND);
    pass(via, to, 61 * SECOND);
    pass(via, other, 61 * SECOND);
    assert.equal(peerOf(to, 'n00').ackedAt, -1e9);
    assert.equal(peerOf(other, 'n00').ackedAt, 49 * SECOND);
  });

  it('are none while a peer takes another process for this node', () => {
    const to = aNode('n01', 60 * SECOND);
    to.gossip.impostorAt = 55 * SECOND;
    pass(aNode('n00', 50 * SECOND), to, 60 * SECOND);
    assert.equal(peerOf(to, 'n00').ackedAt, -1e9);
  });

  it('unite those that miss different nodes when there are too many kinds, and never forget a missed one', () => {
    const via = aNode('n39', 60 * SECOND);
    for (let index = 0; index < 20; index += 1) {
      const missed = IDS[index + 15] ?? '';
      pass(aNode(IDS[index] ?? '', 50 * SECOND, [missed]), via, 60 * SECOND);
    }
    const vectors = composeVectors(via, 60 * SECOND, MISSED);
    assert.ok(vectors.missing.length <= 8);
    for (let index = 0; index < 20; index += 1) {
      const group = vectors.missing.find(({ who }) => hasBit(who, index));
      assert.ok(group !== undefined && hasBit(group.whom, index + 15), `n${index}`);
    }
  });
});
