import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshWitnessMemory, membersOf, nextWitnessAct } from '../../src/cluster/witness-schedule.ts';
import { decide } from '../../src/dns/decide.ts';
import { aPeer, SECOND, TIMERS } from '../cluster/a-peer.ts';
import { aSituation, type Situation } from '../dns/a-decision.ts';

const STOOD_LONG = { unknownValue: '47.92.0.99', unknownSince: -1e9 } as const;

describe('a cell that a node of the Go program has to do with', () => {
  const rows: readonly { name: string; situation: Situation; act: string; why: string }[] = [
    {
      name: 'unknown value in a line of a living one',
      situation: {
        ...{ value: '47.92.0.99', memory: STOOD_LONG, succession: ['me', 'h'] },
        verdicts: { minder: 'h' },
      },
      act: 'none',
      why: 'unknown-minded',
    },
    {
      name: 'unknown value, and nobody of that kind lives',
      situation: { value: '47.92.0.99', memory: STOOD_LONG, succession: ['me', 'h'] },
      act: 'write',
      why: 'unknown-claimed',
    },
    {
      name: 'held by one that stood in for me',
      situation: { succession: ['me', 'h'], verdicts: { legacy: ['h'], letsGo: ['h'] } },
      act: 'write',
      why: 'legacy-lets-go',
    },
    {
      name: 'held by one that lives',
      situation: { succession: ['me', 'h'], verdicts: { legacy: ['h'] } },
      act: 'none',
      why: 'holder-alive',
    },
  ];
  for (const { name, situation, act, why } of rows) {
    it(`${name}: ${act}, ${why}`, () => {
      const decision = decide(aSituation(situation));
      assert.deepEqual([decision.act.kind, decision.why], [act, why]);
    });
  }
});

describe('a witness, towards a node of the Go program', () => {
  const now = 1_000 * SECOND;
  const question = (heardAgo: number, ackedAgo: number) => {
    const peer = { ...aPeer(0), isLegacy: true, heardAt: now - heardAgo * SECOND };
    const peers = [{ ...peer, ackedAt: now - ackedAgo * SECOND }];
    const self = { selfId: 'm', isMyProviderUp: true, addresses: [null, null] };
    return { ...self, peers, longDead: new Set<string>(), now, timers: TIMERS };
  };
  const rested = () => ({ ...freshWitnessMemory(0), selfTestedAt: 0 });

  it('is never needed: nobody there reads it', () => {
    assert.equal(nextWitnessAct(rested(), question(4_000, 4_000)).kind, 'none');
  });

  it('vouches for it between two questions, which are 30 s apart', () => {
    assert.deepEqual(membersOf(question(33, 33)), ['b', 'm']);
    assert.deepEqual(membersOf(question(80, 80)), ['m']);
  });
});
