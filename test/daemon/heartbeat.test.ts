import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NodeState } from '../../src/daemon/node-state.ts';
import {
  capabilitiesOf,
  composeHeartbeat,
  ownStatement,
  receiveHeartbeat,
} from '../../src/daemon/steps/heartbeat.ts';
import { noteProviderSuccess, noteSlowRead } from '../../src/daemon/steps/note-provider.ts';
import { resume } from '../../src/daemon/steps/resume.ts';
import { freshCellMemory } from '../../src/dns/cell-memory.ts';
import { silentLog } from '../../src/platform/log.ts';
import { aHeartbeat, aStatement } from '../cluster/a-peer.ts';
import { aRecord } from '../dns/records.ts';
import { HandClock, SECOND, aState } from './a-state.ts';

const NOW = 1_000 * SECOND;

/** A node that has been up for long, with a verified address and its provider. */
function settled(): NodeState {
  const state = aState();
  state.provider.isUp = true;
  state.provider.nextReadAt = Infinity;
  state.own.v4.verified = '47.92.0.1';
  return state;
}

const onlyCell = (state: NodeState) => {
  const [cell] = state.cells;
  if (cell === undefined) throw new Error('no cell');
  return cell;
};

describe('what a node says of itself', () => {
  it('says that it can write as long as fewer than five rounds in a row were too slow', () => {
    const state = settled();
    for (let round = 0; round < 4; round += 1) noteSlowRead(state, 0);
    assert.equal(ownStatement(state, NOW).providerUp, true);
    noteSlowRead(state, 0);
    assert.equal(ownStatement(state, NOW).providerUp, false);
    noteProviderSuccess(state, NOW, 0, silentLog);
    assert.equal(ownStatement(state, NOW).providerUp, true);
  });

  it('tells the newest of its former addresses, eight in all, and neither family crowds out the other', () => {
    const state = settled();
    const addressOf = (number: number): string => `47.92.1.${number}`;
    for (let number = 1; number <= 10; number += 1) state.book.note('a', 'v4', addressOf(number), [], number);
    for (const address of ['2408:4000::1', '2408:4000::2']) state.book.note('a', 'v6', address, [], 1);
    assert.deepEqual(ownStatement(state, NOW).previous, [
      addressOf(9),
      '2408:4000::1',
      ...[8, 7, 6, 5, 4, 3].map(addressOf),
    ]);
  });

  it('numbers its messages upward within its boot', () => {
    const state = settled();
    const [first, second] = [composeHeartbeat(state, 'b', NOW), composeHeartbeat(state, 'c', NOW)];
    assert.deepEqual([first.seq, second.seq, first.boot], [1, 2, state.boot]);
    assert.deepEqual([first.stamp.epoch, first.stamp.version], [1, 2]);
  });

  it('is no writer when it may not write, whatever it can read', () => {
    for (const change of [{ isDryRun: true }, {}]) {
      const state = aState(new HandClock(), change);
      state.provider.isUp = true;
      if (!state.isDryRun) state.isFenced = true;
      assert.equal(ownStatement(state, NOW).providerUp, false);
      assert.deepEqual(capabilitiesOf(state), ['yield']);
    }
  });

  it('claims `wit` only after a successful self-test', () => {
    const state = settled();
    assert.deepEqual(capabilitiesOf(state), ['yield']);
    state.witness.selfTestedAt = 0;
    assert.deepEqual(capabilitiesOf(state), ['wit', 'yield']);
  });

  it('names its address of before the restart until it has found the present one', () => {
    const state = settled();
    state.own.v4 = { verified: null, remembered: '47.92.0.9', isFit: true };
    assert.equal(ownStatement(state, NOW).v4, '47.92.0.9');
    state.own.v4.verified = '47.92.0.1';
    assert.equal(ownStatement(state, NOW).v4, '47.92.0.1');
  });

  it('stops announcing a yield 30 s before its end', () => {
    const state = settled();
    const cell = onlyCell(state);
    state.memories.set(cell.key, { ...freshCellMemory, yielded: { to: 'b', until: NOW + 180 * SECOND } });
    assert.deepEqual(ownStatement(state, NOW + 150 * SECOND).yields, { [cell.id]: 'b' });
    assert.deepEqual(ownStatement(state, NOW + 151 * SECOND).yields, {});
  });

  it('passes on what it knows of others, with the age it has now, to everybody but them', () => {
    const state = settled();
    receiveHeartbeat(state, aHeartbeat({ from: 'b', seq: 5 }), NOW);
    const later = NOW + 6_300;
    assert.deepEqual(composeHeartbeat(state, 'b', later).news, []);
    const [news] = composeHeartbeat(state, 'c', later).news;
    assert.deepEqual([news?.nodeId, news?.seq, news?.ageMs], ['b', 5, 6_300]);
  });
});

describe('what a node makes of a message', () => {
  it('addresses go into the book, and are told to the store once', () => {
    const state = settled();
    const heartbeat = aHeartbeat({ statement: aStatement({ previous: ['47.92.0.8', '2408:4000::8'] }) });
    const claims = receiveHeartbeat(state, heartbeat, NOW);
    assert.deepEqual(
      claims.map(({ family, address, kind }) => `${family} ${address} ${kind}`),
      ['v4 47.92.0.8 previous', 'v4 47.92.0.2 current', 'v6 2408:4000::8 previous'],
    );
    assert.deepEqual(receiveHeartbeat(state, { ...heartbeat, seq: 2 }, NOW), []);
  });

  it('one that may have waited while this process was stopped says nothing, of its sender or of others', () => {
    const state = settled();
    const { stallMs } = state.timers;
    const hear = (seq: number, now: number, askedAt: number | null): number | undefined => {
      const news = [{ nodeId: 'c', boot: 'c1', seq, ageMs: 0, statement: aStatement() }];
      receiveHeartbeat(state, aHeartbeat({ seq, news }), now, askedAt);
      const [b, c] = ['b', 'c'].map((id) => state.liveness.peers.get(id)?.heardAt);
      assert.equal(b, c);
      return b;
    };
    assert.equal(hear(1, NOW, null), NOW);
    const resumedAt = NOW + 600 * SECOND;
    resume(state, resumedAt);
    assert.equal(hear(2, resumedAt, null), NOW, 'a request in the socket');
    assert.equal(hear(2, resumedAt + stallMs - 1, null), NOW, 'one of many');
    assert.equal(hear(2, resumedAt + 1, NOW + SECOND), NOW, 'the answer to a question of before');
    assert.equal(hear(2, resumedAt + 1, resumedAt), resumedAt + 1, 'the answer to a question of after');
    assert.equal(
      hear(3, resumedAt + stallMs, null),
      resumedAt + stallMs,
      'a request that is new for certain',
    );
  });

  it('a process that has just started hears requests at once: nothing waited for it', () => {
    const state = settled();
    receiveHeartbeat(state, aHeartbeat(), state.startedAt + 1);
    assert.equal(state.liveness.peers.get('b')?.heardAt, state.startedAt + 1);
  });

  const yields = (state: NodeState, to: string) => ({ [onlyCell(state).id]: to });
  const cases = [
    { name: 'a yield to me', to: 'a', value: '47.92.0.2', failures: 0, isRead: true },
    { name: 'a yield to another', to: 'c', value: '47.92.0.2', failures: 0, isRead: false },
    {
      name: 'a yield of a cell that I hold already',
      to: 'a',
      value: '47.92.0.1',
      failures: 0,
      isRead: false,
    },
    {
      name: 'a yield to me while the provider is ill',
      to: 'a',
      value: '47.92.0.2',
      failures: 1,
      isRead: false,
    },
  ];
  for (const { name, to, value, failures, isRead } of cases) {
    it(`${name}: ${isRead ? 'reads at once' : 'brings no read'}`, () => {
      const state = settled();
      state.provider.failures = failures;
      const match = { kind: 'record', record: aRecord({ value }) } as const;
      state.pictures.set(onlyCell(state).key, { match, why: 'holder-alive', about: 'b' });
      receiveHeartbeat(state, aHeartbeat({ statement: aStatement({ yields: yields(state, to) }) }), NOW);
      assert.equal(state.provider.nextReadAt, isRead ? NOW : Infinity);
    });
  }
});
