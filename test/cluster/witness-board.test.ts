import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { WitnessBoard } from '../../src/cluster/witness-board.ts';
import type { Witness } from '../../src/cluster/witness-record.ts';
import { resolveTimers } from '../../src/config/timers.ts';
import { SECOND, aHeartbeat, aLiveness, peerOf } from './a-peer.ts';

const PROVIDER_EPOCH = 1_790_000_000_000;

function aWitness(differing: Partial<Witness> = {}): Witness {
  return {
    boot: 'b1',
    sequence: 1,
    leaseMs: 120 * SECOND,
    longLeaseMs: 0,
    epoch: 1,
    version: 1,
    members: ['b', 'c'],
    v4: null,
    v6: null,
    ...differing,
  };
}

/** A board that read `witness` at 100 s, 10 s after it was written. */
function aBoard(witness: Partial<Witness> = {}, writer = 'b'): WitnessBoard {
  const board = new WitnessBoard();
  board.note(writer, aWitness(witness), PROVIDER_EPOCH - 10 * SECOND, PROVIDER_EPOCH, 100 * SECOND);
  return board;
}

const TIMERS = resolveTimers('normal');

/** In touch both ways until `at`. */
const heardAt = (id: string, at: number) => {
  const liveness = aLiveness();
  liveness.receive(aHeartbeat({ from: id }), at);
  return { ...peerOf(liveness, id), provenAt: at };
};

describe('cover', () => {
  it('lasts from the writing for the lease, both on the provider’s clock', () => {
    assert.equal(aBoard().coveredUntil(heardAt('b', 50 * SECOND), 'a', TIMERS), 210 * SECOND);
  });

  it('begins with the first sight when the provider tells no times', () => {
    const board = new WitnessBoard();
    board.note('b', aWitness(), null, null, 100 * SECOND);
    board.note('b', aWitness(), null, null, 130 * SECOND);
    assert.equal(board.coveredUntil(heardAt('b', 50 * SECOND), 'a', TIMERS), 220 * SECOND);
  });

  const cases: readonly { name: string; board: WitnessBoard; peer: ReturnType<typeof heardAt> }[] = [
    { name: 'a peer heard after the writing', board: aBoard(), peer: heardAt('b', 90 * SECOND) },
    { name: 'a peer that is not listed', board: aBoard({ members: ['b'] }), peer: heardAt('c', 0) },
    { name: 'a record that was laid down', board: aBoard({ leaseMs: 0 }), peer: heardAt('b', 0) },
    { name: 'my own record', board: aBoard({}, 'a'), peer: heardAt('b', 0) },
  ];
  for (const { name, board, peer } of cases) {
    it(`${name} gives none`, () => {
      assert.equal(board.coveredUntil(peer, 'a', TIMERS), -Infinity);
    });
  }

  it('extends to those whom the writer hears', () => {
    assert.equal(aBoard().coveredUntil(heardAt('c', 0), 'a', TIMERS), 210 * SECOND);
  });

  it('extends to everybody when the list cannot be read', () => {
    const board = aBoard({ members: 'everyone' });
    assert.equal(board.coveredUntil(heardAt('c', 0), 'a', TIMERS), 210 * SECOND);
  });

  it('is the longest of several', () => {
    const board = aBoard();
    board.note('c', aWitness({ boot: 'c1' }), PROVIDER_EPOCH, PROVIDER_EPOCH, 100 * SECOND);
    assert.equal(board.coveredUntil(heardAt('b', 0), 'a', TIMERS), 220 * SECOND);
  });
});

describe('a link that is open from there to here alone', () => {
  /** Of `b`, written at 90 s and heard at 95 s; what `a` can prove of `b` having heard `a`. */
  const until = (members: readonly string[], proven: number): number => {
    const peer = { ...heardAt('b', 95 * SECOND), provenAt: proven * SECOND };
    return aBoard({ members }).coveredUntil(peer, 'a', TIMERS) / SECOND;
  };
  it('lets the record count although its writer was heard since', () => {
    assert.equal(until(['b'], 70), 210);
    assert.equal(until(['b'], -Infinity), 210);
  });
  it('is not what there is while my messages arrive', () => {
    assert.equal(until(['b'], 70.1), -Infinity);
  });
  it('is not what there is if the record names me as in touch', () => {
    assert.equal(until(['a', 'b'], 70), -Infinity);
  });
});

describe('somebody who has heard nothing', () => {
  const until = (board: WitnessBoard, id: string, latest = 300): number =>
    board.vouchedUntil(id, latest * SECOND) / SECOND;

  it('counts every record that lists a node, its own and mine', () => {
    assert.equal(until(aBoard(), 'b'), 210);
    assert.equal(until(aBoard(), 'c'), 210);
    assert.equal(until(aBoard({}, 'a'), 'c'), 210);
    assert.equal(until(aBoard({ members: 'everyone' }), 'd'), 210);
    assert.equal(until(aBoard(), 'd'), -Infinity);
    assert.equal(until(aBoard({ leaseMs: 0 }), 'b'), -Infinity);
  });

  it('counts the latest end that comes in time', () => {
    const board = aBoard({ longLeaseMs: 900 * SECOND });
    board.note('c', aWitness({ boot: 'c1' }), PROVIDER_EPOCH, PROVIDER_EPOCH, 100 * SECOND);
    assert.deepEqual(
      [219, 220, 989, 990].map((latest) => until(board, 'b', latest)),
      [210, 220, 220, 990],
    );
  });
});

describe('a long lease', () => {
  const LONG = { longLeaseMs: 900 * SECOND };
  /** Of `b`, read by `a` at 100 s and written at 90 s; what `a` has heard of `b`, and proof of `b` having heard `a`. */
  const until = (witness: Partial<Witness>, heard: number, proven: number): number => {
    const peer = { ...heardAt('b', heard * SECOND), provenAt: proven * SECOND };
    return aBoard({ ...LONG, ...witness }).coveredUntil(peer, 'a', TIMERS) / SECOND;
  };
  const cases: readonly { name: string; got: () => number; expected: number }[] = [
    { name: 'counts where no message was ever received', got: () => until({}, 50, -Infinity), expected: 990 },
    { name: 'counts where the last proof is tDead old', got: () => until({}, 50, 30), expected: 990 },
    { name: 'counts although the peer was heard since', got: () => until({}, 95, 30), expected: 990 },
    { name: 'is nothing to a node in touch lately', got: () => until({}, 50, 30.1), expected: 210 },
    { name: 'is nothing to it once it heard the peer', got: () => until({}, 95, 80), expected: -Infinity },
    {
      name: 'is nothing to whom the record names',
      got: () => until({ members: ['a', 'b'] }, 50, -Infinity),
      expected: 210,
    },
    {
      name: 'counts where the names cannot be read',
      got: () => until({ members: 'everyone' }, 50, 0),
      expected: 990,
    },
    {
      name: 'is nothing to a peer not listed',
      got: () => until({ members: ['c'] }, 50, 0),
      expected: -Infinity,
    },
  ];
  for (const { name, got, expected } of cases) {
    it(name, () => {
      assert.equal(got(), expected);
    });
  }
});

describe('which picture of a record is kept', () => {
  it('an older one, from a stale read, changes nothing', () => {
    const board = aBoard();
    const older = aWitness({ leaseMs: 0, boot: 'b0' });
    assert.equal(board.note('b', older, PROVIDER_EPOCH - 60 * SECOND, PROVIDER_EPOCH, 105 * SECOND), false);
    assert.equal(board.of('b')?.witness.boot, 'b1');
  });

  it('without times, the one with the larger number or another boot', () => {
    const board = new WitnessBoard();
    assert.equal(board.note('b', aWitness({ sequence: 5 }), null, null, 1), true);
    assert.equal(board.note('b', aWitness({ sequence: 4 }), null, null, 2), false);
    assert.equal(board.note('b', aWitness({ sequence: 6 }), null, null, 3), true);
    assert.equal(board.note('b', aWitness({ boot: 'b2' }), null, null, 4), true);
  });
});

describe('the list of members', () => {
  it('is that of the newest configuration under which a record was laid down', () => {
    const board = aBoard({ leaseMs: 0, version: 2, members: ['b'] }, 'b');
    const note = (writer: string, witness: Partial<Witness>, at: number): void => {
      board.note(writer, aWitness(witness), PROVIDER_EPOCH + at, PROVIDER_EPOCH + at, 200 * SECOND);
    };
    note('c', { leaseMs: 0, version: 1, members: ['a', 'b', 'c'] }, 1);
    note('d', { version: 3, members: ['d'] }, 2);
    assert.deepEqual(board.roll?.members, ['b']);
  });

  it('is none of a record that stands: that names those in touch', () => {
    assert.equal(aBoard({ version: 2 }).roll, null);
  });
});

describe('a node that was left out', () => {
  const MINE = { epoch: 1, version: 1 };
  const cases = [
    {
      name: 'laid down under a newer configuration',
      witness: { leaseMs: 0, version: 2 },
      since: 80,
      isLeft: true,
    },
    { name: 'laid down under mine', witness: { leaseMs: 0 }, since: 80, isLeft: false },
    { name: 'leased under a newer one', witness: { version: 2 }, since: 80, isLeft: false },
    {
      name: 'laid down before I could have missed it',
      witness: { leaseMs: 0, version: 2 },
      since: 95,
      isLeft: false,
    },
  ];
  for (const { name, witness, since, isLeft } of cases) {
    it(`${name}: ${isLeft ? 'yes' : 'no'}`, () => {
      const board = aBoard(witness);
      assert.equal(board.hasLeftMeOut(heardAt('b', 0), since * SECOND, MINE), isLeft);
    });
  }
});
