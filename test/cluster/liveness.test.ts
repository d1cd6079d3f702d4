import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND, aHeartbeat, aLiveness, aStatement, peerOf } from './a-peer.ts';

const news = (boot: string, seq: number, ageMs: number, v4 = '47.92.0.3') => ({
  nodeId: 'c',
  boot,
  seq,
  ageMs,
  statement: aStatement({ v4 }),
});

describe('what a message tells', () => {
  it('its sender is heard now, with its statement, stamp and capabilities', () => {
    const liveness = aLiveness();
    const heard = liveness.receive(aHeartbeat(), 5 * SECOND);
    const b = peerOf(liveness, 'b');
    assert.deepEqual([b.heardAt, b.boot, b.seq, b.stamp?.version], [5 * SECOND, 'b1', 1, 1]);
    assert.deepEqual(b.capabilities, ['wit', 'yield']);
    assert.deepEqual(
      heard.map(({ nodeId }) => nodeId),
      ['b'],
    );
  });

  it('a relayed node was heard when its message was issued, not when it arrived', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ news: [news('c1', 7, 6_300)] }), 20 * SECOND);
    const c = peerOf(liveness, 'c');
    assert.deepEqual([c.heardAt, c.boot, c.seq], [13_700, 'c1', 7]);
    assert.equal(c.stamp, null, 'a relay says nothing of its configuration');
  });

  it('a relay from the future is heard now', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ news: [news('c1', 7, -5_000)] }), 20 * SECOND);
    assert.equal(peerOf(liveness, 'c').heardAt, 20 * SECOND);
  });

  it('strangers and this node itself are not taken in', () => {
    const liveness = aLiveness();
    assert.deepEqual(liveness.receive(aHeartbeat({ from: 'x' }), 1), []);
    const aboutMe = { ...news('a9', 9, 0), nodeId: 'a' };
    liveness.receive(aHeartbeat({ news: [aboutMe] }), 2);
    assert.equal(liveness.peers.has('a'), false);
  });
});

describe('which of two messages is newer', () => {
  const cases = [
    { name: 'a larger seq of the same boot', boot: 'b1', seq: 6, isTaken: true },
    { name: 'the same seq again', boot: 'b1', seq: 5, isTaken: false },
    { name: 'a smaller seq, late', boot: 'b1', seq: 4, isTaken: false },
    { name: 'another boot, from the node itself', boot: 'b2', seq: 1, isTaken: true },
  ];
  for (const { name, boot, seq, isTaken } of cases) {
    it(`${name} is ${isTaken ? 'taken' : 'ignored'}`, () => {
      const liveness = aLiveness();
      liveness.receive(aHeartbeat({ seq: 5 }), 10 * SECOND);
      liveness.receive(aHeartbeat({ boot, seq, statement: aStatement({ v4: '47.92.0.9' }) }), 20 * SECOND);
      const b = peerOf(liveness, 'b');
      assert.equal(b.heardAt, isTaken ? 20 * SECOND : 10 * SECOND);
      assert.equal(b.statement?.v4, isTaken ? '47.92.0.9' : '47.92.0.2');
    });
  }

  it('a relayed new boot counts only if it was issued after the last word heard', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ from: 'c', boot: 'c1' }), 10 * SECOND);
    liveness.receive(aHeartbeat({ seq: 1, news: [news('c2', 1, 11_000)] }), 20 * SECOND);
    assert.equal(peerOf(liveness, 'c').boot, 'c1');
    liveness.receive(aHeartbeat({ seq: 2, news: [news('c2', 1, 9_000)] }), 20 * SECOND);
    assert.equal(peerOf(liveness, 'c').boot, 'c2');
  });

  it('a boot once superseded is never believed again, and a new boot forgets health', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ seq: 100 }), 10 * SECOND);
    const b = peerOf(liveness, 'b');
    b.wellSince = 10 * SECOND;
    liveness.receive(aHeartbeat({ boot: 'b2' }), 20 * SECOND);
    assert.equal(b.wellSince, null);
    liveness.receive(aHeartbeat({ seq: 101 }), 30 * SECOND);
    assert.deepEqual([b.boot, b.heardAt], ['b2', 20 * SECOND]);
  });

  it('a boot that a late request of an earlier one has pushed aside counts again once it answers', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ boot: 'b2', seq: 7 }), 10 * SECOND, 9 * SECOND);
    liveness.receive(aHeartbeat({ boot: 'b1', seq: 900 }), 20 * SECOND);
    const b = peerOf(liveness, 'b');
    liveness.receive(aHeartbeat({ boot: 'b2', seq: 8 }), 21 * SECOND);
    liveness.receive(aHeartbeat({ boot: 'b2', seq: 9 }), 22 * SECOND, 19 * SECOND);
    assert.deepEqual([b.boot, b.heardAt], ['b1', 20 * SECOND], 'it may have answered before it ended');
    liveness.receive(aHeartbeat({ boot: 'b2', seq: 10 }), 31 * SECOND, 30 * SECOND);
    assert.deepEqual([b.boot, b.heardAt], ['b2', 31 * SECOND]);
    liveness.receive(aHeartbeat({ boot: 'b1', seq: 901 }), 32 * SECOND);
    assert.equal(b.boot, 'b2', 'and the other one does not');
  });

  it('a boot that ended is not taken for the present one by what a relay tells later', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ from: 'c', boot: 'c1', seq: 7 }), 10 * SECOND);
    liveness.receive(aHeartbeat({ news: [news('c2', 1, 2_000)] }), 22 * SECOND);
    liveness.receive(aHeartbeat({ from: 'c', boot: 'c1', seq: 8 }), 23 * SECOND, 21 * SECOND);
    assert.equal(peerOf(liveness, 'c').boot, 'c2', 'it was asked before anybody here knew of the next boot');
  });

  it('a relay never makes a node look older than it is known to be', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ from: 'c', boot: 'c1', seq: 1 }), 20 * SECOND);
    liveness.receive(aHeartbeat({ news: [news('c1', 2, 15_000)] }), 21 * SECOND);
    const c = peerOf(liveness, 'c');
    assert.deepEqual([c.seq, c.heardAt], [2, 20 * SECOND]);
  });
});

describe('acknowledgements', () => {
  it('are dated by when the acknowledged message was issued', () => {
    const liveness = aLiveness();
    const first = liveness.issue(10 * SECOND);
    liveness.issue(18 * SECOND);
    liveness.receive(aHeartbeat({ seen: { a: ['a1', first] } }), 25 * SECOND);
    assert.equal(peerOf(liveness, 'b').ackedAt, 10 * SECOND);
  });

  it('of another boot of mine, or of a message that is too old, count for nothing', () => {
    const liveness = aLiveness();
    for (let count = 0; count < 401; count += 1) liveness.issue(10 * SECOND);
    liveness.receive(aHeartbeat({ seen: { a: ['a0', 400] } }), 20 * SECOND);
    liveness.receive(aHeartbeat({ seq: 2, seen: { a: ['a1', 1] } }), 20 * SECOND);
    assert.equal(peerOf(liveness, 'b').ackedAt, -1e9);
    liveness.receive(aHeartbeat({ seq: 3, seen: { a: ['a1', 2] } }), 20 * SECOND);
    assert.equal(peerOf(liveness, 'b').ackedAt, 10 * SECOND);
  });

  it('of messages that were never sent count for nothing', () => {
    const liveness = aLiveness();
    for (let count = 0; count < 500; count += 1) liveness.issue(count * SECOND);
    for (const [index, never] of [0, 501, 800, 900].entries())
      liveness.receive(aHeartbeat({ seq: index, seen: { a: ['a1', never] } }), 600 * SECOND);
    assert.equal(peerOf(liveness, 'b').ackedAt, -1e9);
    liveness.receive(aHeartbeat({ seq: 9, seen: { a: ['a1', 450] } }), 600 * SECOND);
    assert.equal(peerOf(liveness, 'b').ackedAt, 449 * SECOND);
  });

  it('are taken from an answer that is itself no news', () => {
    const liveness = aLiveness();
    const seq = liveness.issue(10 * SECOND);
    liveness.receive(aHeartbeat({ seq: 9 }), 11 * SECOND);
    liveness.receive(aHeartbeat({ seq: 8, seen: { a: ['a1', seq] } }), 12 * SECOND);
    assert.equal(peerOf(liveness, 'b').ackedAt, 10 * SECOND);
  });

  it('seen names the newest message of every peer that was heard', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat({ boot: 'b7', seq: 12 }), 1);
    assert.deepEqual(liveness.seen(), { b: ['b7', 12] });
  });
});

describe('the list of peers', () => {
  it('keeps what is known of those that stay', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat(), 5 * SECOND);
    liveness.setPeers(['a', 'b', 'd'], 9 * SECOND, 4 * SECOND);
    assert.deepEqual([...liveness.peers.keys()].sort(), ['b', 'd']);
    assert.equal(peerOf(liveness, 'b').heardAt, 5 * SECOND);
    const d = peerOf(liveness, 'd');
    assert.deepEqual([d.knownSince, d.ackedAt, d.heardAt], [9 * SECOND, 4 * SECOND, -Infinity]);
  });

  it('a node of the Go program is heard by its answer and has acked the question', () => {
    const liveness = aLiveness();
    liveness.hearLegacy('b', 12 * SECOND, 11 * SECOND);
    const b = peerOf(liveness, 'b');
    assert.deepEqual([b.isLegacy, b.heardAt, b.ackedAt, b.capabilities], [true, 12_000, 11_000, []]);
    liveness.receive(aHeartbeat(), 13 * SECOND);
    assert.equal(b.isLegacy, false, 'until it speaks protocol 2');
  });

  it('a node that has spoken protocol 2 is not taken for a Go node because of one garbled answer', () => {
    const liveness = aLiveness();
    liveness.receive(aHeartbeat(), 5 * SECOND);
    const b = peerOf(liveness, 'b');
    liveness.hearLegacy('b', 6 * SECOND, 6 * SECOND);
    liveness.hearLegacy('b', 7 * SECOND, 7 * SECOND);
    assert.deepEqual([b.isLegacy, b.heardAt], [false, 5 * SECOND]);
    liveness.hearLegacy('b', 8 * SECOND, 8 * SECOND);
    assert.deepEqual([b.isLegacy, b.heardAt], [true, 8 * SECOND]);
  });
});
