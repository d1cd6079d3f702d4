import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { encodeWitness, witnessName } from '../../src/cluster/witness-record.ts';
import type { Witness } from '../../src/cluster/witness-record.ts';
import type { NodeState } from '../../src/daemon/node-state.ts';
import { noteCover, noteWitnesses } from '../../src/daemon/steps/apply-reading.ts';
import type { ZoneReading } from '../../src/dns/provider/provider.ts';
import { aRecord } from '../dns/records.ts';
import { SECOND, aState } from './a-state.ts';

const ZONE = 'example.test';
const KEY = 'cluster key';
const NOW = 1_000 * SECOND;
const PROVIDER_NOW = 1_790_000_000_000;

function witnessOf(state: NodeState, writer: string, differing: Partial<Witness>, age = 10): ZoneReading {
  const { configuration } = state.cluster;
  const rr = witnessName(KEY, writer);
  const witness: Witness = {
    boot: `boot of ${writer}`,
    sequence: 1,
    leaseMs: 120 * SECOND,
    longLeaseMs: 0,
    epoch: 1,
    version: 2,
    members: [writer],
    v4: '47.92.0.22',
    v6: null,
    ...differing,
  };
  const value = encodeWitness(witness, configuration, KEY, `${ZONE}|${rr}`, new Uint8Array(12));
  const updatedAt = PROVIDER_NOW - age * SECOND;
  const record = aRecord({ rr, type: 'TXT', line: 'default', value, updatedAt });
  return { records: [record], providerNow: PROVIDER_NOW };
}

const note = (state: NodeState, reading: ZoneReading) => noteWitnesses(state, ZONE, reading, NOW);

describe('what witness records tell', () => {
  it('the writer’s address, when it was not heard since', () => {
    const state = aState();
    const claims = note(state, witnessOf(state, 'b', {}));
    assert.deepEqual(
      claims.map(({ nodeId, address }) => [nodeId, address]),
      [['b', '47.92.0.22']],
    );
    assert.equal(state.book.holderOf('47.92.0.22', 'v4', 'a'), 'b');
  });

  it('an address that a living node has told since is that node’s, of two records that of the later', () => {
    const told = aState();
    told.book.note('c', 'v4', '47.92.0.22', [], NOW - 5 * SECOND);
    note(told, witnessOf(told, 'b', {}));
    assert.equal(told.book.holderOf('47.92.0.22', 'v4', 'a'), 'c');
    const written = aState();
    const [b, c] = [witnessOf(written, 'b', {}, 10), witnessOf(written, 'c', {}, 40)];
    note(written, { ...b, records: [...b.records, ...c.records] });
    assert.equal(written.book.holderOf('47.92.0.22', 'v4', 'a'), 'b');
  });

  for (const [what, differing, age] of [
    ['was laid down', { leaseMs: 0 }, 10],
    ['has run out', {}, 130],
  ] as const) {
    it(`a former address of its writer, if it ${what} and the present one is known`, () => {
      const state = aState();
      state.book.note('b', 'v4', '47.92.0.23', [], -Infinity);
      note(state, witnessOf(state, 'b', differing, age));
      assert.equal(state.book.currentOf('b', 'v4'), '47.92.0.23');
      assert.equal(state.book.holderOf('47.92.0.22', 'v4', 'a'), 'b');
      const empty = aState();
      note(empty, witnessOf(empty, 'b', differing, age));
      assert.equal(empty.book.currentOf('b', 'v4'), '47.92.0.22');
    });
  }

  it('nothing of a node that was heard after the writing', () => {
    const state = aState();
    const b = state.liveness.peers.get('b');
    if (b !== undefined) b.heardAt = NOW - 5 * SECOND;
    assert.deepEqual(note(state, witnessOf(state, 'b', {})), []);
  });

  it('nothing of a record that was disabled, or whose writer is no member', () => {
    const state = aState();
    const reading = witnessOf(state, 'b', {});
    const disabled = reading.records.map((record) => ({ ...record, enabled: false }));
    assert.deepEqual(note(state, { ...reading, records: disabled }), []);
    assert.deepEqual(note(state, witnessOf(state, 'x', {})), []);
  });

  it('reads without cover are counted from the first on, and a covered one begins them anew', () => {
    const state = aState();
    noteCover(state, NOW - 20 * SECOND, NOW);
    noteCover(state, NOW - 10 * SECOND, NOW);
    const expected = { firstSentAt: NOW - 20 * SECOND, newestSentAt: NOW - 10 * SECOND };
    assert.deepEqual(state.uncovered.get('b'), expected);
    note(state, witnessOf(state, 'b', {}));
    noteCover(state, NOW, NOW);
    assert.deepEqual(state.uncovered.get('b'), { firstSentAt: null, newestSentAt: null });
    assert.equal(state.uncovered.get('c')?.firstSentAt, NOW - 20 * SECOND, 'C is not listed');
  });
});

describe('my own witness record', () => {
  it('is known by its name, or known not to be there', () => {
    const state = aState();
    note(state, { records: [], providerNow: PROVIDER_NOW });
    assert.deepEqual(state.witnessRecord, { zone: ZONE, record: null });
    const reading = witnessOf(state, 'a', {});
    note(state, reading);
    assert.deepEqual(state.witnessRecord, { zone: ZONE, record: reading.records[0] });
  });

  it('is not taken for missing by a read that cannot show its addition yet', () => {
    const state = aState();
    state.witnessAddedAt = NOW;
    for (const [sentAt, place] of [
      [NOW + 11 * SECOND, null],
      [NOW + 12 * SECOND, { zone: ZONE, record: null }],
    ] as const) {
      state.provider.lastReadSentAt = sentAt;
      note(state, { records: [], providerNow: PROVIDER_NOW });
      assert.deepEqual(state.witnessRecord, place);
    }
  });

  const fences = [
    { name: 'of the boot before mine', seen: false, boot: 'old', isFenced: false },
    { name: 'of another boot after mine: a clone', seen: true, boot: 'other', isFenced: true },
  ];
  for (const { name, seen, boot, isFenced } of fences) {
    it(`${name}: ${isFenced ? 'no more writes' : 'nothing'}`, () => {
      const state = aState();
      if (seen) note(state, witnessOf(state, 'a', { boot: state.boot }, 20));
      note(state, witnessOf(state, 'a', { boot }, 10));
      assert.equal(state.isFenced, isFenced);
    });
  }

  it('an older picture of it, from a stale read, does not fence', () => {
    const state = aState();
    note(state, witnessOf(state, 'a', { boot: state.boot }, 10));
    note(state, witnessOf(state, 'a', { boot: 'old' }, 60));
    assert.equal(state.isFenced, false);
  });
});
