import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JournalEntry } from '../../src/sandbox/journal.ts';
import type { SandboxRecord } from '../../src/sandbox/record.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { Referee } from './faults-referee.ts';

const MANAGED: SandboxRecord = {
  id: '1',
  zone: 'example.test',
  rr: 'www',
  type: 'A',
  line: 'default',
  value: '127.0.1.1',
  ttl: 600,
  priority: null,
  isEnabled: true,
  isLocked: false,
  weight: 1,
  remark: null,
  createdAt: 0,
  updatedAt: 0,
};
const STRANGER: SandboxRecord = { ...MANAGED, id: '2', rr: 'mail' };

interface Case {
  readonly by?: string;
  readonly action?: string;
  readonly before?: SandboxRecord | null;
  readonly after: SandboxRecord | null;
  /** What has become of the zone; the change alone unless given. */
  readonly records?: readonly SandboxRecord[];
  readonly isADown?: boolean;
}

/** Node `a` holds the record and `b` comes after it; judges one write, made now. */
function judge(given: Case): readonly string[] {
  const { by = 'key-of-b', action = 'UpdateDomainRecord', before = MANAGED, after } = given;
  let records: readonly SandboxRecord[] = [MANAGED, STRANGER];
  const journal: JournalEntry[] = [];
  const sandbox = { records: () => records, journal: () => journal } as unknown as Sandbox;
  const referee = new Referee({
    sandbox,
    nodes: new Map([
      ['key-of-a', 'a'],
      ['key-of-b', 'b'],
    ]),
    order: new Map([['www A default', ['a', 'b']]]),
    lagMs: 1_000,
    unfitMs: 8_000,
  });
  referee.moved('a', 'v4', '127.0.1.1');
  referee.moved('b', 'v4', '127.0.1.2');
  if (given.isADown === true) referee.died('a');
  records = given.records ?? [MANAGED, STRANGER];
  journal.push({
    ...{
      number: 1,
      at: Date.now(),
      keyId: by,
      action,
      parameters: {},
      outcome: 'OK',
      answer: 'sent',
      faults: [],
    },
    changes: [{ before, after }],
  });
  return referee.judge(0).complaints;
}

describe('the referee of the fault tests', () => {
  const taken = { ...MANAGED, value: '127.0.1.2', updatedAt: 9 };

  it('lets the next in order take a record of the dead', () => {
    assert.deepEqual(judge({ after: taken, isADown: true }), []);
  });

  const wrong: readonly (readonly [string, Case, RegExp])[] = [
    ['a record of the living', { after: taken }, /taken from a, which lives/],
    ['another node’s address', { after: { ...taken, value: '127.0.1.3' }, isADown: true }, /own address/],
    ['a new TTL', { after: { ...taken, ttl: 1 }, isADown: true }, /more than the value/],
    ['the same value', { after: { ...MANAGED, updatedAt: 9 } }, /nothing was changed/],
    ['a new record', { action: 'AddDomainRecord', before: null, after: taken }, /made or deleted/],
    ['a deleted record', { action: 'DeleteDomainRecord', after: null }, /made or deleted/],
    ['a stranger', { before: STRANGER, after: { ...STRANGER, value: '127.0.1.2' } }, /not a managed record/],
    ['a stranger that is gone', { after: taken, isADown: true, records: [taken] }, /gone: mail/],
    [
      'a stranger that is not as it was',
      { after: taken, isADown: true, records: [taken, { ...STRANGER, remark: 'x' }] },
      /not ours, but changed/,
    ],
  ];
  for (const [what, given, complaint] of wrong) {
    it(`complains of ${what}`, () => {
      assert.match(judge(given).join('\n'), complaint);
    });
  }
});
