import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgePush } from '../../src/cluster/push-rules.ts';
import type { PushJudgement } from '../../src/cluster/push-rules.ts';
import { aMember } from '../support/configurations.ts';
import { AT_3_41, LEGACY, NOTHING, WITHOUT_ME, edition, pushOf, stored } from './pushes.ts';
import type { PushWords } from './pushes.ts';

interface Row extends PushWords {
  readonly situation: string;
  readonly outcome: string;
  readonly alarm?: string;
}

const ROWS: readonly Row[] = [
  { situation: 'nothing stored', stored: NOTHING, pushed: edition(1, 1, 'a'), outcome: 'accept a' },
  {
    situation: 'stored unversioned, same leader',
    stored: LEGACY,
    pushed: edition(1, 1, 'a'),
    outcome: 'accept a',
  },
  {
    situation: 'stored unversioned, another leader',
    stored: LEGACY,
    pushed: edition(1, 1, 'b'),
    outcome: 'accept b',
    alarm: 'leader-changed',
  },
  { situation: 'smaller version', stored: AT_3_41, pushed: edition(3, 40, 'a'), outcome: 'refuse older' },
  { situation: 'smaller epoch', stored: AT_3_41, pushed: edition(2, 99, 'b'), outcome: 'refuse older' },
  {
    situation: 'smaller version of another leader in the same epoch',
    stored: AT_3_41,
    pushed: edition(3, 7, 'b'),
    outcome: 'refuse older',
    alarm: 'two-leaders',
  },
  { situation: 'equal, same hash', stored: AT_3_41, pushed: edition(3, 41, 'a'), outcome: 'unchanged' },
  {
    situation: 'equal, other hash',
    stored: AT_3_41,
    pushed: edition(3, 41, 'a', { variant: 1 }),
    outcome: 'refuse config-fork',
    alarm: 'config-fork',
  },
  { situation: 'larger version', stored: AT_3_41, pushed: edition(3, 42, 'a'), outcome: 'accept a' },
  {
    situation: 'larger epoch, bound leader',
    stored: AT_3_41,
    pushed: edition(4, 1, 'a'),
    outcome: 'accept a',
  },
  {
    situation: 'larger epoch, another leader',
    stored: AT_3_41,
    pushed: edition(4, 1, 'b'),
    outcome: 'accept b',
    alarm: 'leader-changed',
  },
  {
    situation: 'larger epoch, signed by a node that nobody names leader',
    stored: AT_3_41,
    pushed: edition(4, 1, 'a'),
    pusherId: 'b',
    outcome: 'refuse two-leaders',
    alarm: 'two-leaders',
  },
  {
    situation: 'larger version, same epoch, another leader',
    stored: AT_3_41,
    pushed: edition(3, 42, 'b'),
    outcome: 'refuse two-leaders',
    alarm: 'two-leaders',
  },
  {
    situation: 'stored versioned but bound to nobody',
    stored: stored(edition(3, 41, 'a'), null),
    pushed: edition(3, 42, 'b'),
    outcome: 'accept b',
  },
  {
    situation: 'unversioned, nothing stored',
    stored: NOTHING,
    pushed: edition(0, 0, 'a'),
    unversioned: true,
    outcome: 'accept a',
  },
  {
    situation: 'unversioned, changed',
    stored: LEGACY,
    pushed: edition(0, 0, 'a', { variant: 1 }),
    unversioned: true,
    outcome: 'accept a',
  },
  {
    situation: 'unversioned, as stored',
    stored: LEGACY,
    pushed: edition(0, 0, 'a'),
    unversioned: true,
    outcome: 'unchanged',
  },
  {
    situation: 'unversioned, versioned stored',
    stored: AT_3_41,
    pushed: edition(0, 0, 'a'),
    unversioned: true,
    outcome: 'refuse unversioned',
  },
  {
    situation: 'unversioned, versioned stored, a legacy leader allowed',
    stored: AT_3_41,
    pushed: edition(0, 0, 'b'),
    unversioned: true,
    allowLegacyLeader: true,
    outcome: 'accept b',
    alarm: 'leader-changed',
  },
  {
    situation: 'a version of epoch 0 counts as none',
    stored: AT_3_41,
    pushed: edition(0, 99, 'a'),
    outcome: 'refuse unversioned',
  },
  {
    situation: 'larger, without a place for me, bound leader',
    stored: AT_3_41,
    pushed: edition(3, 42, 'a', WITHOUT_ME),
    outcome: 'dismissed',
  },
  {
    situation: 'smaller, without a place for me',
    stored: AT_3_41,
    pushed: edition(3, 40, 'a', WITHOUT_ME),
    outcome: 'refuse older',
  },
  {
    situation: 'larger epoch, without a place for me, another leader',
    stored: AT_3_41,
    pushed: edition(4, 1, 'b', WITHOUT_ME),
    outcome: 'refuse two-leaders',
    alarm: 'two-leaders',
  },
  {
    situation: 'first version, without a place for me, not the legacy leader I follow',
    stored: LEGACY,
    pushed: edition(1, 1, 'b', WITHOUT_ME),
    outcome: 'refuse two-leaders',
    alarm: 'two-leaders',
  },
  {
    situation: 'unversioned, without a place for me',
    stored: LEGACY,
    pushed: edition(0, 0, 'a', WITHOUT_ME),
    unversioned: true,
    outcome: 'refuse unversioned',
  },
];

function outcomeOf(judgement: PushJudgement): string {
  if (judgement.kind === 'accept') return `accept ${judgement.rebindTo ?? 'nobody'}`;
  return judgement.kind === 'refuse' ? `refuse ${judgement.why}` : judgement.kind;
}

describe('judgePush', () => {
  for (const row of ROWS) {
    it(`${row.situation}: ${row.outcome}`, () => {
      const judgement = judgePush(pushOf(row));
      assert.equal(outcomeOf(judgement), row.outcome);
      const alarms = 'alarms' in judgement ? judgement.alarms.map(({ code }) => code) : [];
      assert.deepEqual(alarms, row.alarm === undefined ? [] : [row.alarm]);
    });
  }

  it('takes the only node that says it leads for the leader of a push that names none', () => {
    const pushed = edition(0, 0, null);
    const members = pushed.members.map((member) =>
      member.id === 'b' ? { ...member, role: 'leader' as const } : member,
    );
    const push = pushOf({ stored: NOTHING, pushed: { ...pushed, members }, unversioned: true });
    assert.equal(outcomeOf(judgePush(push)), 'accept b');
    const two = members.map((member) => ({ ...member, role: 'leader' as const }));
    assert.equal(
      outcomeOf(
        judgePush({ ...push, pushed: { ...push.pushed, configuration: { ...pushed, members: two } } }),
      ),
      'accept nobody',
    );
  });

  it('names nodes in alarms by their friendly names, never by their codes', () => {
    const code = 'code-of-b';
    const members = [aMember('a'), aMember('me'), aMember(code, { name: 'Beijing' })];
    const pushed = { ...edition(3, 42, code), members };
    const judgement = judgePush(pushOf({ stored: AT_3_41, pushed }));
    assert.ok(judgement.kind === 'refuse');
    const words = judgement.alarms.map(({ text }) => text.en + text.zh).join();
    assert.match(words, /Beijing/);
    assert.doesNotMatch(words, /code-of-b/);
  });
});
