import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  forgetObservation,
  isHeardLately,
  isInTouch,
  isWell,
  saysFit,
  trackPeer,
  wellForMs,
} from '../../src/cluster/health.ts';
import { SECOND, TIMERS, aPeer, aStatement } from './a-peer.ts';

const WWW = 'example.test/www';

describe('in touch', () => {
  it('takes both ways', () => {
    const heardAndAcked = (heardAt: number, ackedAt: number): boolean =>
      isInTouch({ ...aPeer(heardAt), ackedAt }, 20 * SECOND, TIMERS);
    assert.equal(heardAndAcked(1, 1), true);
    assert.equal(heardAndAcked(0, 1), false);
    assert.equal(heardAndAcked(1, 0), false);
  });

  it('ends with its process', () => {
    const peer = { ...aPeer(1), ackedAt: 1 };
    assert.equal(isInTouch({ ...peer, end: { at: 2 } }, 2 * SECOND, TIMERS), false);
  });
});

describe('heard lately', () => {
  it('lasts tUnacked + tHb', () => {
    const peer = aPeer(0);
    assert.equal(isHeardLately(peer, 28 * SECOND - 1, TIMERS), true);
    assert.equal(isHeardLately(peer, 28 * SECOND, TIMERS), false);
  });

  it('lasts longer for a node that is asked every 30 s', () => {
    const peer = aPeer(0);
    peer.isLegacy = true;
    assert.equal(isHeardLately(peer, 53 * SECOND, TIMERS), true);
    assert.equal(isHeardLately(peer, 54 * SECOND, TIMERS), false);
  });
});

describe('well', () => {
  it('begins with the first word and lasts while it is heard', () => {
    const peer = aPeer(10 * SECOND);
    trackPeer(peer, 10 * SECOND, TIMERS, true);
    assert.equal(peer.wellSince, 10 * SECOND);
    assert.equal(isWell(peer, 37 * SECOND, TIMERS), true);
    assert.equal(isWell(peer, 39 * SECOND, TIMERS), false);
  });

  it('is not broken by a silence below tDead, and is by one of tDead', () => {
    const peer = aPeer(0);
    trackPeer(peer, 0, TIMERS, true);
    trackPeer(peer, 59 * SECOND, TIMERS, true);
    assert.equal(peer.wellSince, 0);
    trackPeer(peer, 60 * SECOND, TIMERS, true);
    assert.equal(peer.wellSince, null);
  });

  it('is broken by the loss of its provider', () => {
    const peer = aPeer(0);
    trackPeer(peer, 0, TIMERS, true);
    peer.statement = aStatement({ providerUp: false });
    trackPeer(peer, 1, TIMERS, true);
    assert.equal(peer.wellSince, null);
  });

  it('is broken by a stop of my own', () => {
    const peer = aPeer(0);
    trackPeer(peer, 0, TIMERS, true);
    forgetObservation(peer);
    assert.deepEqual([peer.wellSince, peer.declared.fitSince.v4], [null, null]);
  });
});

describe('well for a cell', () => {
  const wellAt100 = (change: (peer: ReturnType<typeof aPeer>) => void): number => {
    const peer = aPeer(0);
    trackPeer(peer, 0, TIMERS, true);
    peer.heardAt = 40 * SECOND;
    change(peer);
    trackPeer(peer, 40 * SECOND, TIMERS, true);
    peer.heardAt = 100 * SECOND;
    trackPeer(peer, 100 * SECOND, TIMERS, true);
    return wellForMs(peer, 'v4', WWW, 100 * SECOND, TIMERS);
  };

  it('counts from when it was well', () => {
    assert.equal(
      wellAt100(() => undefined),
      100 * SECOND,
    );
  });

  it('counts anew from when it said that it can serve the cell again', () => {
    const peer = aPeer(0, { fitV4: false });
    trackPeer(peer, 0, TIMERS, true);
    assert.equal(wellForMs(peer, 'v4', WWW, 10 * SECOND, TIMERS), 0);
    peer.statement = aStatement();
    peer.heardAt = 20 * SECOND;
    trackPeer(peer, 20 * SECOND, TIMERS, true);
    assert.equal(wellForMs(peer, 'v4', WWW, 30 * SECOND, TIMERS), 10 * SECOND);
  });

  it('is nothing while the service is declared unfit, and counts from the end of that', () => {
    const peer = aPeer(0, { unfitServices: [WWW] });
    trackPeer(peer, 0, TIMERS, true);
    trackPeer(peer, 5 * SECOND, TIMERS, true);
    assert.equal(wellForMs(peer, 'v4', WWW, 6 * SECOND, TIMERS), 0);
    assert.equal(wellForMs(peer, 'v4', 'example.test/git', 6 * SECOND, TIMERS), 6 * SECOND);
    peer.statement = aStatement();
    trackPeer(peer, 8 * SECOND, TIMERS, true);
    assert.equal(wellForMs(peer, 'v4', WWW, 9 * SECOND, TIMERS), 4 * SECOND);
  });
});

describe('says that it can serve a cell', () => {
  const cases = [
    { name: 'everything well', statement: {}, isFit: true },
    { name: 'no address of the family', statement: { v4: null }, isFit: false },
    { name: 'the family unfit', statement: { fitV4: false }, isFit: false },
    { name: 'the service unfit', statement: { unfitServices: [WWW] }, isFit: false },
    { name: 'another service unfit', statement: { unfitServices: ['example.test/git'] }, isFit: true },
    { name: 'draining', statement: { draining: true }, isFit: false },
  ];
  for (const { name, statement, isFit } of cases) {
    it(`${name}: ${isFit ? 'yes' : 'no'}`, () => {
      assert.equal(saysFit(aStatement(statement), 'v4', WWW), isFit);
    });
  }
});

describe('what a peer declares against itself', () => {
  it('counts only while my own provider access is good', () => {
    const peer = aPeer(0, { providerUp: false });
    trackPeer(peer, 0, TIMERS, true);
    assert.equal(peer.declared.providerDownSince, 0);
    trackPeer(peer, 5, TIMERS, false);
    assert.equal(peer.declared.providerDownSince, null);
    trackPeer(peer, 9, TIMERS, true);
    assert.equal(peer.declared.providerDownSince, 9);
  });
});
