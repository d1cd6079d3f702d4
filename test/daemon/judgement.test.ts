import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createState } from '../../src/daemon/steps/create-state.ts';
import { ownStatement } from '../../src/daemon/steps/heartbeat.ts';
import { createJudge } from '../../src/daemon/steps/judgement.ts';
import { cellOf } from '../../src/dns/cells.ts';
import { seededRandom } from '../sim/seeded-random.ts';
import { aService } from '../support/configurations.ts';
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

describe('until when a dead node seems alive to others', () => {
  const clock = new HandClock();
  const state = createState(aSeed(), clock, seededRandom('seems alive'));
  const now = clock.monotonicMs();
  const peer = state.liveness.peers.get('b');
  const until = (): number => createJudge(state, now, clock.wallMs()).seemsAliveUntil('b') - now;
  const postsLeases = (leaseMs: number, longLeaseMs: number): void => {
    const rest = { boot: 'b1', sequence: 1, epoch: 1, version: 1, v4: null, v6: null };
    state.witnesses.note('b', { ...rest, leaseMs, longLeaseMs, members: ['b'] }, 1_000, 31_000, now);
  };

  it('is no question where nothing speaks for it', () => {
    assert.equal(until(), -Infinity);
    assert.equal(createJudge(state, now, 0).seemsAliveUntil('nobody'), -Infinity);
  });

  it('is tDead after its end for who has not got the exit note', () => {
    assert.ok(peer !== undefined);
    peer.end = { at: now - 20 * SECOND };
    assert.equal(until(), 40 * SECOND);
  });

  it('is the end of its lease, whoever wrote it, and of a long one that has no more than a lease to go', () => {
    postsLeases(120 * SECOND, 900 * SECOND);
    assert.equal(until(), 90 * SECOND);
    const later = createJudge(state, now + 750 * SECOND, clock.wallMs());
    assert.equal(later.seemsAliveUntil('b') - now, 870 * SECOND);
  });
});

describe('how often a cell has moved', () => {
  it('is believed of peers heard lately, and of the one that saw the most', () => {
    const clock = new HandClock();
    const state = createState(aSeed(), clock, seededRandom('moves'));
    const cell = cellOf(aService('www'), 'china-unicom', 'v4');
    const [peer] = state.liveness.peers.values();
    assert.ok(peer);
    peer.statement = { ...ownStatement(state, clock.monotonicMs()), moved: { [cell.id]: 4 } };
    peer.heardAt = clock.monotonicMs();
    const toldAfter = (ms: number): number =>
      createJudge(state, clock.monotonicMs() + ms, clock.wallMs() + ms).movesTold(cell);
    assert.equal(toldAfter(10 * SECOND), 4);
    assert.equal(toldAfter(60 * SECOND), 0);
  });
});
