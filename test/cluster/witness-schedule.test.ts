import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Peer } from '../../src/cluster/liveness.ts';
import type { WitnessAct, WitnessMemory } from '../../src/cluster/witness-schedule.ts';
import {
  byBytes,
  freshWitnessMemory,
  membersOf,
  nextWitnessAct,
} from '../../src/cluster/witness-schedule.ts';
import { SECOND, TIMERS, aPeer, aStatement } from './a-peer.ts';

const HOUR = 3_600_000;
const ADDRESSES = ['203.0.113.7', null];

/** A peer last heard and last known to have heard me so many seconds before `now`. */
function peer(id: string, now: number, heardAgo: number, ackedAgo: number, providerUp = true): Peer {
  return {
    ...aPeer(0),
    id,
    heardAt: now - heardAgo * SECOND,
    ackedAt: now - ackedAgo * SECOND,
    statement: aStatement({ providerUp }),
  };
}

const ask = (
  memory: WitnessMemory,
  peers: readonly Peer[],
  now: number,
  isMyProviderUp = true,
  longDead: ReadonlySet<string> = new Set(),
  addresses: readonly (string | null)[] = ADDRESSES,
): WitnessAct =>
  nextWitnessAct(memory, { selfId: 'm', isMyProviderUp, addresses, peers, longDead, now, timers: TIMERS });

/** Tested and laid down, calm since 0. */
const rested = (): WitnessMemory => ({ ...freshWitnessMemory(0), selfTestedAt: 0 });

/** What `publish` notes when its act has succeeded. */
function succeed(memory: WitnessMemory, act: WitnessAct, now: number): void {
  Object.assign(memory, {
    lastAttemptAt: now,
    lastSuccessAt: now,
    hasLastAttemptFailed: false,
    selfTestedAt: now,
    isPosted: act.kind === 'publish',
    isPostedLong: act.kind === 'publish' && act.isLong,
    postedMembers: act.kind === 'publish' ? act.members : [],
    unackedAtAttempt: act.kind === 'publish' ? act.unacked : [],
    addressesAtAttempt: ADDRESSES,
  });
}

describe('when a witness is needed', () => {
  const now = 1000 * SECOND;
  const cases = [
    { name: 'all hear me', peers: [peer('p', now, 1, 1)], isNeeded: false },
    { name: 'heard, but not acked for 20 s: one-way link', peers: [peer('p', now, 1, 20.1)], isNeeded: true },
    { name: 'acked, but not heard', peers: [peer('p', now, 25, 19)], isNeeded: false },
    {
      name: 'one of two does not hear me',
      peers: [peer('p', now, 1, 1), peer('q', now, 30, 30)],
      isNeeded: true,
    },
    { name: 'alone in the cluster', peers: [], isNeeded: false },
  ];
  for (const { name, peers, isNeeded } of cases) {
    it(`${name}: ${isNeeded ? 'publish at once' : 'nothing'}`, () => {
      assert.equal(ask(rested(), peers, now).kind, isNeeded ? 'publish' : 'none');
    });
  }
});

describe('who is vouched for, and who speaks', () => {
  const now = 1000 * SECOND;

  it('members are those who hear me and whom I hear, in byte order', () => {
    const peers = [peer('z', now, 1, 1), peer('b', now, 1, 25), peer('c', now, 25, 1), peer('a', now, 1, 1)];
    const question = {
      selfId: 'm',
      isMyProviderUp: true,
      addresses: ADDRESSES,
      peers,
      longDead: new Set<string>(),
      now,
      timers: TIMERS,
    };
    assert.deepEqual(membersOf(question), ['a', 'm', 'z']);
  });

  const silent = peer('x', now, 40, 40);
  const speakers = [
    { name: 'two before me', others: ['a', 'b'], up: true, isSpeaker: true },
    { name: 'three before me', others: ['a', 'b', 'c'], up: true, isSpeaker: false },
    { name: 'three before me without their provider', others: ['a', 'b', 'c'], up: false, isSpeaker: true },
    { name: 'three behind me', others: ['n', 'o', 'p'], up: true, isSpeaker: true },
  ];
  for (const { name, others, up, isSpeaker } of speakers) {
    it(`${name}: I ${isSpeaker ? 'speak' : 'leave it to them'}`, () => {
      const peers = [...others.map((id) => peer(id, now, 1, 1, up)), silent];
      assert.equal(ask(rested(), peers, now).kind, isSpeaker ? 'publish' : 'none');
    });
  }

  describe('whoever is not among the speakers, and has proved nothing yet', () => {
    const others = ['a', 'b', 'c'].map((id) => peer(id, now, 1, 1));
    const longGone = new Set(['x']);
    const askIt = (memory: WitnessMemory, at: number, isUp = true): WitnessAct =>
      ask(
        memory,
        [...others, silent].map((one) => ({
          ...one,
          heardAt: one.heardAt + at - now,
          ackedAt: one.ackedAt + at - now,
        })),
        at,
        isUp,
        longGone,
      );

    it('speaks once, of those gone for long as of others', () => {
      const memory = freshWitnessMemory(0);
      const act = askIt(memory, now);
      assert.deepEqual(act, {
        kind: 'publish',
        members: ['a', 'b', 'c', 'm'],
        unacked: ['x'],
        isLong: false,
      });
      succeed(memory, act, now);
      assert.equal(askIt(memory, now + 60 * SECOND).kind, 'none');
    });

    it('tries again after a minute, not sooner', () => {
      const memory = { ...freshWitnessMemory(0), hasLastAttemptFailed: true, lastAttemptAt: now };
      assert.equal(askIt(memory, now + 59 * SECOND).kind, 'none');
      assert.equal(askIt(memory, now + 60 * SECOND).kind, 'publish');
    });

    it('proves it anew every day', () => {
      const memory = { ...rested(), selfTestedAt: now - 24 * HOUR };
      assert.equal(askIt(memory, now).kind, 'publish');
    });

    it('does not try without its provider', () => {
      assert.equal(askIt(freshWitnessMemory(0), now, false).kind, 'none');
    });
  });

  it('without my own provider I do not try', () => {
    assert.equal(ask(rested(), [silent], now, false).kind, 'none');
  });

  it('byte order is that of UTF-8, on every machine', () => {
    assert.deepEqual(['ä', 'z', 'Z', '中', 'a'].sort(byBytes), ['Z', 'a', 'z', 'ä', '中']);
  });
});

describe('when it is published again', () => {
  const lost = (now: number): Peer => peer('p', now, 100, 100);

  it('every 40 s while it is needed', () => {
    const memory = rested();
    succeed(memory, ask(memory, [lost(100 * SECOND)], 100 * SECOND), 100 * SECOND);
    assert.equal(ask(memory, [lost(139.9 * SECOND)], 139.9 * SECOND).kind, 'none');
    assert.equal(ask(memory, [lost(140 * SECOND)], 140 * SECOND).kind, 'publish');
  });

  it('3 s after a failure', () => {
    const memory = rested();
    ask(memory, [lost(100 * SECOND)], 100 * SECOND);
    Object.assign(memory, { lastAttemptAt: 100 * SECOND, hasLastAttemptFailed: true });
    assert.equal(ask(memory, [lost(102.9 * SECOND)], 102.9 * SECOND).kind, 'none');
    assert.equal(ask(memory, [lost(103 * SECOND)], 103 * SECOND).kind, 'publish');
  });

  it('10 s after the last attempt when another peer falls away', () => {
    const memory = rested();
    const at = 100 * SECOND;
    succeed(memory, ask(memory, [lost(at), peer('q', at, 1, 1)], at), at);
    const peers = (now: number) => [lost(now), peer('q', now, 1, 21)];
    assert.equal(ask(memory, peers(109 * SECOND), 109 * SECOND).kind, 'none');
    const act = ask(memory, peers(110 * SECOND), 110 * SECOND);
    assert.deepEqual(act, { kind: 'publish', members: ['m'], unacked: ['p', 'q'], isLong: false });
  });

  it('at once when an own address has changed, and only while somebody needs it', () => {
    const memory = rested();
    const at = 100 * SECOND;
    succeed(memory, ask(memory, [lost(at)], at), at);
    const now = at + SECOND;
    const moved = ['203.0.113.8', null];
    assert.equal(ask(memory, [lost(now)], now, true, new Set(), moved).kind, 'publish');
    assert.equal(ask(memory, [peer('p', now, 1, 1)], now, true, new Set(), moved).kind, 'none');
  });

  it('is laid down after a calm minute, once', () => {
    const memory = rested();
    const at = 100 * SECOND;
    succeed(memory, ask(memory, [lost(at)], at), at);
    const back = (now: number): readonly Peer[] => [peer('p', now, 1, 1)];
    assert.equal(ask(memory, back(110 * SECOND), 110 * SECOND).kind, 'none');
    assert.equal(ask(memory, back(169 * SECOND), 169 * SECOND).kind, 'none');
    const act = ask(memory, back(170 * SECOND), 170 * SECOND);
    assert.equal(act.kind, 'lay-down');
    succeed(memory, act, 170 * SECOND);
    assert.equal(ask(memory, back(500 * SECOND), 500 * SECOND).kind, 'none');
  });
});

describe('while only nodes dead for long are missing', () => {
  const dead = new Set(['p']);
  const lost = (now: number): Peer => peer('p', now, 2_000, 2_000);
  const touch = (now: number): Peer => peer('q', now, 1, 1);
  const at = 5_000 * SECOND;
  /** Needed for long, with a long lease posted at `at`. */
  const posted = (): WitnessMemory => {
    const memory = { ...rested(), neededSince: 0 };
    succeed(memory, ask(memory, [lost(at), touch(at)], at, true, dead), at);
    return memory;
  };

  it('the record carries a long lease and is renewed every 600 s', () => {
    const memory = posted();
    assert.equal(memory.isPostedLong, true);
    const later = (s: number): WitnessAct =>
      ask(memory, [lost(at + s * SECOND), touch(at + s * SECOND)], at + s * SECOND, true, dead);
    assert.equal(later(599.9).kind, 'none');
    assert.deepEqual(later(600), { kind: 'publish', members: ['m', 'q'], unacked: ['p'], isLong: true });
  });

  const now = at + 10 * SECOND;
  const falls: readonly { name: string; peers: readonly Peer[]; dead?: ReadonlySet<string> }[] = [
    { name: 'the verdict falls', peers: [lost(now), touch(now)], dead: new Set() },
    { name: 'another falls away', peers: [lost(now), peer('q', now, 1, 21)] },
    { name: 'a member restarts', peers: [lost(now), { ...touch(now), bootAt: now - SECOND }] },
  ];
  for (const { name, peers, dead: found = dead } of falls) {
    it(`${name}: the short lease at once, and renewals every 40 s from then on`, () => {
      const memory = posted();
      const act = ask(memory, peers, now, true, found);
      assert.equal(act.kind === 'publish' && !act.isLong, true);
      succeed(memory, act, now);
      const next = now + 40 * SECOND;
      const later = 40 * SECOND;
      const still = peers.map((one) => ({
        ...one,
        heardAt: one.heardAt + later,
        ackedAt: one.ackedAt + later,
      }));
      assert.equal(ask(memory, still, next - 100, true, found).kind, 'none');
      assert.equal(ask(memory, still, next, true, found).kind, 'publish');
    });
  }

  it('a verdict that has become old waits for the next renewal', () => {
    const memory = { ...rested(), neededSince: 0 };
    succeed(memory, ask(memory, [lost(at), touch(at)], at), at);
    const later = at + 39 * SECOND;
    assert.equal(ask(memory, [lost(later), touch(later)], later, true, dead).kind, 'none');
    const due = ask(memory, [lost(later + SECOND), touch(later + SECOND)], later + SECOND, true, dead);
    assert.equal(due.kind === 'publish' && due.isLong, true);
  });
});

describe('the self-test', () => {
  it('waits until it is certain that everybody hears me: it would withdraw a lease', () => {
    const memory = freshWitnessMemory(0);
    const calm = (now: number): readonly Peer[] => [peer('p', now, 1, 1)];
    assert.equal(ask(memory, calm(9 * SECOND), 9 * SECOND).kind, 'none');
    assert.equal(ask(memory, calm(10 * SECOND), 10 * SECOND).kind, 'self-test');
  });

  it('is repeated after a minute when it failed, and after a day when it did not', () => {
    const memory = freshWitnessMemory(0);
    const calm = (now: number): readonly Peer[] => [peer('p', now, 1, 1)];
    memory.selfTestTriedAt = 10 * SECOND;
    assert.equal(ask(memory, calm(69 * SECOND), 69 * SECOND).kind, 'none');
    const act = ask(memory, calm(70 * SECOND), 70 * SECOND);
    assert.equal(act.kind, 'self-test');
    succeed(memory, act, 70 * SECOND);
    assert.equal(ask(memory, calm(24 * HOUR), 24 * HOUR).kind, 'none');
    assert.equal(ask(memory, calm(24 * HOUR + 70 * SECOND), 24 * HOUR + 70 * SECOND).kind, 'self-test');
  });

  it('is done anew when a member was removed since the record was written', () => {
    const memory = { ...rested(), isRollOld: true };
    assert.equal(ask(memory, [peer('p', 100 * SECOND, 1, 1)], 100 * SECOND).kind, 'self-test');
  });

  it('is not needed while a witness is published, which proves the same', () => {
    const memory = freshWitnessMemory(0);
    const now = 100 * SECOND;
    assert.equal(ask(memory, [peer('p', now, 100, 100)], now).kind, 'publish');
  });
});
